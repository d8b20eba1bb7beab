package pool

import (
	"math"
	"math/rand/v2"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
)

// uneven is a distribution of two parts with very different spread, far from each other, and a correlated one.
var uneven = mixture.New([]mixture.Component{
	{Weight: 2, Mean: data.Point{-1, 0}, Cov: [3]float64{1e-4, 0, 4e-2}},
	{Weight: 1, Mean: data.Point{1, .5}, Cov: [3]float64{.3, .2, .3}, Label: 1},
	{Weight: 1, Mean: data.Point{2, -3}, Cov: [3]float64{1e-6, 0, 1e-6}, Label: 2},
})

// drawn returns n points of uneven in Hilbert order.
func drawn(n int, seed uint64) []data.Point {
	points := make([]data.Point, n)
	data.Draw(points, nil, uneven, seed, data.Drawn, 0)
	return inOrder(points)
}

// inOrder returns points in Hilbert order.
func inOrder(points []data.Point) []data.Point {
	order, sorted := make([]uint64, len(points)), make([]data.Point, len(points))
	hilbertOrder(order, make([]uint64, len(points)), points)
	for i, v := range order {
		sorted[i] = points[uint32(v)]
	}
	return sorted
}

// newStrata returns the strata of points that lie in Hilbert order.
func newStrata(points []data.Point) *strata {
	s := new(strata)
	s.fill(points)
	return s
}

// meanOver is the mean noise over every k-th point from the first, by its formula, in float64.
func meanOver(points []data.Point, first, k int, at data.Point, scale float64) data.Point {
	var sum data.Point
	weights := 0.0
	for i := first; i < len(points); i += k {
		z := data.Point{scale * (at[0] - points[i][0]), scale * (at[1] - points[i][1])}
		if square := z[0]*z[0] + z[1]*z[1]; square <= radius*radius {
			w := math.Exp(-square / 2)
			weights, sum[0], sum[1] = weights+w, sum[0]+w*z[0], sum[1]+w*z[1]
		}
	}
	return data.Point{sum[0] / weights, sum[1] / weights}
}

// At every level of noise, the mean is that over the subset with x_0, and no point in reach is overlooked: inside the grid, at its
// edges and outside of it.
func TestMeanIsOverTheSubset(t *testing.T) {
	points := drawn(5000, 3)
	s := newStrata(points)
	if len(s.levels) < 4 {
		t.Fatalf("only %d levels", len(s.levels))
	}
	rng := rand.New(rand.NewPCG(1, 2))
	used := make([]int, len(s.levels))
	for noise := 5e-5; noise < 100; noise *= 1.2 {
		for range 40 {
			place := rng.IntN(len(points))
			x, angle, size := points[place], 2*math.Pi*rng.Float64(), .999*radius*rng.Float64()*noise
			at := data.Point{x[0] + size*math.Cos(angle), x[1] + size*math.Sin(angle)}
			level := 0
			for s.levels[level].reach < radius*noise {
				level++
			}
			used[level]++
			got, ok := s.mean(place, at, 1/noise)
			want := meanOver(points, place%(1<<level), 1<<level, at, 1/noise)
			if !ok || math.Hypot(got[0]-want[0], got[1]-want[1]) > 1e-5+1e-6/noise {
				t.Fatalf("noise %.3g, level %d: mean %v (%v), want %v", noise, level, got, ok, want)
			}
		}
	}
	for level, count := range used {
		if count == 0 {
			t.Errorf("level %d was never used", level)
		}
	}
}

// The target has the mean of the drawn noise given x_t: the exact E[ε | x_t] of the points, all equally likely. The mean of the
// difference times a function of x_t is 0, for several functions and at every level of noise, within 5 standard errors (error
// probability below 1e-4 for all 60). Its variance about E[ε | x_t] is less than that of the drawn noise.
func TestTargetIsUnbiased(t *testing.T) {
	points := drawn(1<<12, 4)
	p := &Pool{points: points, all: *newStrata(points)}
	rng := rand.New(rand.NewPCG(5, 6))
	for _, noise := range []float64{.003, .01, .03, .1, .3, .6, .9, .98, .995, .9995} {
		signal := math.Sqrt(1 - noise*noise)
		const draws = 2000
		var sums, squares [6]float64
		var targetVariance, noiseVariance float64
		for range draws {
			place := rng.IntN(len(points))
			eps := data.Point{rng.NormFloat64(), rng.NormFloat64()}
			xt := data.Point{signal*points[place][0] + noise*eps[0], signal*points[place][1] + noise*eps[1]}
			target := p.MeanNoise(place, false, signal, noise, eps)
			best := bestOver(points, xt, signal, noise)
			difference := data.Point{target[0] - best[0], target[1] - best[1]}
			targetVariance += difference[0]*difference[0] + difference[1]*difference[1]
			noiseVariance += (eps[0]-best[0])*(eps[0]-best[0]) + (eps[1]-best[1])*(eps[1]-best[1])
			for i, f := range []float64{
				difference[0], difference[1], difference[0] * best[0], difference[1] * best[1], difference[0] * xt[1], difference[1] * xt[0],
			} {
				sums[i] += f
				squares[i] += f * f
			}
		}
		for i := range sums {
			if bound := 5 * math.Sqrt(squares[i]); math.Abs(sums[i]) > bound {
				t.Errorf("noise %v, function %d: sum of the differences %v, want 0 ± %v", noise, i, sums[i], bound)
			}
		}
		// The mean over a subset is off by the noise's deviation over the root of the number of points in reach, which are fewer where
		// points are rare.
		if targetVariance > .35*noiseVariance {
			t.Errorf("noise %v: variance of the target %v, of the noise %v", noise, targetVariance/draws, noiseVariance/draws)
		}
	}
}

// bestOver is E[ε | x_t] over all points, in float64.
func bestOver(points []data.Point, xt data.Point, signal, noise float64) data.Point {
	var sum data.Point
	weights := 0.0
	for _, p := range points {
		z := data.Point{(xt[0] - signal*p[0]) / noise, (xt[1] - signal*p[1]) / noise}
		w := math.Exp(-(z[0]*z[0] + z[1]*z[1]) / 2)
		weights, sum[0], sum[1] = weights+w, sum[0]+w*z[0], sum[1]+w*z[1]
	}
	return data.Point{sum[0] / weights, sum[1] / weights}
}

// Strata of none, one, a few and equal points find x_0 itself.
func TestFewPoints(t *testing.T) {
	newStrata(nil)
	equal := make([]data.Point, 1000)
	for i := range equal {
		equal[i] = data.Point{3, -2}
	}
	half := drawn(1000, 1)
	copy(half, equal[:500])
	for _, points := range [][]data.Point{{{1, 2}}, {{1, 2}, {1, 2}}, {{0, 0}, {1e-3, 0}, {0, 1}}, drawn(150, 2), equal, inOrder(half)} {
		s := newStrata(points)
		for place := range points {
			for noise := 1e-3; noise < 1e3; noise *= 3 {
				at := data.Point{points[place][0] + noise, points[place][1] - noise/2}
				if mean, ok := s.mean(place, at, 1/noise); !ok || !(math.Hypot(mean[0], mean[1]) <= radius) {
					t.Fatalf("%d points, noise %v: %v, %v", len(points), noise, mean, ok)
				}
			}
		}
	}
}
