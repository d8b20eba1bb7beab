package mixture

import (
	"math"
	"testing"
)

// The assembly and plain Go agree to rounding, in batches of all sizes.
func TestGaussians(t *testing.T) {
	rng := seeded(3)
	for n := 1; n <= batch; n++ {
		var plain terms
		plain.x = Point{rng.NormFloat64(), rng.NormFloat64()}
		for range n {
			across, up, tilt := .1+rng.Float64(), .1+rng.Float64(), 2*rng.Float64()-1
			plain.kernels = append(plain.kernels, newKernel(Component{
				Weight: rng.Float64(),
				Mean:   Point{rng.NormFloat64(), rng.NormFloat64()},
				Cov:    [3]float64{across * across, .9 * tilt * across * up, up * up},
			}))
		}
		vectors := plain
		want, got := gaussiansPlain(&plain, 0), gaussians(&vectors)
		near := func(got, want float64) bool { return math.Abs(got-want) <= 1e-12*(1+math.Abs(want)) }
		if !near(got, want) {
			t.Fatalf("the greatest of %d is %v, want %v", n, got, want)
		}
		for i := range plain.kernels {
			if !near(vectors.weight[i], plain.weight[i]) || !near(vectors.across[i], plain.across[i]) || !near(vectors.up[i], plain.up[i]) {
				t.Fatalf("%d of %d: log-weight %v and score (%v, %v), want %v and (%v, %v)", i, n,
					vectors.weight[i], vectors.across[i], vectors.up[i], plain.weight[i], plain.across[i], plain.up[i])
			}
		}
	}
}

// At a point with a coordinate that is infinite or not a number, the log-density is −∞ and the score is a number.
func TestGaussiansOfNoNumber(t *testing.T) {
	distribution := New([]Component{mode(1, 0, Point{}, 1), mode(1, 0, Point{1, 1}, 1), mode(1, 0, Point{2, 0}, 1),
		mode(1, 0, Point{3, 0}, 1), mode(1, 0, Point{4, 0}, 1)})
	for _, odd := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e200} {
		if log, score := distribution.LogDensity(Point{odd, 0}), distribution.Score(Point{odd, 0}); !math.IsInf(log, -1) || math.IsNaN(score[0]+score[1]) {
			t.Errorf("at %v the log-density is %v and the score %v", odd, log, score)
		}
	}
}

// exps agrees with math.Exp, whose error is below one rounding, for all arguments that are not negligible. Its sums are those of its results.
func TestExps(t *testing.T) {
	const top = 3.25
	var x []float64
	for y := -45.; y <= 0; y += 1. / 4096 {
		x = append(x, top+y, top+y*(1-1e-9))
	}
	x = append(x, math.Inf(-1), -1e300, math.NaN())
	for length := 1; len(x) > 0; length = 1 + length%batch {
		// Batches of all lengths, so that every number of elements is left over after whole vectors.
		n := min(len(x), length)
		got := terms{scale: top, kernels: make([]kernel, n)}
		for i, x := range x[:n] {
			got.weight[i], got.across[i], got.up[i] = x, math.Sin(float64(i)), math.Cos(float64(i))
		}
		mass, right, above := exps(&got)
		rounding := float64(4+n) * 0x1p-53 * mass
		for i, x := range x[:n] {
			y := x - top
			want := math.Exp(y)
			if !(y > -negligible) {
				want = 0
			}
			if !(math.Abs(got.weight[i]-want) <= 4*0x1p-53*want) {
				t.Fatalf("e^%v is %v, want %v", y, got.weight[i], want)
			}
			mass -= want
			right -= want * got.across[i]
			above -= want * got.up[i]
		}
		if !(max(math.Abs(mass), math.Abs(right), math.Abs(above)) <= rounding) {
			t.Fatalf("the sums of %d weights are off by %v, %v and %v", n, mass, right, above)
		}
		x = x[n:]
	}
}

// The bound of a box is an upper bound, for boxes that are nearly points and for boxes nearly without noise.
func TestBoundOfABox(t *testing.T) {
	rng := seeded(4)
	for range 20_000 {
		size := func() float64 { return math.Exp(6 * (rng.Float64() - .5)) }
		half, sigma := Point{size(), size()}, Point{size(), size()}
		k := newKernel(Component{Weight: rng.Float64(), Half: half, Cov: [3]float64{sigma[0] * sigma[0], 0, sigma[1] * sigma[1]}})
		dx, dy := 3*(half[0]+sigma[0])*rng.NormFloat64(), 3*(half[1]+sigma[1])*rng.NormFloat64()
		across, _ := box(dx, half[0], sigma[0])
		up, _ := box(dy, half[1], sigma[1])
		if log, bound := k.log+across+up, k.box.bound(dx, dy); !(log <= bound+1e-12*(1+math.Abs(bound))) {
			t.Fatalf("at (%v, %v) of a box with sides of %v and noise %v: %v is above the bound %v", dx, dy, half, sigma, log, bound)
		}
	}
}

// The density of a mixture is the weighted sum of the densities of its components, and so is its gradient. This holds also if boxes have
// the same row, side or noise.
func TestMixtureIsTheSumOfItsBoxes(t *testing.T) {
	rng := seeded(5)
	one := func(of ...float64) float64 { return of[rng.IntN(len(of))] }
	for range 500 {
		var components []Component
		for range 1 + rng.IntN(5) {
			components = append(components, Component{
				Weight: one(1, 2, 3),
				Mean:   Point{one(-1, 0, 1), one(0, 1)},
				Half:   Point{one(.3, 1), one(.3, 1)},
				Cov:    [3]float64{one(.04, .25), 0, one(.04, .25)},
			})
		}
		m, x := New(components), Point{rng.NormFloat64(), rng.NormFloat64()}
		var density float64
		var gradient Point
		for _, c := range m.Components() {
			alone := New([]Component{c})
			p, score := c.Weight*math.Exp(alone.LogDensity(x)), alone.Score(x)
			density += p
			gradient[0] += p * score[0]
			gradient[1] += p * score[1]
		}
		got, score := math.Exp(m.LogDensity(x)), m.Score(x)
		near := func(got, want float64) bool { return math.Abs(got-want) <= 1e-12*(1+math.Abs(want)) }
		if !near(got, density) || !near(got*score[0], gradient[0]) || !near(got*score[1], gradient[1]) {
			t.Fatalf("at %v of %+v: density %v, want %v; score %v, want the gradient %v over it", x, components, got, density, score, gradient)
		}
	}
}
