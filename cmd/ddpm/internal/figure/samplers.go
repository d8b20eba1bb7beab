package figure

import (
	"image/color"
	"io"

	"gonum.org/v1/plot"
)

// Sampler is how far the points of a sampler are from true ones, one element a number of network evaluations. The unit is the floor,
// the distance between two independent true samples.
type Sampler struct {
	Name    string
	Evals   []float64 // growing
	Learned []float64 // with the network
	Exact   []float64 // with the best possible one; NaN where that is not known
}

// samplerInks are the colours of samplers, in their order.
var samplerInks = []color.RGBA{Learned, True, green, purple}

// Samplers writes a figure of quality against network evaluations, on logarithmic axes: a colour a sampler, the network's curve
// solid, that of the best possible one dashed, and a line at the floor, which is 1. There are colours for four samplers.
func Samplers(w io.Writer, samplers []Sampler) error { return quality(samplers).write(w) }

func quality(samplers []Sampler) sheet {
	var evals, distances [][]float64
	for _, s := range samplers {
		evals, distances = append(evals, s.Evals), append(distances, s.Learned, s.Exact)
	}
	fewest, most := reach(evals...)
	lowest, highest := reach(append(distances, []float64{1})...)
	floor := line(level(1, fewest/headroom, most*headroom), frameGrey, 1.5)
	marks := []plot.Plotter{floor}
	for i, s := range samplers {
		ink := samplerInks[i%len(samplerInks)]
		learned := along(s.Evals, s.Learned)

		marks = append(marks, dashed(along(s.Evals, s.Exact), ink), line(learned, ink, 2), markers(learned, ink, 2.5))
	}
	p := newChart("sliced 2-Wasserstein distance from true points, in floors", marks...)
	for i, s := range samplers {
		p.Legend.Add(s.Name, line(nil, samplerInks[i%len(samplerInks)], 2))
	}
	p.Legend.Add("this network", line(nil, textGrey, 2))
	p.Legend.Add("the best possible one", dashed(nil, textGrey))
	p.Legend.Add("floor: true points", floor)
	logarithmic(&p.X, fewest, most)
	logarithmic(&p.Y, lowest, highest)
	p.X.Label.Text = "network evaluations a point"
	return sheet{rows: charts(380, p)}
}
