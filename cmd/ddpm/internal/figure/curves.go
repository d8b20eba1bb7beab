package figure

import (
	"image/color"

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

// area returns the area between a curve and a value below it.
func area(curve plotter.XYs, base float64) plotter.XYs {
	if len(curve) == 0 {
		return nil
	}
	first, last := curve[0].X, curve[len(curve)-1].X
	return append(append(plotter.XYs{{X: first, Y: base}}, curve...), plotter.XY{X: last, Y: base})
}

// filled returns areas as a mark without an edge.
func filled(ink color.Color, areas ...plotter.XYs) *plotter.Polygon {
	return &plotter.Polygon{XYs: areas, Color: ink}
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
