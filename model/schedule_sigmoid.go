package model

import (
	"fmt"
	"math"
)

// sigmoid is the schedule of Jabri et al. 2022 and Chen 2023, algorithm 1:
//
//	ᾱ(s) = (S(1) − S(s)) / (S(1) − S(0)),   S(s) = sigmoid((start + s·(end−start))/temperature)
//
// Both are computed without cancellation: sigmoid u − sigmoid v = sinh((u−v)/2) / (2 cosh(u/2) cosh(v/2)). Theirs falls to
// 0 at s = 1, where they clip ᾱ; ours is lifted.
func sigmoid(values []float64) (curve, error) {
	start, end, temperature := values[0], values[1], values[2]
	const most = 100 // |u|, so that nothing overflows
	switch {
	case !(temperature > 0):
		return nil, fmt.Errorf("temperature %v: want a positive number", temperature)
	case !(start < end):
		return nil, fmt.Errorf("start %v and end %v: want the start below the end", start, end)
	case max(math.Abs(start), math.Abs(end)) > most*temperature:
		return nil, fmt.Errorf("start %v, end %v, temperature %v: want start and end within %d temperatures of 0",
			start, end, temperature, most)
	}
	u := func(s float64) float64 { return (start + s*(end-start)) / temperature }
	whole := u(1) - u(0)
	return func(s float64) float64 {
		lost := math.Sinh(s*whole/2) * math.Cosh(u(1)/2) / (math.Cosh(u(s)/2) * math.Sinh(whole/2))
		if lost < .5 {
			return math.Log1p(-lost)
		}
		return math.Log(math.Sinh((1-s)*whole/2) * math.Cosh(u(0)/2) / (math.Cosh(u(s)/2) * math.Sinh(whole/2)))
	}, nil
}
