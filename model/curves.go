package model

import (
	"fmt"
	"math"

	"ddpm/data/named"
)

// curve is log ᾱ(s), falling from 0 at s = 0. It may fall to −∞ at s = 1.
type curve func(s float64) float64

// makeCurve returns the curve of a schedule with the given values of its numbers, in their order in the table. It fails if they make no
// sense together.
type makeCurve func(values []float64) (curve, error)

// schedules has the schedules by name. A new one is a function here and a line in the table.
var schedules = named.Table[makeCurve]{Kind: "schedule", Entries: []named.Entry[makeCurve]{
	{Name: "linear", Value: linear, Numbers: []named.Number{scale}},
	{Name: "quadratic", Value: quadratic, Numbers: []named.Number{scale}},
	{Name: "cosine", Value: cosine, Numbers: []named.Number{scale}},
	{Name: "sigmoid", Value: sigmoid, Numbers: []named.Number{
		{Key: "start", Default: -3}, {Key: "end", Default: 3}, {Key: "temperature", Default: 1, Positive: true}, scale,
	}},
	{Name: "flow", Value: flow, Numbers: []named.Number{scale}},
	{Name: "loglinear", Value: loglinear, Numbers: []named.Number{
		{Key: "min", Default: .009, Positive: true}, {Key: "max", Default: 150, Positive: true}, scale,
	}},
}}

// scale is the last number of every schedule, the b of scaled.
var scale = named.Number{Key: "scale", Default: 1, Positive: true}

// newCurve returns the curve of a spec, scaled and lifted, and the spec as Schedule.Name gives it.
func newCurve(spec string) (name string, of curve, err error) {
	choice, err := schedules.Find(spec)
	if err != nil {
		return "", nil, err
	}
	of, err = choice.Value(choice.Numbers)
	if err != nil {
		return "", nil, schedules.Errorf(spec, "%w", err)
	}
	b := choice.Numbers[len(choice.Numbers)-1]
	return choice.Spec, lifted(scaled(of, b)), nil
}

// hoSteps is the T of Ho et al. 2020, and hoFirst and hoLast are their β_1 and β_T (section 4).
const (
	hoSteps         = 1000
	hoFirst, hoLast = 1e-4, 0.02
)

// linear is the schedule of Ho et al. 2020, section 4: T = 1000 and β_t evenly spaced from 1e-4 to 0.02. It ends at a
// log-SNR of −10.1.
func linear([]float64) (curve, error) {
	return table(func(k float64) float64 { return hoFirst + (hoLast-hoFirst)*k/(hoSteps-1) }), nil
}

// quadratic is the other schedule of Ho et al.'s code (diffusion_utils.py): √β_t evenly spaced, between the same ends. It
// ends at a log-SNR of −7.2, which is noise too: KL to N(0, I) below 3e-7 nats for standardised data.
func quadratic([]float64) (curve, error) {
	first, last := math.Sqrt(hoFirst), math.Sqrt(hoLast)
	return table(func(k float64) float64 { return math.Pow(first+(last-first)*k/(hoSteps-1), 2) }), nil
}

// table returns the curve whose β are those of Ho et al.'s thousand steps, beta(k) of step k+1. Between its thousand values
// log ᾱ is interpolated linearly, so at T = 1000 it is theirs exactly.
func table(beta func(k float64) float64) curve {
	var table [hoSteps + 1]float64
	for t := 1; t <= hoSteps; t++ {
		table[t] = table[t-1] + math.Log1p(-beta(float64(t-1)))
	}
	return func(s float64) float64 {
		t, within := math.Modf(s * hoSteps)
		if t >= hoSteps {
			return table[hoSteps]
		}
		return table[int(t)] + within*(table[int(t)+1]-table[int(t)])
	}
}

// cosine is the schedule of Nichol & Dhariwal 2021, eq. 17, ᾱ(s) = f(s)/f(0) with f(s) = cos²(π/2 · (s+.008)/1.008).
// Theirs falls to 0 at s = 1, for which they clip β; ours is lifted.
func cosine([]float64) (curve, error) {
	f := func(s float64) float64 { return math.Pow(math.Cos(math.Pi/2*(s+.008)/1.008), 2) }
	return func(s float64) float64 { return math.Log1p(-(f(0) - f(s)) / f(0)) }, nil
}

// sigmoid is the schedule of Jabri et al. 2022 and Chen 2023, algorithm 1:
//
//	ᾱ(s) = (S(1) − S(s)) / (S(1) − S(0)),   S(s) = sigmoid((start + s·(end−start))/temperature)
//
// Both differences are computed without cancellation: sigmoid u − sigmoid v = sinh((u−v)/2) / (2 cosh(u/2) cosh(v/2)). Theirs
// falls to 0 at s = 1, where they clip ᾱ; ours is lifted.
func sigmoid(values []float64) (curve, error) {
	start, end, temperature := values[0], values[1], values[2]
	const most = 100 // |u|, so that nothing overflows
	switch {
	case !(start < end):
		return nil, fmt.Errorf("start %v and end %v: want the start below the end", start, end)
	case max(math.Abs(start), math.Abs(end)) > most*temperature:
		return nil, fmt.Errorf("start %v, end %v, temperature %v: want start and end within %d temperatures of 0",
			start, end, temperature, most)
	}
	u := func(s float64) float64 { return (start + s*(end-start)) / temperature }
	whole := u(1) - u(0)
	return func(s float64) float64 {
		gone := math.Sinh(s*whole/2) * math.Cosh(u(1)/2) / (math.Cosh(u(s)/2) * math.Sinh(whole/2))
		if gone < .5 {
			return math.Log1p(-gone)
		}
		return math.Log(math.Sinh((1-s)*whole/2) * math.Cosh(u(0)/2) / (math.Cosh(u(s)/2) * math.Sinh(whole/2)))
	}, nil
}

// flow is the path of flow matching, x_s = (1−s) x_0 + s ε (Lipman et al. 2023; Liu et al. 2023), divided by √((1−s)² + s²), its standard
// deviation for x_0 of variance 1. The log-SNR is 2 ln((1−s)/s). At s = 1 it is −∞; ours is lifted. At t = 1 it is 2 ln(T−1), which grows
// with T. The key scale b is the shift of Esser et al. 2024, eq. 23: their √(m/n) is 1/b.
func flow([]float64) (curve, error) {
	return func(s float64) float64 { return -math.Log1p(s * s / ((1 - s) * (1 - s))) }, nil
}

// loglinear has log-SNRs that are even in s, since log σ/a rises in a line from the log of min to that of max. It is the ScheduleLogLinear
// of Permenter & Yuan's smalldiffusion, whose toy example has min=0.005:max=10. Data is at s = 0 alone: t = 1 has all but the noise min.
func loglinear(values []float64) (curve, error) {
	from, to := math.Log(values[0]), math.Log(values[1])
	if !(from < to) {
		return nil, fmt.Errorf("min %v and max %v: want the min below the max", values[0], values[1])
	}
	return func(s float64) float64 { return logSigmoid(-2 * (from + s*(to-from))) }, nil
}

// scaled is Chen 2023's input scaling: data is multiplied by b before noise is added, and x_t = √ᾱ·b·x_0 + √(1−ᾱ)·ε is divided by its
// standard deviation for x_0 of variance 1. So ᾱ′ = b²ᾱ/(b²ᾱ + 1 − ᾱ), which shifts the log-SNR by 2 ln b.
func scaled(of curve, b float64) curve {
	if b == 1 {
		return of
	}
	return func(s float64) float64 {
		logAlphaBar := of(s)
		return -math.Log1p(-math.Expm1(logAlphaBar) / math.Exp(logAlphaBar+2*math.Log(b)))
	}
}

// lifted returns the curve itself unless it ends below LowestLogSNR by more than 0.2: Ho et al.'s linear schedule ends at −10.12 and
// stays as it is. Otherwise it mixes ᾱ with a constant, ᾱ′ = 1 − k(1−ᾱ), with the k for which the curve ends at LowestLogSNR. That
// changes ᾱ by at most 5e-5, and the log-SNR still falls wherever it did.
func lifted(of curve) curve {
	end := of(1)
	if variance := -math.Expm1(end); end-math.Log(variance) >= LowestLogSNR-.2 {
		return of
	}
	k := 1 / (1 + math.Exp(LowestLogSNR)) / -math.Expm1(end)
	return func(s float64) float64 { return math.Log1p(k * math.Expm1(of(s))) }
}
