package figure

import "image/color"

// Sampler is how far the points of a sampler are from true ones, one element a number of network evaluations. The unit is the floor,
// the distance between two independent true samples.
type Sampler struct {
	Name    string
	Evals   []float64 // growing
	Learned []float64 // with the network
	Exact   []float64 // with the best possible one; NaN where that is not known
}

// inks are the colours of things that are compared, in their order.
var inks = []color.RGBA{Learned, True, green, purple, orange, skyBlue}

// ink returns the colour of the i-th of things that are compared.
func ink(i int) color.RGBA { return inks[i%len(inks)] }

// Samplers returns a figure of quality against network evaluations, on logarithmic axes: a colour a sampler, the network's curve
// solid, that of the best possible one dashed, and a line at the floor, which is 1. There are colours for six samplers.
func Samplers(samplers []Sampler) Sheet {
	p := newChart("sliced 2-Wasserstein distance from true points, in floors")
	for i, s := range samplers {
		learned := along(s.Evals, s.Learned, tiny)
		solid := line(learned, ink(i), 2)
		p.Add(dashed(along(s.Evals, s.Exact, tiny), ink(i)), solid, markers(learned, ink(i), 2.5))
		p.Legend.Add(s.Name, solid)
	}
	logarithmic(&p.X)
	floor := line(level(1, p.X.Min, p.X.Max), frameGrey, 1.5)
	p.Add(floor)
	logarithmic(&p.Y)
	p.X.Label.Text = "network evaluations a point"
	p.Legend.Add("this network", line(nil, textGrey, 2))
	p.Legend.Add("the best possible one", dashed(nil, textGrey))
	p.Legend.Add("floor: true points", floor)
	return charts(380, p)
}
