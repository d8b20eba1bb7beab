package figure

import (
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sampler is how far the points of a sampler are from true ones, in floors, one element a number of network evaluations.
type Sampler struct {
	Name    string
	Evals   []float64 // growing
	Learned []float64 // with the network
	Exact   []float64 // with the best possible one; NaN where that is not known
}

// samplerInks are the colours of samplers, in their order: of Okabe and Ito's palette.
var samplerInks = []color.RGBA{
	{R: 0x00, G: 0x72, B: 0xb2, A: 0xff},
	{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff},
	{R: 0x00, G: 0x9e, B: 0x73, A: 0xff},
	{R: 0xcc, G: 0x79, B: 0xa7, A: 0xff},
}

// Samplers writes a figure of quality against network evaluations, on logarithmic axes: a colour a sampler, the network's curve
// solid, that of the best possible one dashed, and a line at the floor, which is 1. There are colours for four samplers.
func Samplers(w io.Writer, samplers []Sampler) error {
	return encode(w, quality(samplers).draw())
}

func quality(samplers []Sampler) stack {
	var evals, distances [][]float64
	for _, s := range samplers {
		evals, distances = append(evals, s.Evals), append(distances, s.Learned, s.Exact)
	}
	fewest, most := reach(evals...)
	lowest, highest := reach(append(distances, []float64{1})...)
	x := logAxis(fewest, most)
	x.label = "network evaluations a point"

	floorLine := line(plotter.XYs{{X: x.lo, Y: 1}, {X: x.hi, Y: 1}}, frameGrey, 1.5)
	marks := []plot.Plotter{floorLine}
	solid, dashed := line(nil, textGrey, 2), dash(nil, textGrey)
	var entries []plot.Thumbnailer
	for i, s := range samplers {
		ink := samplerInks[i%len(samplerInks)]
		learned := along(s.Evals, s.Learned)
		curve := line(learned, ink, 2)
		marks = append(marks, dash(along(s.Evals, s.Exact), ink), curve, dots{points: points(learned), ink: ink, radius: 2.5, alpha: 1})
		entries = append(entries, curve)
	}
	return stack{x, []floor{{panel{
		title: "sliced 2-Wasserstein distance from true points, in floors",
		y:     logAxis(lowest, highest),
		marks: marks,
		legend: func(l *plot.Legend) {
			l.Top = true
			l.XOffs, l.YOffs = -gap, -gap
			for i, s := range samplers {
				l.Add(s.Name, entries[i])
			}
			l.Add("this network", solid)
			l.Add("the best possible one", dashed)
			l.Add("floor: true points", floorLine)
		},
	}, 380}}}
}

// dash returns a dashed curve as a mark.
func dash(curve plotter.XYs, ink color.Color) *plotter.Line {
	dashed := line(curve, ink, 1.5)
	dashed.LineStyle = draw.LineStyle{Color: ink, Width: 1.5, Dashes: []vg.Length{5, 3}}
	return dashed
}
