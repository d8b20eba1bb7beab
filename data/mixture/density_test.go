package mixture

import (
	"math"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/diff/fd"
	"pgregory.net/rapid"
)

func TestDensityIntegratesToOne(t *testing.T) {
	eachLaw(t, func(t *testing.T, m *Mixture) {
		if mass := m.Integrate(func(x Point) float64 { return math.Exp(m.LogDensity(x)) }); math.Abs(mass-1) > 1e-9 {
			t.Errorf("the density integrates to %v", mass)
		}
	})
}

// sharpness returns the smallest standard deviation of a component's noise.
func sharpness(m *Mixture) float64 {
	sigma := math.Inf(1)
	for _, c := range m.components {
		for _, e := range extents(&c) {
			for _, f := range e.features {
				sigma = min(sigma, f.sigma)
			}
		}
	}
	return sigma
}

// checkScore compares the score with finite differences of the log-density.
func checkScore(t interface{ Errorf(string, ...any) }, m *Mixture, x Point) {
	got, log := m.Score(x), m.LogDensity(x)
	if math.IsInf(log, -1) {
		if got != (Point{}) {
			t.Errorf("the score is %v where the density is zero", got)
		}
		return
	}
	sigma := min(sharpness(m), 1)
	step := 1e-4 * sigma
	want := fd.Gradient(nil, func(x []float64) float64 { return m.LogDensity(Point(x)) }, x[:],
		&fd.Settings{Formula: fd.Central, Step: step})
	for axis := range x {
		rounding := 1e-14 * (1 + math.Abs(log)) / step
		if math.Abs(got[axis]-want[axis]) > 1e-5*(1/sigma+math.Abs(want[axis]))+rounding {
			t.Errorf("the score at %v is %v, finite differences say %v", x, got, want)
			return
		}
	}
}

func TestScoreIsTheGradient(t *testing.T) {
	eachLaw(t, func(t *testing.T, m *Mixture) {
		rng := Rand(1, Drawn, 0, 0)
		lo, hi := m.Bounds()
		for i := range 60 {
			x, _ := m.Sample(rng)
			if i%3 == 0 { // anywhere
				x = Point{lo[0] + rng.Float64()*(hi[0]-lo[0]), lo[1] + rng.Float64()*(hi[1]-lo[1])}
			} else if i%3 == 1 { // far out
				x = Point{100 * rng.NormFloat64(), 100 * rng.NormFloat64()}
			}
			if !onEdge(m, x) {
				checkScore(t, m, x)
			}
		}
	})
}

func TestScoreIsTheGradientOfAnyMixture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, x := anyMixture.Draw(t, "distribution").At(0.9, 0.1), anyPoint(8).Draw(t, "x")
		checkScore(t, m, x)
	})
}

func TestFarOutAndExtremeNoise(t *testing.T) {
	for _, b := range Builtins() {
		for _, sigma := range []float64{1e-4, 1e-2, 1, 1e3} {
			m := b.Mixture().At(1, sigma)
			cov := m.Cov()
			for _, x := range []Point{{50, 0}, {0, -50}, {-50, 50}} {
				x[0] *= math.Sqrt(cov[0])
				x[1] *= math.Sqrt(cov[2])
				log, score := m.LogDensity(x), m.Score(x)
				if math.IsInf(log, 0) || math.IsNaN(log) || !(math.Hypot(score[0], score[1]) < 1e12) {
					t.Fatalf("%s, sigma %v, x %v: log-density %v, score %v", b.Name, sigma, x, log, score)
				}
				// There a single component, the most likely one, says it all, and it points home.
				if inward := score[0]*x[0] + score[1]*x[1]; inward >= 0 {
					t.Errorf("%s, sigma %v, x %v: the score %v points away", b.Name, sigma, x, score)
				}
			}
		}
	}
	// A Gaussian has log-density −r²/2σ² − log 2πσ² and score −x/σ² at any distance.
	for _, sigma := range []float64{1e-4, 1, 1e3} {
		m := New([]Component{mode(1, 0, Point{}, sigma)})
		x := Point{30 * sigma, -40 * sigma}
		if want := -1250 - 2*logSqrt2Pi - 2*math.Log(sigma); math.Abs(m.LogDensity(x)-want) > 1e-9 {
			t.Errorf("sigma %v: log-density %v, want %v", sigma, m.LogDensity(x), want)
		}
		if want := (Point{-30 / sigma, 40 / sigma}); !cmp.Equal(m.Score(x), want, near) {
			t.Errorf("sigma %v: score %v, want %v", sigma, m.Score(x), want)
		}
	}
}

// TestManyComponents goes past the size of a batch, with the largest terms in the last one, the first one and between.
func TestManyComponents(t *testing.T) {
	var points []Point
	for k := range 1000 {
		points = append(points, Point{float64(k) / 10, math.Sin(float64(k))})
	}
	m := Empirical(points).At(1, 0.3)
	for _, x := range []Point{{0, 0}, {30, 1}, {99, -1}, {140, 3}, {-50, 0}} {
		// The same sums in the plainest way, relative to the nearest point.
		nearest, sum, across := math.Inf(1), 0.0, 0.0
		for _, p := range points {
			nearest = min(nearest, math.Hypot(x[0]-p[0], x[1]-p[1]))
		}
		for _, p := range points {
			r := math.Hypot(x[0]-p[0], x[1]-p[1])
			w := math.Exp((nearest*nearest - r*r) / (2 * 0.09))
			sum += w
			across += w * (p[0] - x[0]) / 0.09
		}
		want := math.Log(sum/1000) - nearest*nearest/(2*0.09) - math.Log(2*math.Pi*0.09)
		if got := m.LogDensity(x); math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
			t.Errorf("log-density at %v is %v, want %v", x, got, want)
		}
		if got := m.Score(x)[0]; math.Abs(got-across/sum) > 1e-9*(1+math.Abs(got)) {
			t.Errorf("score at %v is %v across, want %v", x, got, across/sum)
		}
	}
}

// TestThreads expects the same bits from any number of threads, and from slices as from single points.
func TestThreads(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	m := builtins[0].Mixture().At(0.9, 0.2)
	type result struct {
		X       []Point
		Labels  []int
		Logs    []float64
		Scores  []Point
		Entropy float64
	}
	var want result
	for i, threads := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(threads)
		const n = 3000
		got := result{make([]Point, n), make([]int, n), make([]float64, n), make([]Point, n), m.Entropy()}
		Draw(got.X, got.Labels, m, 1, Drawn, 0)
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
