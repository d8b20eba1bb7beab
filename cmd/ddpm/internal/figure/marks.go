package figure

import (
	"image"
	"image/color"
	imagedraw "image/draw"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette"
	"gonum.org/v1/plot/palette/moreland"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"ddpm/data"
)

// line returns a curve as a mark.
func line(curve plotter.XYs, ink color.Color, thickness vg.Length) *plotter.Line {
	return &plotter.Line{XYs: curve, LineStyle: draw.LineStyle{Color: ink, Width: thickness}}
}

// dashed returns a curve as a dashed mark.
func dashed(curve plotter.XYs, ink color.Color) *plotter.Line {
	l := line(curve, ink, 1.5)
	l.Dashes = []vg.Length{5, 3}
	return l
}

// markers returns the points of a curve as discs of a radius in points.
func markers(curve plotter.XYs, ink color.Color, radius vg.Length) *plotter.Scatter {
	return &plotter.Scatter{XYs: curve, GlyphStyle: draw.GlyphStyle{Color: ink, Radius: radius, Shape: draw.CircleGlyph{}}}
}

// level returns the straight curve at a value, from one end of the horizontal axis to the other.
func level(value, lo, hi float64) plotter.XYs {
	return plotter.XYs{{X: lo, Y: value}, {X: hi, Y: value}}
}

// filled returns the area between a curve and a base, the straight curve from its one end to the other, as a mark without an edge.
func filled(curve, base plotter.XYs, ink color.Color) *plotter.Polygon {
	return &plotter.Polygon{XYs: []plotter.XYs{slices.Concat(base[:1], curve, base[1:])}, Color: ink}
}

// along returns the curve of the values from a least one on.
func along(x, values []float64, least float64) (curve plotter.XYs) {
	for i, value := range values {
		if value >= least && value < beyond {
			curve = append(curve, plotter.XY{X: x[i], Y: value})
		}
	}
	return curve
}

// curveOf returns the curve through points.
func curveOf(points []data.Point) plotter.XYs {
	curve := make(plotter.XYs, len(points))
	for i, p := range points {
		curve[i] = plotter.XY{X: p[0], Y: p[1]}
	}
	return curve
}

// runningMean returns the curve of the means over windows of so many points around each point; at the ends there are fewer.
func runningMean(curve plotter.XYs, window int) plotter.XYs {
	sums := make([]float64, len(curve)+1) // sums[i] is the sum of the first i
	for i, p := range curve {
		sums[i+1] = sums[i] + p.Y
	}
	means := make(plotter.XYs, len(curve))
	for i, p := range curve {
		lo, hi := max(0, i-window/2), min(len(curve), i-window/2+window)
		means[i] = plotter.XY{X: p.X, Y: (sums[hi] - sums[lo]) / float64(hi-lo)}
	}
	return means
}

// runningMedian returns the curve of the medians over the windows of runningMean. A few values far above the others do not move it.
func runningMedian(curve plotter.XYs, window int) plotter.XYs {
	medians := make(plotter.XYs, len(curve))
	var values []float64
	for i, p := range curve {
		values = values[:0]
		for _, q := range curve[max(0, i-window/2):min(len(curve), i-window/2+window)] {
			values = append(values, q.Y)
		}
		slices.Sort(values)
		middle := len(values) / 2
		medians[i] = plotter.XY{X: p.X, Y: (values[middle] + values[(len(values)-1)/2]) / 2}
	}
	return medians
}

// dots is a mark: points as translucent discs, so that a crowd is darker than its members.
type dots struct {
	points []data.Point
	ink    color.RGBA
	radius float64 // of a disc, in points
	alpha  float64 // its opacity
}

// scatter returns the points as dots that suit their number and the width of their panel: the fewer, the larger and the darker.
func scatter(points []data.Point, ink color.RGBA, wide float64) dots {
	room := math.Sqrt(wide * wide / 4 / float64(max(1, len(points)))) // if they share a quarter of the panel
	return dots{points, ink, min(2, max(0.65, 0.45*room)), min(0.8, max(0.2, 0.5*room))}
}

// DataRange returns the ends of the axes that the points are on. It implements plot.DataRanger.
func (d dots) DataRange() (xmin, xmax, ymin, ymax float64) { return plotter.XYRange(curveOf(d.points)) }

// Plot draws the discs. It implements plot.Plotter.
func (d dots) Plot(c draw.Canvas, p *plot.Plot) {
	picture, perPoint := pixels(c)
	size := picture.Bounds().Size()
	f := newFilm(size.X, size.Y)
	for _, x := range d.points {
		f.disc(p.X.Norm(x[0])*float64(size.X), (1-p.Y.Norm(x[1]))*float64(size.Y), d.radius*perPoint, d.alpha)
	}
	// gonum's DrawImage would scale the film by a factor of 1, with bicubic interpolation.
	imagedraw.DrawMask(picture, picture.Bounds(), image.NewUniform(d.ink), image.Point{}, f.mask(), image.Point{}, imagedraw.Over)
}

// film is how much of the light the discs drawn on it let through.
type film struct {
	width, height int
	light         []float32 // shape (height, width), row 0 on top; 1 where nothing was drawn
}

func newFilm(width, height int) *film {
	f := &film{width: width, height: height, light: make([]float32, width*height)}
	for i := range f.light {
		f.light[i] = 1
	}
	return f
}

// disc darkens a disc by the opacity alpha. Its centre (x, y), with y downwards, and its radius are in pixels. Its rim is one pixel
// wide: there, a pixel is covered in part. What is outside the film is not drawn.
func (f *film) disc(x, y, radius, alpha float64) {
	reach := radius + 0.5
	for row := max(0, int(y-reach)); row <= min(f.height-1, int(y+reach)); row++ {
		for column := max(0, int(x-reach)); column <= min(f.width-1, int(x+reach)); column++ {
			distance := math.Hypot(float64(column)+0.5-x, float64(row)+0.5-y)
			if cover := min(1, reach-distance); cover > 0 {
				f.light[row*f.width+column] *= float32(1 - alpha*cover)
			}
		}
	}
}

// mask returns how much of the light the film takes, in 20 opacities, so that a picture does not need many colours.
func (f *film) mask() *image.Alpha {
	const steps = 20
	mask := image.NewAlpha(image.Rect(0, 0, f.width, f.height))
	for i, light := range f.light {
		mask.Pix[i] = uint8(math.Round(255 * math.Round(float64(1-light)*steps) / steps))
	}
	return mask
}

// heatColours is how many colours a heat map has. They are so many that no steps are seen, and leave room in a palette of 256 for text and lines.
const heatColours = 200

// heatMap returns a field in colours as a mark. share says what share of the way from the lightest to the darkest colour a value has;
// what is not a number is the lightest.
func heatMap(f Field, share func(value float64) float64) plot.Plotter {
	// Of the heat map only Plot is kept: its GlyphBoxes would cost time and change nothing.
	return struct{ plot.Plotter }{&plotter.HeatMap{
		GridXYZ: f.mapped(share), Palette: darkening.Palette(heatColours), Rasterized: true,
		Min: 0, Max: 1, Underflow: white, NaN: white, Overflow: darkest,
	}}
}

// root returns the share that follows the square root of a value up to a top, so that small values can be seen beside large ones.
func root(top float64) func(float64) float64 {
	return func(value float64) float64 { return math.Sqrt(min(1, value/top)) }
}

// logarithm returns the share that follows the logarithm of a value between a least and a top.
func logarithm(least, top float64) func(float64) float64 {
	return func(value float64) float64 { return min(1, math.Log(max(value, least)/least)/math.Log(top/least)) }
}

// colourBar returns a grid of one panel that shows which value each colour stands for.
func colourBar(share func(value float64) float64, values []plot.Tick) grid {
	p := newPanel("", &plotter.ColorBar{ColorMap: darkening, Colors: heatColours})
	for i, tick := range values {
		values[i].Value = share(tick.Value)
	}
	p.X.Tick.Marker = plot.ConstantTicks(values)
	p.Y.Padding = gap // for half of the first label
	return grid{panels: []*plot.Plot{p}, columns: 1, height: 12}
}

// named returns a grid with the name of what it shows below it.
func named(g grid, name string) grid {
	g.panels[0].X.Label.Text, g.panels[0].X.Label.TextStyle.Font = name, letters(tickSize)
	return g
}

var darkest = color.RGBA{R: 0x14, G: 0x0b, B: 0x35, A: 0xff}

// darkening is the colours of a heat map from 0 to 1: from white over green and blue to nearly black, with equal steps in lightness.
var darkening = func() palette.ColorMap {
	ramp, err := moreland.NewLuminance([]color.Color{
		darkest,
		color.RGBA{R: 0x2d, G: 0x4f, B: 0x9e, A: 0xff},
		color.RGBA{R: 0x2c, G: 0x9c, B: 0xb0, A: 0xff},
		color.RGBA{R: 0xa4, G: 0xdc, B: 0xb5, A: 0xff},
		white,
	})
	require(err == nil, "figure: the colours of a heat map do not grow lighter")
	ramp.SetMin(0)
	ramp.SetMax(1)
	return palette.Reverse(ramp)
}()
