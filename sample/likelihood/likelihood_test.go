package likelihood

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat"
)

// gaussian is a single Gaussian that is neither centred, nor of unit spread, nor along the axes.
var gaussian = mixture.Component{Weight: 1, Mean: data.Point{.7, -.4}, Cov: [3]float64{.5, .3, .8}}

// A network that is trained up to model.HighestLogSNR knows the level where the integral starts, with some room.
func TestTrainingReachesTheStart(t *testing.T) {
	if start := -2 * math.Log(Sharpness); start > model.HighestLogSNR-.1 {
		t.Errorf("the integral starts at log-SNR %v, training ends at %v", start, model.HighestLogSNR)
	}
}

// exactly is the integral for denoisers that are right at all levels, with steps so precise that each point shows the method's errors.
var exactly = New(math.Inf(-1), math.Inf(1), 1e-5)

func logDensities(t *testing.T, denoiser sample.Differentiable, y []data.Point) []float64 {
	t.Helper()
	log := make([]float64, len(y))
	if rough, err := exactly.LogDensities(context.Background(), log, denoiser, y); err != nil || rough > 0 {
		t.Fatal(rough, err)
	}
	return log
}

// With ε* the flow must give the exact density of every distribution: at its blurred points, at points without blur, and far from the
// distribution. There, below e^−20, the logarithm of the density may have a relative error of 2e-5.
func TestExactDenoiserHasTheExactDensity(t *testing.T) {
	for _, b := range data.Builtins() {
		t.Run(b.Name, func(t *testing.T) {
			distribution := data.NewStandardizer(b.Mixture()).Distribution(b.Mixture())
			blurred := distribution.At(1, Sharpness)
			y := make([]data.Point, 240)
			data.Draw(y[:160], nil, blurred, 1, data.Drawn, 0)
			data.Draw(y[160:200], nil, distribution, 1, data.Drawn, 1)
			data.Draw(y[200:], nil, distribution.At(1, .3), 1, data.Drawn, 2)
			for i, got := range logDensities(t, sample.Exact{Distribution: distribution}, y) {
				if want := blurred.LogDensity(y[i]); math.Abs(got-want) > 1e-3+2e-5*max(0, -want-20) {
					t.Errorf("at %v: log-density %v, exact %v", y[i], got, want)
				}
			}
		})
	}
}

// The mean over points of a Precise log-density is off by far less than the standard errors that are printed with such means: 8e-4 for
// the 8,000 points of KL(data ‖ model), of which a tenth is allowed for. The mean error is itself known to 1.5e-5.
func TestPreciseMeans(t *testing.T) {
	for _, name := range []string{"swissroll", "checkerboard", "gopher", "moons", "spirals"} {
		b, _ := data.Lookup(name)
		distribution := data.NewStandardizer(b.Mixture()).Distribution(b.Mixture())
		blurred := distribution.At(1, Sharpness)
		y := make([]data.Point, 1000)
		data.Draw(y, nil, blurred, 1, data.Drawn, 0)
		errors := make([]float64, len(y))
		rough, err := New(math.Inf(-1), math.Inf(1), Precise).LogDensities(t.Context(), errors, sample.Exact{Distribution: distribution}, y)
		for i := range errors {
			errors[i] -= blurred.LogDensity(y[i])
		}
		mean, sd := stat.MeanStdDev(errors, nil)
		if se := stat.StdErr(sd, float64(len(errors))); rough > 0 || err != nil || math.Abs(mean) > 8e-5 || se > 1.5e-5 {
			t.Errorf("%s: off by %v ± %v on average; %d are rough: %v", name, mean, se, rough, err)
		}
	}
}

// If the data is N(0, I) the flow does not move points, and only the scaling by a is left.
func TestNormalStandsStill(t *testing.T) {
	distribution := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, 0, 1}}})
	y := []data.Point{{0, 0}, {1, -2}, {8, 3}}
	for i, got := range logDensities(t, sample.Exact{Distribution: distribution}, y) {
		if want := distribution.At(1, Sharpness).LogDensity(y[i]); math.Abs(got-want) > 1e-12 {
			t.Errorf("at %v: log-density %v, exact %v", y[i], got, want)
		}
	}
}

// At up to 30 deviations from a Gaussian the log-density, down to −1000, is good to 3e-5 of itself.
func TestGaussianFarOut(t *testing.T) {
	distribution := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, .4, 1}}})
	exact := distribution.At(1, Sharpness)
	y := []data.Point{{0, 0}, {10, -3}, {-20, 20}, {.7, -.4}, {30, 0}}
	for i, got := range logDensities(t, sample.Exact{Distribution: distribution}, y) {
		if want := exact.LogDensity(y[i]); math.Abs(got-want) > 1e-3+3e-5*math.Abs(want) {
			t.Errorf("at %v: log-density %v, exact %v", y[i], got, want)
		}
	}
}

// A Runge–Kutta method integrates polynomials: a step of order 5 those of degree 4, and the difference from order 4, those
// of degree 3, is zero. Each stage's weights sum to its node.
func TestDormandPrinceIntegratesPolynomials(t *testing.T) {
	last := len(dpNode) - 1
	for s, weights := range dpStage {
		sum := 0.0
		for _, w := range weights {
			sum += w
		}
		if math.Abs(sum-dpNode[s]) > 1e-13 {
			t.Errorf("the weights of stage %d sum to %v, want %v", s, sum, dpNode[s])
		}
	}
	for degree := range 5 {
		integral, difference := 0.0, 0.0
		for s, node := range dpNode {
			if s < last {
				integral += dpStage[last][s] * math.Pow(node, float64(degree))
			}
			difference += dpError[s] * math.Pow(node, float64(degree))
		}
		if want := 1 / float64(degree+1); math.Abs(integral-want) > 1e-13 {
			t.Errorf("the integral of x^%d is %v, want %v", degree, integral, want)
		}
		if (math.Abs(difference) < 1e-13) != (degree < 4) {
			t.Errorf("the error estimate of x^%d is %v", degree, difference)
		}
	}
}

// The density at a point depends neither on the other points nor on the number of cores.
func TestLikelihoodsAreTheirOwn(t *testing.T) {
	b, _ := data.Lookup("lopsided")
	distribution := data.NewStandardizer(b.Mixture()).Distribution(b.Mixture())
	y := make([]data.Point, 300)
	data.Draw(y, nil, distribution, 1, data.Drawn, 0)
	all := logDensities(t, sample.Exact{Distribution: distribution}, y)
	if !cmp.Equal(logDensities(t, sample.Exact{Distribution: distribution}, y[7:8]), all[7:8]) {
		t.Error("the likelihood of a point depends on others")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, threads := range []int{1, 4} {
		runtime.GOMAXPROCS(threads)
		if !slices.Equal(logDensities(t, sample.Exact{Distribution: distribution}, y), all) {
			t.Errorf("%d threads give other likelihoods", threads)
		}
	}
}

func TestLikelihoodEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	distribution := mixture.New([]mixture.Component{gaussian})
	if _, err := exactly.LogDensities(ctx, make([]float64, 2), sample.Exact{Distribution: distribution}, make([]data.Point, 2)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// A denoiser is never asked about levels outside the range that it knows. Its density is that of points with the least noise that it
// knows, and the flow ends with N(0, I) at the highest noise that it knows, λ. For N(0, c) that is almost N(0, c + blur²). But there
// x_end has the variance P = (e^λ c + 1)/(e^λ + 1), and N(0, I) has 1, so the density is that of N(0, (c + blur²)/P).
func TestLikelihoodKeepsToWhatIsKnown(t *testing.T) {
	const c = .3
	distribution := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{c, 0, c}}})
	for _, known := range [][2]float64{{-3, 4}, {-1, 12}, {-20, 6}} {
		asked := &recorded{Exact: sample.Exact{Distribution: distribution}}
		l := New(known[0], known[1], Precise)
		y, log := []data.Point{{.1, -.4}, {1, .5}}, make([]float64, 2)
		if rough, err := l.LogDensities(t.Context(), log, asked, y); rough > 0 || err != nil {
			t.Fatal(rough, err)
		}
		if slices.Min(asked.levels) < known[0]-1e-9 || slices.Max(asked.levels) > known[1]+1e-9 {
			t.Errorf("known is %v, asked was %v to %v", known, slices.Min(asked.levels), slices.Max(asked.levels))
		}
		blur := max(Sharpness, math.Exp(-known[1]/2))
		snr := math.Exp(max(known[0], -10))
		v := (c + blur*blur) * (snr + 1) / (snr*c + 1)
		for i, p := range y {
			if want := -(p[0]*p[0]+p[1]*p[1])/(2*v) - math.Log(2*math.Pi*v); math.Abs(log[i]-want) > 1e-4 {
				t.Errorf("known is %v: log-density %v, want %v", known, log[i], want)
			}
		}
	}
}

// recorded is Exact that records the levels that it is asked about.
type recorded struct {
	sample.Exact
	levels []float64
}

func (r *recorded) PredictNoiseJacobian(noise []data.Point, jacobian [][4]float64, x []data.Point, logSNR float64) {
	r.levels = append(r.levels, logSNR)
	r.Exact.PredictNoiseJacobian(noise, jacobian, x, logSNR)
}

// Points for which the flow changes too fast even for the shortest step are counted, and so are points that become NaN. Others are not.
func TestRoughPointsAreCounted(t *testing.T) {
	y, log := []data.Point{{1, 0}, {-1, 0}, {2, 1}, {-2, 1}, {-3, 1}}, make([]float64, 5)
	for _, wrong := range []float64{1e9, math.NaN()} {
		rough, err := exactly.LogDensities(t.Context(), log, torn{sample.Exact{Distribution: mixture.New([]mixture.Component{gaussian})}, wrong}, y)
		if rough != 2 || err != nil {
			t.Errorf("slopes that jump to %v: %d points are rough, want 2: %v", wrong, rough, err)
		}
	}
}

// torn is Exact, but at points on the right its divergence changes fast with the level, by the given size.
type torn struct {
	sample.Exact
	by float64
}

func (d torn) PredictNoiseJacobian(noise []data.Point, jacobian [][4]float64, x []data.Point, logSNR float64) {
	d.Exact.PredictNoiseJacobian(noise, jacobian, x, logSNR)
	for i := range x {
		if x[i][0] > 0 {
			jacobian[i][0] += d.by * math.Sin(1e7*logSNR)
		}
	}
}

// A point that is rough anywhere on its way is counted, wherever that is and however smooth the rest.
func TestRoughAnywhereIsRough(t *testing.T) {
	y, log := []data.Point{{1, 0}, {-1, 0}, {2, 1}, {-2, 1}, {-3, 1}}, make([]float64, 5)
	for _, at := range [][2]float64{{8, 10}, {0, 2}, {-10.1, -8}} {
		rough, err := exactly.LogDensities(t.Context(), log, tornBetween{torn{sample.Exact{Distribution: mixture.New([]mixture.Component{gaussian})}, 1e9}, at[0], at[1]}, y)
		if rough != 2 || err != nil {
			t.Errorf("slopes that jump between log-SNRs of %v: %d points are rough, want 2: %v", at, rough, err)
		}
	}
}

// tornBetween is torn between two log-SNRs, and Exact elsewhere.
type tornBetween struct {
	torn
	lo, hi float64
}

func (d tornBetween) PredictNoiseJacobian(noise []data.Point, jacobian [][4]float64, x []data.Point, logSNR float64) {
	if logSNR < d.lo || logSNR > d.hi {
		d.Exact.PredictNoiseJacobian(noise, jacobian, x, logSNR)
		return
	}
	d.torn.PredictNoiseJacobian(noise, jacobian, x, logSNR)
}
