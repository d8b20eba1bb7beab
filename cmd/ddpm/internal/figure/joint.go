package figure

import (
	"image"
	"image/color"
	"io"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"ddpm/data"
)

// Joint is a distribution of the plane under a title, as a density or as points, with the distributions of its two coordinates along
// the sides.
type Joint struct {
	Title     string
	Density   *Field          // nil: Points
	Points    []data.Point    // in the ink True, with histograms of their coordinates along the sides
	Marginals [2][]data.Point // value and density of either coordinate, from left to right
}

// Of joints: the depth of the distributions along the sides as a share of the whole, the space between, in points, the highest
// density of a coordinate that is drawn, and the bins of a histogram.
const (
	sideShare   = 0.17
	sideGap     = 3
	sideHighest = 1.5
	sideBins    = 60
)

// heatInk is the ink of lines beside a density in colours.
var heatInk = color.RGBA{R: 0x2d, G: 0x4f, B: 0x9e, A: 0xff}

// Joints writes a figure of joints side by side, in rows of four: a process in time, read line by line. All densities have the same
// colours, with the darkest for the highest value of the first joint, so that a distribution that spreads grows fainter. All
// distributions along the sides have one scale. All joints are over the same view. It panics if there are no joints.
func Joints(w io.Writer, view View, joints []Joint) error {
	require(len(joints) > 0, "figure: no joints to draw")
	columns := min(4, len(joints))
	cell := vg.Length(math.Floor(float64((width - 2*margin - vg.Length(columns-1)*gap) / vg.Length(columns))))
	s := newJointStyle(view, joints, cell, columns)
	rows := (len(joints) + columns - 1) / columns
	c := newCanvas(width, vg.Length(rows)*(s.height+gap), Scale)
	for i, j := range joints {
		s.draw(c, margin+vg.Length(i%columns)*(cell+gap), c.Max.Y-vg.Length(i/columns)*(s.height+gap), j)
	}
	return encode(w, c)
}

// jointStyle is the sizes in points and the scales of a figure's joints.
type jointStyle struct {
	view                   View
	columns                int // joints in a row
	wide, tall             vg.Length
	depth, height          vg.Length // of the distributions along the sides, and of all with the title
	darkest, highestOfSide float64   // the density of the darkest colour, and the highest one of a coordinate
}

func newJointStyle(view View, joints []Joint, cell vg.Length, columns int) jointStyle {
	view, aspect, _ := view.shaped()
	s := jointStyle{view: view, columns: columns, depth: whole(cell * sideShare), highestOfSide: normalDensity(0)}
	s.wide = cell - s.depth - sideGap
	s.tall = whole(s.wide * vg.Length(aspect))
	s.height = titleSpace + s.depth + sideGap + s.tall
	if first := joints[0].Density; first != nil {
		s.darkest = highest(*first)
	}
	for _, j := range joints {
		s.highestOfSide = max(s.highestOfSide, summit(j.Marginals[0]), summit(j.Marginals[1]))
	}
	s.highestOfSide = 1.05 * min(sideHighest, s.highestOfSide)
	return s
}

// draw draws a joint with its title so that its upper left corner is at (left, top).
func (s jointStyle) draw(c draw.Canvas, left, top vg.Length, j Joint) {
	var mark plot.Plotter = scatter(Panel{Points: j.Points, Ink: True}, s.columns)
	ink := True
	if j.Density != nil {
		mark, ink = heatMap(*j.Density, root(s.darkest)), heatInk
	}
	right, bottom := left+s.wide, top-s.height
	drawAt(c, s.side(j, 0, ink), rectangle(left, bottom+s.tall+sideGap, right, top-titleSpace))
	drawAt(c, s.side(j, 1, ink), rectangle(right+sideGap, bottom, right+sideGap+s.depth, bottom+s.tall))
	drawAt(c, showing(s.view, newPanel("", mark)), rectangle(left, bottom, right, bottom+s.tall))
	c.FillText(style(titleSize, text.XCenter, text.YBottom), vg.Point{X: (left + right) / 2, Y: top - titleSpace + margin}, j.Title)
}

// side returns a panel of the distribution of a coordinate: the area is the histogram of the points, or the density; the line is the
// density. The first coordinate's values run to the right, the second's upwards.
func (s jointStyle) side(j Joint, coordinate int, ink color.RGBA) *plot.Plot {
	lo, hi := s.view.Lo[coordinate], s.view.Hi[coordinate]
	inView := func(points []data.Point) (curve plotter.XYs) {
		for _, p := range points {
			if p[0] >= lo && p[0] <= hi {
				curve = append(curve, plotter.XY{X: p[0], Y: min(p[1], s.highestOfSide)})
			}
		}
		return curve
	}
	curve := inView(j.Marginals[coordinate])
	body := slices.Clone(curve)
	if j.Density == nil {
		values := make([]float64, len(j.Points))
		for i, x := range j.Points {
			values[i] = x[coordinate]
		}
		body = inView(Histogram(values, lo, hi, sideBins))
	}
	body = area(body, 0)
	shown := View{data.Point{lo, 0}, data.Point{hi, s.highestOfSide}}
	if coordinate == 1 {
		shown = View{data.Point{0, lo}, data.Point{s.highestOfSide, hi}}
		for _, c := range []plotter.XYs{curve, body} {
			for i, point := range c {
				c[i] = plotter.XY{X: point.Y, Y: point.X}
			}
		}
	}
	return showing(shown, frameless("", filled(faded(ink), body), line(curve, ink, 1)))
}

// Histogram returns the density of values between lo and hi as a curve of steps, one for each of so many bins.
func Histogram(values []float64, lo, hi float64, bins int) []data.Point {
	density := make([]float64, bins)
	step := (hi - lo) / float64(bins)
	for _, value := range values {
		if bin := math.Floor((value - lo) / step); bin >= 0 && bin < float64(bins) {
			density[int(bin)] += 1 / (step * float64(len(values)))
		}
	}
	var curve []data.Point
	for bin, height := range density {
		left := lo + float64(bin)*step
		curve = append(curve, data.Point{left, height}, data.Point{left + step, height})
	}
	return curve
}

// jointGIF is the width of an animated joint in pixels.
const jointGIF = 430

// JointGIF writes an animation of joints, one a frame. Of points the first 2,500 are drawn, so that point i of one frame is point i of
// the next. It panics if there are no frames.
func JointGIF(w io.Writer, view View, frames []Joint) error {
	require(len(frames) > 0, "figure: an animation without frames")
	s := newJointStyle(view, frames, jointGIF, 1)
	colours := inkPalette(True)
	if frames[0].Density != nil {
		colours = heatPalette()
	}
	return animate(w, len(frames), gifDelay, func(i int) *image.Paletted {
		frame := frames[i]
		frame.Points = frame.Points[:min(gifDots, len(frame.Points))]
		c := newCanvas(jointGIF+2*margin, s.height+margin, 1)
		s.draw(c, margin, c.Max.Y, frame)
		return nearest(raster(c), colours)
	})
}

// heatPalette returns the colours of an animated density: every fifth colour of a heat map, and greys.
func heatPalette() (colours color.Palette) {
	all := darkening.Palette(256).Colors()
	for i := 0; i < len(all); i += 5 {
		colours = append(colours, all[i])
	}
	for _, grey := range []uint8{0x33, 0x66, 0xa0, 0xb8, 0xc8, 0xd0, 0xe0} {
		colours = append(colours, color.Gray{Y: grey})
	}
	return append(colours, heatInk, faded(heatInk))
}
