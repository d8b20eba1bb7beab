package audit

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"ddpm/data"
	"ddpm/data/kde"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/likelihood"
)

func TestKLOfTheTruthIsZero(t *testing.T) {
	for _, name := range []string{"lopsided", "square"} {
		distribution := standardised(t, name)
		exact := sample.Exact{Distribution: distribution}
		s := subjectOf(distribution, exact, must.Get(model.NewSchedule("linear", 10)))
		kl, err := KL(t.Context(), s, 200)
		if err != nil || math.Abs(kl.Value) > 1e-4 || kl.SE > 1e-4 || kl.Points != 200 {
			t.Errorf("%s: KL %+v, want 0: %v", name, kl, err)
		}
		clean, err := CleanKL(t.Context(), s, 200)
		if edge := EdgeKL(s, 200); err != nil || math.Abs(clean.Value-edge.Value) > 1e-4 {
			t.Errorf("%s: clean KL %+v, at the edges %+v: %v", name, clean, edge, err)
		}
	}
}

// For a square of side s and noise of σ, EdgeKL is the sum over the four edges of (σ/s) ∫ −log Φ(z) dz over z > 0. By numerical
// integration, the integral is 0.4775.
func TestEdgeKLOfASquare(t *testing.T) {
	distribution := standardised(t, "square")
	const integral = .4775353
	want := 4 * likelihood.Sharpness / (2 * math.Sqrt(3)) * integral
	if got := EdgeKL(subjectOf(distribution, sample.Exact{Distribution: distribution}, must.Get(model.NewSchedule("linear", 10))), 400000); math.Abs(got.Value-want) > 5*got.SE {
		t.Errorf("edge KL %+v, want %v", got, want)
	}
}

// A denoiser that is exact for another Gaussian has the density of that Gaussian. So KL is known in closed form, and so is the NLL of points in
// other units. The bounds are 5 standard errors.
func TestKLAndNLLOfAnotherGaussian(t *testing.T) {
	normal := func(deviation float64) *mixture.Mixture {
		v := deviation * deviation
		return mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{v, 0, v}}})
	}
	distribution, other := normal(1), sample.Exact{Distribution: normal(1.2)}
	s := subjectOf(distribution, other, must.Get(model.NewSchedule("linear", 10)))
	kl, err := KL(t.Context(), s, 4000)
	ratio := (1 + 1e-4) / (1.44 + 1e-4)
	if want := ratio - 1 - math.Log(ratio); err != nil || math.Abs(kl.Value-want) > 5*kl.SE || kl.SE > .01 {
		t.Errorf("KL %+v, want %v: %v", kl, want, err)
	}
	axes := data.Standardizer{Mean: data.Point{3, -1}, Scale: data.Point{10, .5}}
	points := make([]data.Point, 4000)
	data.Draw(points, nil, distribution, 2, data.Drawn, 0)
	axes.From(points, points)
	s.Model.Mean, s.Model.Scale = axes.Mean, axes.Scale
	// The Gaussian of the points that were trained on is nearly theirs. Their kernel estimate is between it and the model.
	fixed := make(data.Points, 3000)
	data.Draw(fixed, nil, distribution, 2, data.Fixed, 0)
	axes.From(fixed, fixed)
	s.Data = &data.Dataset{Fixed: fixed}
	held, err := MeasureHeldOut(t.Context(), s, points)
	nllOf := func(v float64) float64 { return math.Log(2*math.Pi*(v+1e-4)) + 1/(v+1e-4) + math.Log(5) }
	if nll, want := held.NLL, nllOf(1.44); err != nil || math.Abs(nll.Value-want) > 5*nll.SE || nll.SE > .02 {
		t.Errorf("NLL %+v, want %v: %v", nll, want, err)
	}
	if nll, want := held.Gaussian, nllOf(1); math.Abs(nll.Value-want) > 5*nll.SE {
		t.Errorf("NLL by a Gaussian %+v, want %v", nll, want)
	}
	if kde, gain := held.KDE, held.Gain; kde.Value < held.Gaussian.Value || kde.Value > held.NLL.Value ||
		math.Abs(gain.Value-(kde.Value-held.NLL.Value)) > 1e-9 || gain.SE >= held.NLL.SE {
		t.Errorf("by kernels %+v, gain %+v, by the model %+v", kde, gain, held.NLL)
	}
}

// Where half of the rows share a value, a model that is exact for the kernel estimate with that value gains nothing on it.
func TestKernelEstimateKeepsAtoms(t *testing.T) {
	half := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, 0, 1}}})
	fixed := make(data.Points, 600)
	data.Draw(fixed, nil, half, 3, data.Fixed, 0)
	for i := range fixed[:300] {
		fixed[i][0] = 0
	}
	held := slices.Concat(fixed[:40], fixed[560:])
	d, err := (&data.Dataset{Fixed: fixed}).Blurred(fmt.Sprint(kde.Bandwidth(fixed)))
	if err != nil || d.Blur.Atoms[0] == nil {
		t.Fatalf("%v, %v", d.Blur, err)
	}
	distribution := d.BlurredPoints()
	s := subjectOf(distribution, sample.Exact{Distribution: distribution}, must.Get(model.NewSchedule("linear", 10)))
	s.Data = d
	if h, err := MeasureHeldOut(t.Context(), s, held); err != nil || math.Abs(h.Gain.Value) > 1e-3 {
		t.Errorf("gain %+v, %v", h.Gain, err)
	}
}

// The kernel estimate of very many points is one of a random choice of them, in a time that does not grow with their number. It is as good as the
// Gaussian that they are from, up to 5 standard errors and .01 nats.
func TestKernelEstimateOfVeryManyPoints(t *testing.T) {
	distribution := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, 0, 1}}})
	s := subjectOf(distribution, sample.Exact{Distribution: distribution}, must.Get(model.NewSchedule("linear", 10)))
	fixed := make(data.Points, mostKernels+5)
	data.Draw(fixed, nil, distribution, 2, data.Fixed, 0)
	s.Data = &data.Dataset{Fixed: fixed}
	points := make([]data.Point, 300)
	data.Draw(points, nil, distribution, 2, data.Drawn, 0)
	held, err := MeasureHeldOut(t.Context(), s, points)
	if err != nil || held.Kernels != mostKernels || math.Abs(held.Gain.Value) > 5*held.Gain.SE+.01 {
		t.Errorf("%d kernels of %d points, gain %+v: %v", held.Kernels, len(fixed), held.Gain, err)
	}
}

// The density of a network is computed over the noise levels that it was trained on. The blur is the noise of the highest log-SNR, and the chain
// starts from N(0, I) at the lowest one. Here the distribution is N(0, I), and the denoiser is exact for N(0, vI). The bound is 5
// standard errors.
func TestKLKeepsToTheKnownLevels(t *testing.T) {
	const v, lowest, highest = 1.5, -2., 4.
	normal := func(c float64) *mixture.Mixture {
		return mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{c, 0, c}}})
	}
	s := subjectOf(normal(1), sample.Exact{Distribution: normal(v)}, must.Get(model.NewSchedule("linear", 10)))
	s.Model.Trained = [2]float64{lowest, highest}
	kl := must.Get(KL(t.Context(), s, 4000))
	blur, snr := math.Exp(-highest), math.Exp(lowest)
	model := (v + blur) * (snr + 1) / (snr*v + 1)
	ratio := (1 + blur) / model
	if want := ratio - 1 - math.Log(ratio); math.Abs(kl.Value-want) > 5*kl.SE || math.Abs(kl.Blur-math.Sqrt(blur)) > 1e-12 || want < 10*kl.SE {
		t.Errorf("KL %+v, want %v", kl, want)
	}
}

// A network that is ε* has no divergence, whatever levels of noise it knows: the truth is blurred just as the network's density is. The
// law is so narrow that any other blur would show.
func TestKLOfTheTruthIsZeroOnAnyLevels(t *testing.T) {
	law := standardised(t, "lopsided")
	for _, highest := range []float64{12, 8, 4, 1} {
		s := subjectOf(law, sample.Exact{Distribution: law}, must.Get(model.NewSchedule("linear", 10)))
		s.Model.Trained = [2]float64{-20, highest}
		kl, err := KL(t.Context(), s, 200)
		if err != nil || math.Abs(kl.Value) > 1e-4 || kl.SE > 1e-4 {
			t.Errorf("known up to a log-SNR of %v: KL %+v, want 0: %v", highest, kl, err)
		}
		if want := max(likelihood.Sharpness, math.Exp(-highest/2)); math.Abs(kl.Blur-want) > 1e-12 {
			t.Errorf("known up to a log-SNR of %v: blurred by %v, want %v", highest, kl.Blur, want)
		}
	}
}
