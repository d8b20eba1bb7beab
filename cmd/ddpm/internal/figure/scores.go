package figure

import (
	"image/color"
	"io"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"ddpm/data"
)

// Vectors is a vector field: it sets dst[i] to the vector at x[i].
type Vectors func(dst, x []data.Point)

// Level is the score at a noise level, as learned and as it is.
type Level struct {
	Title         string
	Points        []data.Point // true points at that level, drawn faintly behind the arrows
	Learned, True Vectors
}

// arrowsAcross is how many arrows stand side by side in a panel.
const arrowsAcross = 20

// Scores writes a figure of learned scores above true ones, a column a noise level, as arrows on a square grid: their
// middles are where the score is theirs. At one level all arrows have one scale, on which far from the data, where the
// score is very long, it stays legible: a score of length s has a length of s/(s + median) longest arrows, the median
// being that of the true score at the level's points. It panics if there are no levels.
func Scores(w io.Writer, view View, levels []Level) error {
	if len(levels) == 0 {
		panic("figure: no scores to draw")
	}
	places, spacing := lattice(view, arrowsAcross)
	planes := make([]plane, 2*len(levels))
	for i, level := range levels {
		learned, truth := make([]data.Point, len(places)), make([]data.Point, len(places))
		level.Learned(learned, places)
		level.True(truth, places)
		behind := scatter(Panel{Points: level.Points, Ink: shadow}, len(levels))
		typical := make([]data.Point, len(level.Points))
		level.True(typical, level.Points)
		half := medianLength(typical)
		drawn := func(vectors []data.Point, ink color.Color) []plot.Plotter {
			return []plot.Plotter{behind, arrows{places, vectors, half, spacing, ink}}
		}
		planes[i] = plane{"learned, " + level.Title, drawn(learned, Learned)}
		planes[len(levels)+i] = plane{"true, " + level.Title, drawn(truth, True)}
	}
	c, _ := grid{view: view, columns: len(levels)}.draw(planes)
	return encode(w, c)
}

// shadow is the ink of points that stand behind something else.
var shadow = color.RGBA{R: 0xd0, G: 0xd0, B: 0xd0, A: 0xff}

// lattice returns the middles of squares that cover the view as it will be drawn, so many across, and the width of a square;
// where the axes have scales of their own, of rectangles.
func lattice(view View, across int) (middles []data.Point, spacing float64) {
	view, aspect, _ := view.shaped()
	down := max(1, int(math.Round(float64(across)*aspect)))
	w, h := view.size()
	for row := range down {
		for column := range across {
			middles = append(middles, data.Point{
				view.Lo[0] + (float64(column)+0.5)*w/float64(across),
				view.Lo[1] + (float64(row)+0.5)*h/float64(down),
			})
		}
	}
	return middles, w / float64(across)
}

// medianLength returns the median length of vectors, or 1 if that is not positive or there are none.
func medianLength(vectors []data.Point) float64 {
	lengths := make([]float64, len(vectors))
	for i, v := range vectors {
		lengths[i] = math.Hypot(v[0], v[1])
	}
	slices.Sort(lengths)
	if len(lengths) == 0 || !drawable(lengths[len(lengths)/2]) {
		return 1
	}
	return lengths[len(lengths)/2]
}

// arrows is a mark: vectors as arrows whose middles are at their places.
type arrows struct {
	places, vectors []data.Point
	half            float64 // the length of a vector whose arrow is half as long as the longest
	spacing         float64 // between two places, on the horizontal axis; the longest arrow is a little longer
	ink             color.Color
}

// Plot draws the arrows. It implements plot.Plotter.
func (a arrows) Plot(c draw.Canvas, p *plot.Plot) {
	longest := 1.1 * a.spacing / (p.X.Max - p.X.Min) * float64(c.Size().X)
	for i, v := range a.vectors {
		size := math.Hypot(v[0], v[1])
		if !drawable(size) {
			continue
		}
		middle := vg.Point{X: c.X(p.X.Norm(a.places[i][0])), Y: c.Y(p.Y.Norm(a.places[i][1]))}
		a.arrow(c, middle, v[0]/size, v[1]/size, longest*size/(size+a.half))
	}
}

// arrow draws an arrow about its middle along a unit vector.
func (a arrows) arrow(c draw.Canvas, middle vg.Point, u, v, length float64) {
	along := func(forward, left float64) vg.Point {
		return middle.Add(vg.Point{X: vg.Length(forward*u - left*v), Y: vg.Length(forward*v + left*u)})
	}
	head := min(0.5*length, 4)
	tip, neck := length/2, length/2-head
	c.StrokeLines(draw.LineStyle{Color: a.ink, Width: 1}, []vg.Point{along(-length/2, 0), along(neck, 0)})
	c.FillPolygon(a.ink, []vg.Point{along(tip, 0), along(neck, 0.42*head), along(neck, -0.42*head)})
}
