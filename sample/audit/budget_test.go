package audit

import (
	"fmt"
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

// For N(0, C) all parts are known, coordinate by coordinate along the eigenvectors of C. A coordinate of variance c has the variance
// P_t = ᾱ_t c + 1 − ᾱ_t at t. Given x_t, x_{t−1} is a Gaussian of variance P β/(αP + β), where P is P_{t−1}, and ε* gives its mean. So the
// divergence of a step is that of two Gaussians of equal mean, and Discretisation is its sum over steps (chain rule of divergences). The
// optimal variance is the mean of those of the two coordinates.
func TestBudgetOfAGaussian(t *testing.T) {
	gaussians := func(ratio float64) float64 { return (ratio - 1 - math.Log(ratio)) / 2 }
	distribution := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, .6, 1}}})
	// Optimal variances come from the irreducible loss, which is interpolated.
	tolerance := map[string]float64{sample.Beta: 1e-9, sample.BetaTilde: 1e-9, sample.Optimal: 1e-4}
	for _, name := range model.ScheduleNames() {
		for _, steps := range []int{2, 10, 400} {
			for _, variance := range []string{sample.Beta, sample.BetaTilde, sample.Optimal} {
				t.Run(fmt.Sprint(name, steps, variance), func(t *testing.T) {
					schedule := must.Get(model.NewSchedule(name, steps))
					p := NewProbe(distribution, schedule, variance, 50, 16, 1)
					b := p.Budget(excess(t, p, biased{sample.Exact{Distribution: distribution}, data.Point{.1, .2}}))
					var start, discretisation, network, entropy float64
					at := func(c float64, t int) float64 { return schedule.AlphaBar(t)*c + 1 - schedule.AlphaBar(t) }
					for _, c := range []float64{.4, 1.6} {
						start += gaussians(at(c, steps))
						entropy += (1 + math.Log(2*math.Pi*c)) / 2
					}
					for t := 1; t <= steps; t++ {
						step := schedule.Transition(t)
						reverse := func(c float64) float64 { return at(c, t-1) * step.Beta / (step.Alpha*at(c, t-1) + step.Beta) }
						v := step.Beta
						switch {
						case variance == sample.Optimal:
							v = (reverse(.4) + reverse(1.6)) / 2
						case variance == sample.BetaTilde && t > 1:
							v = step.BetaTilde
						}
						discretisation += gaussians(reverse(.4)/v) + gaussians(reverse(1.6)/v)
						network += schedule.BoundWeight(t, v) * .05
					}
					for _, check := range []struct {
						name      string
						got, want float64
						tolerance float64
					}{
						{"start", b.Start, start, 1e-7},
						{"discretisation", b.Discretisation, discretisation, 1e-4},
						{"network", b.Network, network, tolerance[variance] * network},
						{"total", b.Total, start + discretisation + network, 1e-4 + tolerance[variance]*network},
						{"entropy", b.Entropy, entropy, 1e-6},
						{"bound", b.Bound, entropy + start + discretisation + network, 1e-4 + tolerance[variance]*network},
					} {
						if math.Abs(check.got-check.want) > check.tolerance {
							t.Errorf("%s %v, want %v", check.name, check.got, check.want)
						}
					}
				})
			}
		}
	}
}

// For any distribution and all variances no part is negative, and the parts add up to the total.
func TestBudgetIsNotNegative(t *testing.T) {
	for _, b := range distributions() {
		t.Run(b.Name, func(t *testing.T) {
			distribution := standardised(t, b.Name)
			p := NewProbe(distribution, must.Get(model.NewSchedule("linear", 20)), sample.Beta, 2, 2, 1)
			e := excess(t, p, sample.Exact{Distribution: distribution.At(1, .1)})
			best := math.Inf(1)
			for _, p.variance = range []string{sample.Optimal, sample.Beta, sample.BetaTilde} {
				b := p.Budget(e)
				if p.variance == sample.Optimal {
					best = b.Discretisation
				}
				if b.Discretisation < best {
					t.Errorf("%s loses %v nats, and the optimal variance %v", p.variance, b.Discretisation, best)
				}
				if b.Start < 0 || b.Start > 1e-7 || b.Discretisation < 1e-3 || b.Network <= 0 {
					t.Errorf("%s: %+v", p.variance, b)
				}
				if b.Total != b.Start+b.Discretisation+b.Network || b.Bound != b.Entropy+b.Total {
					t.Errorf("%s does not add up: %+v", p.variance, b)
				}
			}
		})
	}
}

// The bound by its definition (Ho et al. 2020, eq. 5): divergences of the posteriors of the forward process from the steps of the sampler,
// averaged over x_0 and noise. The bound is 5 standard errors.
func TestBoundIsTheMeanOfItsTerms(t *testing.T) {
	const steps, n = 8, 40000
	distribution, schedule := standardised(t, "checkerboard"), must.Get(model.NewSchedule("linear", steps))
	denoiser := biased{sample.Exact{Distribution: distribution}, data.Point{.1, -.2}}
	x0 := make([]data.Point, n)
	data.Draw(x0, nil, distribution, 1, data.Drawn, 0)
	for _, variance := range []string{sample.Beta, sample.BetaTilde, sample.Optimal} {
		p := NewProbe(distribution, schedule, variance, steps, 100, 1)
		b := p.Budget(excess(t, p, denoiser))
		bound, sampling := 0.0, 0.0
		for at := 1; at <= steps; at++ {
			c, signal, sigma := schedule.Transition(at), schedule.Signal(at), schedule.Noise(at)
			v := c.Beta
			switch {
			case variance == sample.Optimal:
				v = c.BetaTilde + math.Pow(c.FromX0*sigma/signal, 2)*IrreducibleAt(distribution, schedule.LogSNR(at))
			case variance == sample.BetaTilde && at > 1:
				v = c.BetaTilde
			}
			rng := data.Rand(2, data.Drawn, at, 0)
			x, noise := make([]data.Point, n), make([]data.Point, n)
			for i := range x {
				for axis := range x[i] {
					x[i][axis] = signal*x0[i][axis] + sigma*rng.NormFloat64()
				}
			}
			denoiser.PredictNoise(noise, x, schedule.LogSNR(at))
			var sum, squares float64
			for i := range x {
				term := 0.0
				for axis := range x[i] {
					shift := c.FromX0 * (x0[i][axis] - (x[i][axis]-sigma*noise[i][axis])/signal)
					if term += shift * shift / (2 * v); at == 1 {
						term += math.Log(2*math.Pi*v) / 2
					} else {
						term += (c.BetaTilde/v - 1 - math.Log(c.BetaTilde/v)) / 2
					}
					if at == steps {
						m, v := signal*x0[i][axis], sigma*sigma
						term += (m*m + v - 1 - math.Log(v)) / 2
					}
				}
				sum += term
				squares += term * term
			}
			mean := sum / n
			bound += mean
			sampling += (squares/n - mean*mean) / n
		}
		if math.Abs(b.Bound-bound) > 5*math.Sqrt(sampling) {
			t.Errorf("%s: bound %v, averaged %v ± %v", variance, b.Bound, bound, math.Sqrt(sampling))
		}
	}
}

// A law that lies beside the origin costs the start what its mean is worth, ᾱ_T|m|²/2, and nothing else: steps are as Gaussian
// wherever a law lies. The schedule ends with much of the data left, so that this is a large part.
func TestBudgetOfAShiftedLaw(t *testing.T) {
	mean := data.Point{1.5, -.7}
	schedule := must.Get(model.NewSchedule("linear:scale=20", 20))
	budget := func(mean data.Point) Budget {
		law := mixture.New([]mixture.Component{{Weight: 1, Mean: mean, Cov: [3]float64{1, .6, 1}}})
		p := NewProbe(law, schedule, sample.Beta, 20, 16, 1)
		return p.Budget(excess(t, p, sample.Exact{Distribution: law}))
	}
	here, there := budget(data.Point{}), budget(mean)
	worth := schedule.AlphaBar(20) * (mean[0]*mean[0] + mean[1]*mean[1]) / 2
	for _, check := range []struct {
		name      string
		got, want float64
	}{
		{"start", there.Start - here.Start, worth}, {"discretisation", there.Discretisation, here.Discretisation},
		{"entropy", there.Entropy, here.Entropy}, {"bound", there.Bound - here.Bound, worth},
	} {
		if math.Abs(check.got-check.want) > 1e-4 {
			t.Errorf("%s %v, want %v", check.name, check.got, check.want)
		}
	}
	if worth < .01 {
		t.Errorf("the mean is worth %v nats, which is no test", worth)
	}
}
