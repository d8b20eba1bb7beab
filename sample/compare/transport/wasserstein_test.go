package transport

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"ddpm/data"
	"ddpm/sample/compare/kdtree"
)

func TestW2AgainstAllPermutations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sets(t, 2, rapid.IntRange(1, 7).Draw(t, "n"))
		x, y := s[0], s[1]
		least := math.Inf(1)
		var try func(i int, sum float64)
		try = func(i int, sum float64) {
			if i == len(y) {
				least = min(least, sum)
				return
			}
			for k := i; k < len(y); k++ {
				y[i], y[k] = y[k], y[i]
				try(i+1, sum+kdtree.SquaredDistance(x[i], y[i]))
				y[i], y[k] = y[k], y[i]
			}
		}
		try(0, 0)
		near(t, "W2", W2(x, y), math.Sqrt(least/float64(len(x))), w2Tolerance)
	})
}

// TestAssignmentCertificate proves matchings optimal: with the prices found, every row has a column that costs least of all,
// up to rounding. By duality no other matching can then cost less.
func TestAssignmentCertificate(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	normal := func() data.Point { return data.Point{rng.NormFloat64(), rng.NormFloat64()} }
	modes := func() data.Point {
		sin, cos := math.Sincos(float64(rng.IntN(8)) * math.Pi / 4)
		return data.Point{5*cos + .1*rng.NormFloat64(), 5*sin + .1*rng.NormFloat64()}
	}
	spiral := func() data.Point {
		sin, cos := math.Sincos(9 * math.Sqrt(rng.Float64()))
		return data.Point{3 * cos, 3 * sin}
	}
	oneMode := func() data.Point { return data.Point{5 + .01*rng.NormFloat64(), .01 * rng.NormFloat64()} }
	lattice := func() data.Point { return data.Point{float64(rng.IntN(9)), float64(rng.IntN(9))} }
	point := func() data.Point { return data.Point{.1, .3} }
	across := func() data.Point { return data.Point{rng.NormFloat64(), 0} }
	up := func() data.Point { return data.Point{0, rng.NormFloat64()} }
	cauchy := func() data.Point { return data.Point{rng.NormFloat64() / rng.NormFloat64(), rng.NormFloat64()} }
	huge := func() data.Point { return data.Point{1e150 * rng.NormFloat64(), 1e-150 * rng.NormFloat64()} }
	for name, distributions := range map[string][2]func() data.Point{
		"same distribution":  {normal, normal},
		"modes":              {modes, modes},
		"curve to plane":     {spiral, normal},
		"modes to curve":     {modes, spiral},
		"collapsed to modes": {oneMode, modes},
		"modes to collapsed": {modes, oneMode},
		"ties":               {lattice, lattice},
		"point to plane":     {point, normal},
		"plane to point":     {normal, point},
		"point to point":     {point, point},
		"collinear":          {across, across},
		"crossed lines":      {across, up},
		"heavy tails":        {cauchy, cauchy},
		"huge and tiny":      {huge, huge},
	} {
		t.Run(name, func(t *testing.T) {
			for _, n := range []int{1, 2, 3, 17, 400} {
				x, y := make([]data.Point, n), make([]data.Point, n)
				for i := range n {
					x[i], y[i] = distributions[0](), distributions[1]()
				}
				x, y = normalise(x, y)
				column, price := assign(x, y)
				taken := make([]bool, n)
				for i, j := range column {
					if taken[j] {
						t.Fatalf("n = %d: column %d is matched twice", n, j)
					}
					taken[j] = true
					cost, least := kdtree.SquaredDistance(x[i], y[j])+price[j], math.Inf(1)
					for k := range y {
						least = min(least, kdtree.SquaredDistance(x[i], y[k])+price[k])
					}
					if cost > least+1e-12 {
						t.Fatalf("n = %d: column of row %d costs %g, and the best %g", n, i, cost, least)
					}
				}
			}
		})
	}
}

// TestW2OfMonotoneMaps: a map that is the gradient of a convex function is optimal (Brenier 1991), so no other matching of x with its image
// is better.
func TestW2OfMonotoneMaps(t *testing.T) {
	x := gaussian(data.Point{}, data.Point{1, 1}, 700, 0)
	for name, f := range map[string]func(p data.Point) data.Point{
		"identity": func(p data.Point) data.Point { return p },
		"shift":    func(p data.Point) data.Point { return data.Point{p[0] + 3, p[1] - 4} },
		"affine":   func(p data.Point) data.Point { return data.Point{2*p[0] + p[1] + 1, p[0] + 3*p[1]} },
		"collapse": func(p data.Point) data.Point { return data.Point{7, p[1]} },
		"cubes":    func(p data.Point) data.Point { return data.Point{p[0] * p[0] * p[0], math.Exp(p[1])} },
		"split":    func(p data.Point) data.Point { return data.Point{p[0] + math.Copysign(5, p[0]), p[1]} },
	} {
		y := make([]data.Point, len(x))
		for i, p := range x {
			y[i] = f(p)
		}
		sum := 0.
		for i := range x {
			sum += kdtree.SquaredDistance(x[i], y[i])
		}
		want := math.Sqrt(sum / float64(len(x)))
		rand.New(rand.NewPCG(3, 4)).Shuffle(len(y), func(i, j int) { y[i], y[j] = y[j], y[i] })
		near(t, name, W2(x, y), want, 1e-10)
	}
}

// TestW2OfGaussians: W2² = |m-m'|² + Σ (σ-σ')² for independent coordinates. The W2² of 2,000 points has a
// standard deviation near 2·3·sqrt((1+4)/2000) = .3, mostly from the difference of means, and a bias below .1. So it is more than 1.6
// off once in a million times.
func TestW2OfGaussians(t *testing.T) {
	x, y := gaussian(data.Point{}, data.Point{1, 1}, 2000, 0), gaussian(data.Point{3, 0}, data.Point{2, .5}, 2000, 1)
	want := 9 + 1 + .25
	if got := W2(x, y); math.Abs(got*got-want) > 1.6 {
		t.Errorf("W2² is %g, want %g", got*got, want)
	}
}
