package kde

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"ddpm/data/mixture"
)

// two is a distribution of two Gaussians.
var two = mixture.New([]mixture.Component{
	{Weight: 1, Mean: Point{-1, 0}, Cov: [3]float64{.04, 0, .5}},
	{Weight: 2, Mean: Point{1, 1}, Cov: [3]float64{.2, .1, .2}},
})

func drawn(n int, seed uint64) []Point {
	rng := rand.New(rand.NewPCG(seed, 1))
	x := make([]Point, n)
	for i := range x {
		x[i], _ = two.Sample(rng)
	}
	return x
}

// within reports whether a is b but for a share.
func within(a, b, share float64) bool { return math.Abs(a-b) <= share*b }

// The bandwidth is about where the leave-one-out likelihood has its peak: by its formula, the likelihood there is at most .03 nats a point
// below the largest on a fine grid. The long tails make that small difference.
func TestBandwidthIsTheLikeliest(t *testing.T) {
	for _, n := range []int{30, 200} {
		x := drawn(n, uint64(n))
		_, sd := moments(x)
		z := make([]Point, n)
		for i, p := range x {
			z[i] = Point{p[0] / sd[0], p[1] / sd[1]}
		}
		likelihood := func(h float64) float64 { return leftOut(z, h) }
		best := math.Inf(-1)
		for h := .01; h < 2; h *= 1.04 {
			best = max(best, likelihood(h))
		}
		if got := likelihood(Bandwidth(x)); got < best-.03 {
			t.Errorf("%d points: likelihood %v of bandwidth %v, the largest is %v", n, got, Bandwidth(x), best)
		}
	}
}

// What should not change the bandwidth does not: a shift, another unit for an axis, the order of the rows, each row several times.
func TestBandwidthIsInvariant(t *testing.T) {
	x := drawn(400, 3)
	want := Bandwidth(x)
	moved, shuffled, repeated := make([]Point, len(x)), make([]Point, len(x)), []Point(nil)
	for i, p := range x {
		moved[i] = Point{1e4 + 1000*p[0], p[1]/1000 - 1}
		shuffled[(i*7)%len(x)] = p
		repeated = append(repeated, p, p, p)
	}
	for name, points := range map[string][]Point{"moved": moved, "shuffled": shuffled, "repeated": repeated} {
		if got := Bandwidth(points); !within(got, want, .05) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// An outlier hardly changes the kernels, in the units of the data, and rounded values do not make them vanish.
func TestBandwidthIsRobust(t *testing.T) {
	x := drawn(400, 4)
	width := func(points []Point) float64 {
		_, sd := moments(points)
		return Bandwidth(points) * math.Sqrt(sd[0]*sd[1])
	}
	want := width(x)
	for _, far := range []float64{10, 100, 1e6} {
		if got := width(append(append([]Point(nil), x...), Point{far, far})); got > 1.6*want || got < want/1.6 {
			t.Errorf("with an outlier at %v the kernels have %v, without it %v", far, got, want)
		}
	}
	for _, step := range []float64{.05, .2, .5} {
		rounded := make([]Point, len(x))
		for i, p := range x {
			rounded[i] = Point{step * math.Round(p[0]/step), step * math.Round(p[1]/step)}
		}
		if got := width(rounded); got < .25*step || got > max(3*step, 2*want) {
			t.Errorf("rounded to %v: kernels of %v, without rounding %v", step, got, want)
		}
	}
}

// Points without spread have no bandwidth; those on a line have one along it.
func TestBandwidthOfPointsOnALine(t *testing.T) {
	for _, same := range [][]Point{{{1, 2}}, {{1, 2}, {1, 2}, {1, 2}}} {
		if got := Bandwidth(same); got != 0 {
			t.Errorf("%v: %v", same, got)
		}
	}
	rng := rand.New(rand.NewPCG(1, 1))
	line := make([]Point, 500)
	for i := range line {
		line[i] = Point{rng.NormFloat64(), 5}
	}
	// Silverman's rule for a Gaussian in one dimension.
	if got, want := Bandwidth(line), 1.06*math.Pow(500, -1./5); got < want/2 || got > 2*want {
		t.Errorf("on a line: %v, want about %v", got, want)
	}
}

// The bandwidth of n points of a Gaussian is about n^(−1/6), Scott's rule in the plane, also where the points are thinned.
func TestBandwidthOfAGaussian(t *testing.T) {
	for _, n := range []int{300, 3000, 20000, 100000} {
		rng := rand.New(rand.NewPCG(uint64(n), 1))
		x := make([]Point, n)
		for i := range x {
			x[i] = Point{rng.NormFloat64(), rng.NormFloat64()}
		}
		if got, want := Bandwidth(x), math.Pow(float64(n), -1./6); !within(got, want, .35) {
			t.Errorf("%d points: %v, want about %v", n, got, want)
		}
	}
}

// The estimate is a density with the points' mean and their covariance and the kernels' together; the Gaussian has those of the points.
func TestEstimateHasTheMoments(t *testing.T) {
	x := drawn(50, 7)
	points := Estimate(x, Point{})
	estimate, gaussian := Estimate(x, Point{.1, .3}), Gaussian(x)
	close := func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }
	for name, m := range map[string]*mixture.Mixture{"estimate": estimate, "Gaussian": gaussian} {
		want := points.Cov()
		if m == estimate {
			want[0], want[2] = want[0]+.01, want[2]+.09
		}
		got := m.Cov()
		for i := range want {
			if !close(got[i], want[i]) {
				t.Errorf("%s: covariance %v, want %v", name, got, want)
			}
		}
		if got, want := m.Mean(), points.Mean(); !close(got[0], want[0]) || !close(got[1], want[1]) {
			t.Errorf("%s: mean %v, want %v", name, got, want)
		}
	}
}

func BenchmarkBandwidth(b *testing.B) {
	for _, n := range []int{200, 10000, 1000000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := drawn(n, 1)
			for b.Loop() {
				Bandwidth(x)
			}
		})
	}
}
