package figure

import (
	"image"
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette"
	"gonum.org/v1/plot/palette/moreland"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Heat is a density as colours, under a title.
type Heat struct {
	Title   string
	Density Field
}

// Space in points for the bar that explains the colours: between it and the panels, its width, and right of it.
const (
	barGap   = 16
	barWidth = 12
	barRight = 40
)

// Errors writes a figure of fields side by side, each in colours of its own: paper for zero and the darkest for its own
// highest value, the colours following the square root. It is for what differs by orders of magnitude from panel to panel
// and is to be compared within each, as is where in the plane the error sits. All fields are over the same view. What is
// not a number counts as zero. It panics if there are no heats.
func Errors(w io.Writer, heats []Heat) error {
	if len(heats) == 0 {
		panic("figure: no errors to draw")
	}
	planes := make([]plane, len(heats))
	for i, heat := range heats {
		planes[i] = plane{heat.Title, []plot.Plotter{colours{heat.Density, highest(heats[i : i+1])}}}
	}
	c, _ := grid{view: heats[0].Density.View, columns: len(heats)}.draw(planes)
	return encode(w, c)
}

// Density writes a figure of densities side by side, in the same colours: paper for zero and the darkest for the highest
// of all, the colours following the square root, so that what is faint can be seen beside what is not. All densities
// are fields over the same view. What is not a number counts as zero. It panics if there are no heats.
func Density(w io.Writer, heats []Heat) error {
	if len(heats) == 0 {
		panic("figure: no densities to draw")
	}
	top := highest(heats)
	planes := make([]plane, len(heats))
	for i, heat := range heats {
		planes[i] = plane{heat.Title, []plot.Plotter{colours{heat.Density, top}}}
	}
	g := grid{view: heats[0].Density.View, columns: len(heats), ticks: true, right: barGap + barWidth + barRight}
	c, l := g.draw(planes)
	last := l.panels[len(l.panels)-1]
	left := last.Max.X + barGap
	colourBar(c, rectangle(left, last.Min.Y, left+barWidth, last.Max.Y), top)
	return encode(w, c)
}

// highest returns the highest finite value of all densities, or 1 if none is positive.
func highest(heats []Heat) float64 {
	var top float64
	for _, heat := range heats {
		for _, value := range heat.Density.Values {
			if value > top && !math.IsInf(value, 1) {
				top = value
			}
		}
	}
	if top == 0 {
		return 1
	}
	return top
}

// colourBar draws the colours from zero to top in the rectangle, and what they stand for right of it.
func colourBar(c draw.Canvas, r vg.Rectangle, top float64) {
	ramp := image.NewRGBA(image.Rect(0, 0, 1, len(shades)))
	for i, shade := range shades {
		ramp.SetRGBA(0, len(shades)-1-i, shade)
	}
	c.DrawImage(r, ramp)
	line := draw.LineStyle{Color: frameGrey, Width: lineWidth}
	outline(c, r, line)
	right := style(tickSize, text.XLeft, text.YCenter)
	for _, tick := range (axis{lo: 0, hi: top, ticks: plot.DefaultTicks{}}).majors() {
		y := r.Min.Y + vg.Length(math.Sqrt(tick.Value/top))*r.Size().Y
		c.StrokeLine2(line, r.Max.X, y, r.Max.X+tickLength, y)
		c.FillText(right, vg.Point{X: r.Max.X + labelDistance, Y: y}, tick.Label)
	}
}

// colours is a mark: a field as colours, smooth between the middles of its cells.
type colours struct {
	field Field
	top   float64 // the value of the darkest colour
}

// Plot draws the colours. It implements plot.Plotter.
func (f colours) Plot(c draw.Canvas, _ *plot.Plot) {
	img := image.NewRGBA(image.Rect(0, 0, f.field.Width, f.field.Height))
	for i, value := range f.field.Values {
		part := math.Sqrt(min(1, value/f.top))
		if math.IsNaN(part) {
			part = 0
		}
		place := int(math.Round(part * float64(len(shades)-1)))
		img.SetRGBA(i%f.field.Width, f.field.Height-1-i/f.field.Width, shades[place])
	}
	c.DrawImage(c.Rectangle, img)
}

// shades are the colours of a density, from zero to its top: from white over green and blue to nearly black, with equal
// steps in lightness.
var shades = func() (table [256]color.RGBA) {
	ramp, err := moreland.NewLuminance([]color.Color{
		color.RGBA{R: 0x14, G: 0x0b, B: 0x35, A: 0xff},
		color.RGBA{R: 0x2d, G: 0x4f, B: 0x9e, A: 0xff},
		color.RGBA{R: 0x2c, G: 0x9c, B: 0xb0, A: 0xff},
		color.RGBA{R: 0xa4, G: 0xdc, B: 0xb5, A: 0xff},
		color.RGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff},
	})
	if err != nil {
		panic("figure: the colours of a density do not grow lighter")
	}
	ramp.SetMin(0)
	ramp.SetMax(1)
	for i, c := range palette.Reverse(ramp).Palette(len(table)).Colors() {
		table[i] = color.RGBAModel.Convert(c).(color.RGBA)
	}
	return table
}()
