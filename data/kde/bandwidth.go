package kde

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"ddpm/data/parallel"
)

// The likelihood of a bandwidth is measured at no more than evaluated points, each against no more than kernels others. Larger sets
// are thinned evenly.
const (
	evaluated = 1 << 10
	kernels   = 1 << 14
)

// Bandwidth returns the bandwidth h that makes the left-out points likeliest, in units of the standard deviation of each axis: the
// largest mean over points x_j of
//
//	log f(x_j),   f(x_j) = mean of N(x_j; x_i, h²I) over the points x_i that are not equal to x_j,
//
// in coordinates with standard deviation 1 (leave-one-out likelihood, Duin 1976). It returns 0 if no two points differ.
//
// Points that are equal are left out together. Otherwise repeated or rounded rows would be likeliest with h = 0. A single outlier would
// ask for kernels that reach it, so f is mixed with a little of a density with long tails. An axis on which all points agree has no part.
//
// From more than 16,384 points Bandwidth takes some, and then makes h smaller, in proportion to n^(−1/6), as is best for n points of a
// smooth density in the plane (Scott 1992).
func Bandwidth(points []Point) float64 {
	mean, sd := moments(points)
	return bandwidth(points, mean, sd)
}

// bandwidth is Bandwidth of points with that mean and standard deviation along each axis.
func bandwidth(points []Point, mean, sd Point) float64 {
	l, scale := leaveOut(points, mean, sd)
	if l == nil {
		return 0
	}
	return scale * l.best()
}

// leaveOut returns what measures the bandwidths of points with that mean and standard deviation along each axis, and what the best bandwidth
// of these is times that of the points it has. It returns nil if no two points differ.
func leaveOut(points []Point, mean, sd Point) (l *leaveOneOut, scale float64) {
	axes := 0
	for _, s := range sd {
		if s > 0 {
			axes++
		}
	}
	if axes == 0 {
		return nil, 0
	}
	x := thinned(standardised(points, mean, sd), kernels)
	return newLeaveOneOut(sorted(x), axes), math.Pow(float64(len(points))/float64(len(x)), -1./6)
}

// standardised returns the points in coordinates with mean 0 and standard deviation 1. An axis without spread has 0.
func standardised(points []Point, mean, sd Point) []Point {
	x := make([]Point, len(points))
	for i, p := range points {
		for axis, s := range sd {
			if s > 0 {
				x[i][axis] = (p[axis] - mean[axis]) / s
			}
		}
	}
	return x
}

// sorted returns the points in order of the first coordinate, and then of the second.
func sorted(x []Point) []Point {
	return slices.SortedFunc(slices.Values(x), compare)
}

func compare(a, b Point) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }

// Widths returns the standard deviations of the kernels along each axis, in the units of the points: Bandwidth of their own.
func Widths(points []Point) Point {
	mean, sd := moments(points)
	h := bandwidth(points, mean, sd)
	return Point{h * sd[0], h * sd[1]}
}

// thinned returns every k-th point, for the k that leaves no more than most. Points next to each other in a file may have much in common,
// so the points are taken from all of it.
func thinned(x []Point, most int) []Point {
	if len(x) <= most {
		return x
	}
	few := make([]Point, most)
	for i := range few {
		few[i] = x[i*len(x)/most]
	}
	return few
}

// leaveOneOut measures bandwidths.
type leaveOneOut struct {
	x       []Point   // in order of the first coordinate
	at      []int     // places in x of the points that are measured
	axes    float64   // how many axes there are
	kernels []kernel  // on each x; nil: all are circles
	counts  []float64 // of each point that is measured: how many points at its place the shapes are made from; nil without kernels
}

func newLeaveOneOut(sorted []Point, axes int) *leaveOneOut {
	l := &leaveOneOut{x: sorted, axes: float64(axes)}
	for i := range min(len(sorted), evaluated) {
		l.at = append(l.at, i*len(sorted)/min(len(sorted), evaluated))
	}
	return l
}

// ratio is that of bandwidths that are tried one after the other.
const ratio = 1.3

// best returns the bandwidth with the largest likelihood, to within 2%, or 0 if all points are equal.
func (l *leaveOneOut) best() float64 {
	nearest := l.nearest()
	if nearest == 0 {
		return 0
	}
	// From a third of the typical distance to the next point upwards: the likelihood rises, has its peak, and falls.
	return l.bestFrom(nearest/3, 4)
}

// bestFrom returns the bandwidth with the largest likelihood from h on, to within 2%. It stops where so many in a row are less likely.
func (l *leaveOneOut) bestFrom(h float64, patience int) float64 {
	at, value := h, math.Inf(-1)
	for since := 0; since < patience && h < 4; h *= ratio {
		if v := l.likelihood(h); v > value {
			at, value, since = h, v, 0
		} else {
			since++
		}
	}
	// The peak of a parabola in log h through the best value and its neighbours.
	below, above := l.likelihood(at/ratio), l.likelihood(at*ratio)
	if bend := below - 2*value + above; bend < 0 {
		at *= math.Pow(ratio, max(-1, min((below-above)/(2*bend), 1)))
	}
	return at
}

// nearest returns the median distance of the measured points from the nearest point that is not equal, or 0 if all points are equal.
func (l *leaveOneOut) nearest() float64 {
	var distances []float64
	for _, j := range l.at {
		least := math.Inf(1)
		for _, step := range [...]int{-1, 1} {
			for i := j + step; i >= 0 && i < len(l.x) && math.Abs(l.x[i][0]-l.x[j][0]) < least; i += step {
				if d := distance(l.x[i], l.x[j]); d > 0 {
					least = min(least, d)
				}
			}
		}
		if !math.IsInf(least, 1) {
			distances = append(distances, least)
		}
	}
	if len(distances) == 0 {
		return 0
	}
	slices.Sort(distances)
	return distances[len(distances)/2]
}

func distance(a, b Point) float64 { return math.Hypot(a[0]-b[0], a[1]-b[1]) }

// reach is how many bandwidths away a kernel still counts: e^(−reach²/2) is 4e-6.
const reach = 5

// likelihood returns the mean logarithm of the density at points that are left out, with a bandwidth h.
func (l *leaveOneOut) likelihood(h float64) float64 { return stat.Mean(l.logs(h), nil) }

// logs returns the logarithm of the density at each of the points that are measured, left out, with a bandwidth h.
func (l *leaveOneOut) logs(h float64) []float64 {
	logs := make([]float64, len(l.at))
	parallel.Blocks(context.Background(), len(l.at), 32, func(from, to int) {
		for k := from; k < to; k++ {
			logs[k] = l.logDensity(k, h)
		}
	})
	return logs
}

// logDensity returns the logarithm of the density at a measured point from all points that are not equal to it.
func (l *leaveOneOut) logDensity(measured int, h float64) float64 {
	at, sum, equal := l.x[l.at[measured]], 0.0, 0
	limit := reach * h // of the distance from a kernel
	if l.kernels != nil {
		limit *= math.Sqrt(widest)
	}
	first, _ := slices.BinarySearchFunc(l.x, at[0]-limit, func(p Point, x float64) int { return cmp.Compare(p[0], x) })
	for i, p := range l.x[first:] {
		if p[0] > at[0]+limit {
			break
		}
		dx, dy := p[0]-at[0], p[1]-at[1]
		switch square := dx*dx + dy*dy; {
		case square == 0:
			equal++
		case square < limit*limit:
			if l.kernels != nil {
				square = l.kernels[first+i].without(l.counts[measured], -dx, -dy).square(dx, dy)
			}
			if square < reach*reach*h*h {
				sum += math.Exp(-square / (2 * h * h))
			}
		}
	}
	n := float64(len(l.x))
	f := sum / max(1, n-float64(equal)) / math.Pow(2*math.Pi*h*h, l.axes/2)
	tails := 1 / (n * n)
	return math.Log((1-tails)*f + tails*l.longTails(at))
}

// longTails is the density of a Cauchy distribution about the mean of the points, in as many dimensions as there are axes.
func (l *leaveOneOut) longTails(x Point) float64 {
	r2 := x[0]*x[0] + x[1]*x[1]
	if l.axes == 1 {
		return 1 / (math.Pi * (1 + r2))
	}
	return 1 / (2 * math.Pi * math.Pow(1+r2, 1.5))
}
