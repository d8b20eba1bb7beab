package data

import (
	"slices"

	"ddpm/data/mixture"
)

// The labels of the gopher are its parts.
const (
	gopherBody = iota
	gopherEars
	gopherEyes
	gopherFace
	gopherLimbs
)

// gopher is the outline of the Go gopher that Renée French designed. The weight of a line is its length.
func gopher() (c []mixture.Component) {
	// draw adds a line, blot a spot with standard deviations across and up, and both a line and its mirror image.
	draw := func(label int, line curve) { c = append(c, line.along(line.length(), 0.04, label)...) }
	blot := func(label int, weight float64, mean Point, across, up float64) {
		c = append(c, mixture.Component{Weight: weight, Label: label, Mean: mean, Cov: [3]float64{across * across, 0, up * up}})
	}
	both := func(label int, right ...Point) {
		left := slices.Clone(right)
		for i := range left {
			left[i][0] *= -1
		}
		draw(label, spline(left...))
		draw(label, spline(right...))
	}
	both(gopherBody, Point{0, 2.45}, Point{0.4, 2.42}, Point{0.74, 2.29}, Point{1.24, 1.86}, Point{1.46, 1.15},
		Point{1.45, 0.3}, Point{1.54, -0.6}, Point{1.58, -1.4}, Point{1.32, -2.1}, Point{0.75, -2.48}, Point{0.35, -2.56},
		Point{0, -2.58})
	both(gopherEars, Point{1.03, 2.18}, Point{1.1, 2.41}, Point{1.31, 2.49}, Point{1.5, 2.34}, Point{1.5, 2.09},
		Point{1.36, 1.92})
	for _, side := range [...]float64{-0.69, 0.69} {
		draw(gopherEyes, circle(Point{side, 1.32}, 0.57))
		blot(gopherEyes, 1.5, Point{side + 0.15, 1.27}, 0.08, 0.095)
	}
	blot(gopherFace, 1.1, Point{0, 0.64}, 0.12, 0.06)
	both(gopherFace, Point{0, 0.47}, Point{0.17, 0.56}, Point{0.38, 0.54}, Point{0.51, 0.37}, Point{0.4, 0.19},
		Point{0.18, 0.15}, Point{0, 0.24})
	both(gopherFace, Point{0, -0.24}, Point{0.17, -0.23}, Point{0.22, -0.12}, Point{0.22, 0.08})
	draw(gopherFace, spline(Point{0, 0.16}, Point{0, -0.17}))
	both(gopherLimbs, Point{1.58, -0.2}, Point{1.76, -0.16}, Point{2, -0.28}, Point{2.03, -0.48}, Point{1.84, -0.57},
		Point{1.62, -0.52})
	both(gopherLimbs, Point{0.45, -2.62}, Point{0.52, -2.84}, Point{0.8, -2.94}, Point{1.08, -2.8}, Point{1.14, -2.42})
	return c
}

// spline returns the smooth curve through the points p that consists of Catmull–Rom cubics: it passes p[i] at u = i.
func spline(p ...Point) curve {
	last := len(p) - 1
	at := func(u float64) (x Point) {
		i := min(int(u), last-1)
		t := u - float64(i)
		a, b, c, d := p[max(i-1, 0)], p[i], p[i+1], p[min(i+2, last)]
		for axis := range x {
			linear, quadratic := c[axis]-a[axis], 2*a[axis]-5*b[axis]+4*c[axis]-d[axis]
			cubic := 3*(b[axis]-c[axis]) + d[axis] - a[axis]
			x[axis] = b[axis] + t*(linear+t*(quadratic+t*cubic))/2
		}
		return x
	}
	return curve{at: at, hi: float64(last)}
}
