package compare

import (
	"math"

	"ddpm/data"
)

// axes are coordinates z = (x - mean) / scale.
type axes struct{ mean, scale data.Point }

// newAxes returns the axes on which a law with this mean and these variances has mean 0 and standard deviation 1. An axis
// without spread, beyond what rounding makes, is only centred.
func newAxes(mean, variance data.Point) axes {
	const rounding = 1e-14
	a := axes{mean, data.Point{1, 1}}
	for axis := range a.scale {
		if sd := math.Sqrt(variance[axis]); sd > rounding*math.Abs(mean[axis]) {
			a.scale[axis] = sd
		}
	}
	return a
}

func (a axes) to(x data.Point) data.Point {
	return data.Point{(x[0] - a.mean[0]) / a.scale[0], (x[1] - a.mean[1]) / a.scale[1]}
}

// all moves the points to these axes, in place, and returns them.
func (a axes) all(points []data.Point) []data.Point {
	for i, x := range points {
		points[i] = a.to(x)
	}
	return points
}
