package mixture_test

import (
	"math"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/data/mixture"
)

// The tests of this file check what package mixture computes for the built-in distributions of package data.

// levels are noise levels from none to nearly pure noise.
var levels = []struct {
	name     string
	a, sigma float64
}{{"clean", 1, 0}, {"early", 1, 1e-3}, {"half way", 0.8, 0.6}, {"late", 1e-3, 1}}

// eachDistribution runs a test on every built-in distribution, standardised, at every noise level. The gopher takes as long as all others.
func eachDistribution(t *testing.T, test func(t *testing.T, m *mixture.Mixture)) {
	for _, b := range data.Builtins() {
		if testing.Short() && b.Name == "gopher" {
			continue
		}
		for _, level := range levels {
			t.Run(b.Name+"/"+level.name, func(t *testing.T) {
				t.Parallel()
				m := b.Mixture()
				test(t, data.NewStandardizer(m).Distribution(m).At(level.a, level.sigma))
			})
		}
	}
}

// builtin returns the built-in distribution of that name.
func builtin(t testing.TB, name string) *mixture.Mixture {
	t.Helper()
	b, ok := data.Lookup(name)
	if !ok {
		t.Fatalf("no built-in distribution %q", name)
	}
	return b.Mixture()
}

func TestDensityIntegratesToOne(t *testing.T) {
	eachDistribution(t, func(t *testing.T, m *mixture.Mixture) {
		if mass := m.Integrate(func(x mixture.Point) float64 { return math.Exp(m.LogDensity(x)) }); math.Abs(mass-1) > 1e-9 {
			t.Errorf("the density integrates to %v", mass)
		}
	})
}

func TestScoreIsTheGradientAndItsJacobianTheHessian(t *testing.T) {
	eachDistribution(t, func(t *testing.T, m *mixture.Mixture) {
		rng := data.Rand(1, data.Drawn, 0, 0)
		lo, hi := m.Bounds()
		for i := range 60 {
			x, _ := m.Sample(rng)
			if i%3 == 0 { // anywhere
				x = mixture.Point{lo[0] + rng.Float64()*(hi[0]-lo[0]), lo[1] + rng.Float64()*(hi[1]-lo[1])}
			} else if i%3 == 1 { // far out
				x = mixture.Point{100 * rng.NormFloat64(), 100 * rng.NormFloat64()}
			}
			if !mixture.OnEdge(m, x) {
				mixture.CheckScore(t, m, x)
				mixture.CheckHessian(t, m, x)
			}
		}
	})
}

func TestFarOutAndExtremeNoise(t *testing.T) {
	for _, b := range data.Builtins() {
		for _, sigma := range []float64{1e-4, 1e-2, 1, 1e3} {
			m := b.Mixture().At(1, sigma)
			cov := m.Cov()
			for _, x := range []mixture.Point{{50, 0}, {0, -50}, {-50, 50}} {
				x[0] *= math.Sqrt(cov[0])
				x[1] *= math.Sqrt(cov[2])
				log, score := m.LogDensity(x), m.Score(x)
				if math.IsInf(log, 0) || math.IsNaN(log) || !(math.Hypot(score[0], score[1]) < 1e12) {
					t.Fatalf("%s, sigma %v, x %v: log-density %v, score %v", b.Name, sigma, x, log, score)
				}
				// There the nearest component decides the score, which points back to it.
				if inward := score[0]*x[0] + score[1]*x[1]; inward >= 0 {
					t.Errorf("%s, sigma %v, x %v: the score %v points away", b.Name, sigma, x, score)
				}
			}
		}
	}
	// A Gaussian has log-density −r²/2σ² − log 2πσ² and score −x/σ² at any distance.
	for _, sigma := range []float64{1e-4, 1, 1e3} {
		m := mixture.New([]mixture.Component{mixture.Gaussian(1, 0, mixture.Point{}, sigma)})
		x := mixture.Point{30 * sigma, -40 * sigma}
		if want := -1250 - math.Log(2*math.Pi) - 2*math.Log(sigma); math.Abs(m.LogDensity(x)-want) > 1e-9 {
			t.Errorf("sigma %v: log-density %v, want %v", sigma, m.LogDensity(x), want)
		}
		if want := (mixture.Point{-30 / sigma, 40 / sigma}); !cmp.Equal(m.Score(x), want, mixture.Near) {
			t.Errorf("sigma %v: score %v, want %v", sigma, m.Score(x), want)
		}
	}
}

// The results are the same bits with any number of threads, and for many points as for single points.
func TestThreads(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	m := builtin(t, "eightgaussians").At(0.9, 0.2)
	type result struct {
		X       []mixture.Point
		Labels  []int
		Logs    []float64
		Scores  []mixture.Point
		Entropy float64
	}
	var want result
	for i, threads := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(threads)
		const n = 3000
		got := result{make([]mixture.Point, n), make([]int, n), make([]float64, n), make([]mixture.Point, n), m.Entropy()}
		data.Draw(got.X, got.Labels, m, 1, data.Drawn, 0)
		m.LogDensities(got.Logs, got.X)
		m.Scores(got.Scores, got.X)
		if i == 0 {
			want = got
			for k, x := range got.X {
				if m.LogDensity(x) != got.Logs[k] || m.Score(x) != got.Scores[k] {
					t.Fatalf("point %d differs from the same point alone", k)
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d threads: %s", threads, diff)
		}
	}
}

func TestScoreJacobiansOnAnyThreads(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	m := builtin(t, "eightgaussians").At(0.9, 0.2)
	x := make([]mixture.Point, 1000)
	data.Draw(x, nil, m, 1, data.Drawn, 0)
	for _, threads := range []int{1, 4} {
		runtime.GOMAXPROCS(threads)
		score, hessian := make([]mixture.Point, len(x)), make([][3]float64, len(x))
		m.ScoreJacobians(score, hessian, x)
		for i := range x {
			if s, h := m.ScoreJacobian(x[i]); s != score[i] || h != hessian[i] {
				t.Fatalf("%d threads: point %d differs from the same point alone", threads, i)
			}
		}
	}
}

func TestEntropyInClosedForm(t *testing.T) {
	entropy := func(name string) float64 {
		return builtin(t, name).Entropy()
	}
	far := mixture.New([]mixture.Component{mixture.Gaussian(3, 0, mixture.Point{}, 0.01), mixture.Gaussian(1, 1, mixture.Point{1, 1}, 0.02)})
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"square", entropy("square"), math.Log(4)},
		{"checkerboard", entropy("checkerboard"), math.Log(32)},
		{"grid", entropy("grid"), math.Log(25) + mixture.GaussianEntropy([3]float64{0.01, 0, 0.01})},
		{"a Gaussian", mixture.New([]mixture.Component{{Weight: 1, Mean: mixture.Point{3, -5}, Cov: [3]float64{4, 1.7, 0.9}}}).Entropy(),
			mixture.GaussianEntropy([3]float64{4, 1.7, 0.9})},
		{"two modes far apart", far.Entropy(), 0.75*(mixture.GaussianEntropy([3]float64{1e-4, 0, 1e-4})-math.Log(0.75)) +
			0.25*(mixture.GaussianEntropy([3]float64{4e-4, 0, 4e-4})-math.Log(0.25))},
	} {
		// The grid's modes are 10 deviations apart and overlap by about 1e-6.
		if math.Abs(c.got-c.want) > 3e-6 {
			t.Errorf("%s: entropy %v, want %v", c.name, c.got, c.want)
		}
	}
	// All eight modes have the same entropy. That of the mixture is larger by the information about the mode, between 0 and ln 8.
	one := mixture.GaussianEntropy([3]float64{1, 0, 1})
	if e := entropy("eightgaussians"); e < one+1 || e > one+math.Log(8) {
		t.Errorf("eightgaussians: entropy %v, want less than ln 8 above %v", e, one)
	}
}

// The entropy of a square under noise is the sum of the entropies of its two coordinates.
func TestEntropyOfBlurredBoxes(t *testing.T) {
	square := builtin(t, "square")
	for _, sigma := range []float64{1e-4, 1e-3, 0.02, 0.3, 1, 30} {
		m := square.At(1, sigma)
		line := m.Marginal(0)
		// The midpoint rule near the edge at 1, in units of sigma; then the middle, where the density is constant.
		want, edge := 0.0, min(10, 1/sigma)
		const steps = 200_000
		for i := range steps {
			x := 1 + sigma*(-edge+(edge+10)*(float64(i)+0.5)/steps)
			if p := line.Density(x); p > 0 {
				want -= 4 * p * math.Log(p) * sigma * (edge + 10) / steps // two axes, two edges each
			}
		}
		if flat := 1 - sigma*edge; flat > 0 {
			want += 2 * flat * math.Ln2
		}
		if got := m.Entropy(); math.Abs(got-want) > 1e-6 {
			t.Errorf("sigma %v: entropy %v, want %v", sigma, got, want)
		}
	}
}

// The entropy is the mean of −log p over samples, at most that of a Gaussian, and the same after a turn. A right program fails for one
// distribution in 10⁶.
func TestEntropyIsTheMeanInformation(t *testing.T) {
	eachDistribution(t, func(t *testing.T, m *mixture.Mixture) {
		x, information := make([]mixture.Point, 4000), make([]float64, 4000)
		data.Draw(x, nil, m, 1, data.Drawn, 0)
		m.LogDensities(information, x)
		mean, sd := stat.MeanStdDev(information, nil)
		entropy := m.Entropy()
		if math.Abs(entropy+mean) > 4.9*sd/math.Sqrt(4000)+1e-6 {
			t.Errorf("entropy %v, but samples say %v ± %v", entropy, -mean, sd/math.Sqrt(4000))
		}
		if bound := mixture.GaussianEntropy(m.Cov()); entropy > bound+1e-6 {
			t.Errorf("entropy %v is more than that of a Gaussian, %v", entropy, bound)
		}
		if m.Components()[0].Half != (mixture.Point{}) {
			return // boxes stay along the axes
		}
		if turned := mixture.Rotated(m, 0.5).Entropy(); math.Abs(turned-entropy) > 1e-6 {
			t.Errorf("the entropy is %v, after a turn %v", entropy, turned)
		}
	})
}

// De Bruijn's identity: the derivative of the entropy of x + √v·ε with respect to v is half the information. The two are computed by
// different integrals.
func TestInformationIsTheGrowthOfEntropy(t *testing.T) {
	for _, b := range data.Builtins() {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			m := data.NewStandardizer(b.Mixture()).Distribution(b.Mixture()).At(1, .1)
			const step = 1e-4
			at := func(k float64) float64 { return m.At(1, math.Sqrt(k*step)).Entropy() }
			// The fourth-order one-sided difference.
			slope := (-25*at(0) + 48*at(1) - 36*at(2) + 16*at(3) - 3*at(4)) / (12 * step)
			if got := m.Information(); math.Abs(got-2*slope) > 2e-5*got {
				t.Errorf("information %v, twice the growth of entropy %v", got, 2*slope)
			}
		})
	}
}

func TestPosteriorOfTheEmptyPlaneIsTheNearestBox(t *testing.T) {
	sharp, posterior := builtin(t, "checkerboard"), make([]float64, 8)
	blurred, limit := sharp.At(1, 0.01), make([]float64, 8)
	for _, x := range []mixture.Point{{-3, -3}, {-1.9, -3}, {0.5, -1.2}, {30, 31}, {-40, 3.5}} {
		sharp.Posterior(posterior, x)
		blurred.Posterior(limit, x)
		if diff := cmp.Diff(limit, posterior, mixture.Near); diff != "" {
			t.Errorf("at %v: %s", x, diff)
		}
	}
}

// At the scale 0, any distribution becomes pure noise, and so does a lattice.
func TestNothingButNoise(t *testing.T) {
	distributions := []*mixture.Mixture{mixture.AnyLattice(23, 17)}
	for _, b := range data.Builtins() {
		distributions = append(distributions, b.Mixture())
	}
	const sigma = .7
	x := mixture.Point{.4, -1.1}
	want := -(x[0]*x[0]+x[1]*x[1])/(2*sigma*sigma) - math.Log(2*math.Pi) - 2*math.Log(sigma)
	wantScore := mixture.Point{-x[0] / (sigma * sigma), -x[1] / (sigma * sigma)}
	for i, m := range distributions {
		noise := m.At(0, sigma)
		if got := noise.LogDensity(x); !cmp.Equal(got, want, mixture.Near) {
			t.Errorf("distribution %d: log-density %v, want %v", i, got, want)
		}
		if diff := cmp.Diff(wantScore, noise.Score(x), mixture.Near); diff != "" {
			t.Errorf("distribution %d: %s", i, diff)
		}
	}
}

func TestMergedIsNearlyTheLawUnderNoise(t *testing.T) {
	for _, b := range data.Builtins() {
		distribution := data.NewStandardizer(b.Mixture()).Distribution(b.Mixture())
		fewer := false
		for _, noise := range []float64{.1, .3, 1, 2, 5, 30} {
			merged := distribution.Merged(noise / 5)
			fewer = fewer || len(merged.Components()) < len(distribution.Components())
			a := 1 / math.Sqrt(1+noise*noise)
			exact, rough := distribution.At(a, a*noise), merged.At(a, a*noise)
			rng := data.Rand(1, data.Drawn, 0, 0)
			for range 200 {
				x, _ := exact.Sample(rng)
				s, r := exact.Score(x), rough.Score(x)
				if d := a * noise * math.Hypot(s[0]-r[0], s[1]-r[1]); d > 1e-3 {
					t.Errorf("%s, noise %v: at %v ε* is off by %v", b.Name, noise, x, d)
				}
			}
		}
		if many := len(distribution.Components()) > 50; many != fewer {
			t.Errorf("%s has %d components; merged: %v", b.Name, len(distribution.Components()), fewer)
		}
	}
}

// The mass outside the bounds is at most that beyond five standard deviations, 2Φ(−5) on each axis.
func TestBoundsHoldTheMass(t *testing.T) {
	most := 2 * math.Erfc(5/math.Sqrt2)
	eachDistribution(t, func(t *testing.T, m *mixture.Mixture) {
		lo, hi := m.Bounds()
		outside := 0.0
		for axis := range 2 {
			l := m.Marginal(axis)
			outside += l.CDF(lo[axis]) + 1 - l.CDF(hi[axis])
		}
		if outside > most+1e-12 {
			t.Errorf("%v of the mass is outside the bounds, want %v at most", outside, most)
		}
	})
	// For one Gaussian, slanted or not, it is exactly that. For a box without noise it is 0.
	for _, cov := range [][3]float64{{1, 0, 1}, {4, 1.5, .6}, {1e-8, 0, 1e6}} {
		m := mixture.New([]mixture.Component{{Weight: 1, Mean: mixture.Point{.5, -2}, Cov: cov}})
		lo, hi := m.Bounds()
		for axis := range 2 {
			l := m.Marginal(axis)
			below, above := l.CDF(lo[axis]), 1-l.CDF(hi[axis])
			if want := most / 4; math.Abs(below-want) > 1e-6*want || math.Abs(above-want) > 1e-6*want {
				t.Errorf("covariance %v, axis %d: %v below the bounds and %v above, want %v", cov, axis, below, above, want)
			}
		}
	}
	lo, hi := mixture.New([]mixture.Component{{Weight: 1, Mean: mixture.Point{1, 2}, Half: mixture.Point{3, .5}}}).Bounds()
	if lo != (mixture.Point{-2, 1.5}) || hi != (mixture.Point{4, 2.5}) {
		t.Errorf("the bounds of a box are %v and %v", lo, hi)
	}
}

func TestMarginalMomentsAreTheDistribution(t *testing.T) {
	for _, b := range data.Builtins() {
		m := b.Mixture()
		for axis, variance := range []float64{m.Cov()[0], m.Cov()[2]} {
			mean, sd := m.Marginal(axis).Moments()
			if want := m.Mean()[axis]; !(math.Abs(mean-want) < 1e-12) || !(math.Abs(sd*sd-variance) < 1e-10) {
				t.Errorf("%s, axis %d: mean %v, want %v; variance %v, want %v", b.Name, axis, mean, want, sd*sd, variance)
			}
		}
	}
}

func TestQuantileInvertsTheCDF(t *testing.T) {
	for _, b := range data.Builtins() {
		for axis := range 2 {
			l := b.Mixture().Marginal(axis)
			for _, p := range []float64{0.001, 0.3, 0.5, 0.999} {
				if got := l.CDF(l.Quantile(p)); !(math.Abs(got-p) < 1e-6) {
					t.Errorf("%s, axis %d: CDF %v at the quantile of %v", b.Name, axis, got, p)
				}
			}
		}
	}
	// A quantile of points is one of them.
	l := mixture.Empirical([]mixture.Point{{3, 0}, {1, 0}, {2, 0}}).Marginal(0)
	for p, want := range map[float64]float64{0.001: 1, 0.3: 1, 0.4: 2, 0.66: 2, 0.7: 3, 0.999: 3} {
		if got := l.Quantile(p); !(math.Abs(got-want) < 1e-9) {
			t.Errorf("quantile of %v is %v, want %v", p, got, want)
		}
	}
}

func BenchmarkDensity(b *testing.B) {
	for _, name := range []string{"swissroll", "checkerboard", "gopher"} {
		for _, level := range []struct {
			name     string
			a, sigma float64
		}{{"early", 1, 0.01}, {"late", 0.1, 1}} {
			distribution := builtin(b, name).At(level.a, level.sigma)
			x := make([]mixture.Point, 10_000)
			data.Draw(x, nil, distribution, 1, data.Drawn, 0)
			b.Run(name+"/"+level.name+"/LogDensities", func(b *testing.B) {
				dst := make([]float64, len(x))
				b.ReportAllocs()
				for b.Loop() {
					distribution.LogDensities(dst, x)
				}
			})
			b.Run(name+"/"+level.name+"/Scores", func(b *testing.B) {
				dst := make([]mixture.Point, len(x))
				for b.Loop() {
					distribution.Scores(dst, x)
				}
			})
		}
	}
}
