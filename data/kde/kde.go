// Package kde estimates the density of points by a Gaussian kernel on each: the kernel density estimate, or KDE. It is what a statistician
// would take for a few points in the plane, so it is the yardstick for a network that has learned them.
//
// Read kde.go for the estimate, then bandwidth.go for how wide its kernels are. kernels.go and shapes.go: kernels with shapes of their own.
package kde

import (
	"math"

	"ddpm/data/mixture"
)

// Point is a point of the plane.
type Point = mixture.Point

// Estimate returns the kernel density estimate of points: a mixture of equal Gaussians with the given standard deviation along each axis,
// one on each point. It panics if there are no points.
func Estimate(points []Point, bandwidth Point) *mixture.Mixture {
	components := make([]mixture.Component, len(points))
	cov := [3]float64{bandwidth[0] * bandwidth[0], 0, bandwidth[1] * bandwidth[1]}
	for i, x := range points {
		components[i] = mixture.Component{Weight: 1, Mean: x, Cov: cov}
	}
	return mixture.New(components)
}

// Gaussian returns the Gaussian with the mean and the covariance of points: the simplest estimate of their density. It panics if there
// are no points.
func Gaussian(points []Point) *mixture.Mixture {
	m := mixture.Empirical(points)
	return mixture.New([]mixture.Component{{Weight: 1, Mean: m.Mean(), Cov: m.Cov()}})
}

// moments returns the mean of points, and their standard deviation along each axis, or 0 where it is no more than the rounding error of
// the mean.
func moments(points []Point) (mean, sd Point) {
	m := mixture.Empirical(points)
	mean, cov := m.Mean(), m.Cov()
	for axis, variance := range [...]float64{cov[0], cov[2]} {
		if s := math.Sqrt(max(0, variance)); s > 1e-15*math.Abs(mean[axis]) {
			sd[axis] = s
		}
	}
	return mean, sd
}
