package figure

import (
	"image"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
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

// thinned returns a curve with as many of its points as a figure can show, evenly chosen.
func thinned(curve plotter.XYs) (kept plotter.XYs) {
	for i := 0; i < len(curve); i += 1 + len(curve)/width {
		kept = append(kept, curve[i])
	}
	return kept
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
	wide, high, perPoint := pixels(c)
	f := newFilm(wide, high)
	for _, x := range d.points {
		f.disc(p.X.Norm(x[0])*float64(wide), (1-p.Y.Norm(x[1]))*float64(high), d.radius*perPoint, d.alpha)
	}
	c.DrawImage(c.Rectangle, f.image(d.ink))
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
	if !(x > -reach && x < float64(f.width)+reach && y > -reach && y < float64(f.height)+reach) {
		return
	}
	for row := max(0, int(y-reach)); row <= min(f.height-1, int(y+reach)); row++ {
		for column := max(0, int(x-reach)); column <= min(f.width-1, int(x+reach)); column++ {
			distance := math.Hypot(float64(column)+0.5-x, float64(row)+0.5-y)
			if cover := min(1, reach-distance); cover > 0 {
				f.light[row*f.width+column] *= float32(1 - alpha*cover)
			}
		}
	}
}

// image returns the film as an image of one ink in 20 opacities, transparent where nothing was drawn.
func (f *film) image(ink color.RGBA) image.Image {
	const steps = 20
	img := image.NewRGBA(image.Rect(0, 0, f.width, f.height))
	for i, light := range f.light {
		if opacity := math.Round(float64(1-light)*steps) / steps; opacity > 0 {
			img.Set(i%f.width, i/f.width, color.NRGBA{R: ink.R, G: ink.G, B: ink.B, A: uint8(math.Round(255 * opacity))})
		}
	}
	return img
}
