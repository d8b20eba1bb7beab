package sample

import (
	"context"
	"fmt"
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
)

// normal is a Gaussian variable as the coefficients of a sum: of a constant, of the start of a chain, and of the noise of each step. Start
// and noise are independent and standard normal. So its mean and variance are known.
type normal []float64

func (n normal) mean() float64 { return n[0] }

func (n normal) variance() float64 {
	sum := 0.0
	for _, c := range n[1:] {
		sum += c * c
	}
	return sum
}

// at returns the value of the variable where the start and the noise have these values.
func (n normal) at(values []float64) float64 {
	sum := n[0]
	for i, c := range n[1:] {
		sum += c * values[i]
	}
	return sum
}

// sum returns Σ factor·variable.
func sum(terms ...any) normal {
	var total normal
	for i := 0; i < len(terms); i += 2 {
		for k, c := range terms[i+1].(normal) {
			if k == len(total) {
				total = append(total, 0)
			}
			total[k] += terms[i].(float64) * c
		}
	}
	return total
}

// unit returns the noise of a step.
func unit(step int) normal {
	n := make(normal, step+2)
	n[step+1] = 1
	return n
}

// axisDistribution is a Gaussian distribution of one coordinate.
type axisDistribution struct{ mean, variance float64 }

// noise returns ε*(x) = σ (x − a·mean)/(a²·variance + σ²): affine.
func (l axisDistribution) noise(x normal, level float64) normal {
	a, s := model.SignalNoise(level)
	v := a*a*l.variance + s*s
	return sum(s/v, x, 1.0, normal{-s * a * l.mean / v})
}

// data returns x̂_0.
func (l axisDistribution) data(x normal, level float64) normal {
	a, s := model.SignalNoise(level)
	return sum(1/a, x, -s/a, l.noise(x, level))
}

// recursion returns the states of a chain, computed with the formulas of the sampler's paper.
type recursion func(l axisDistribution, levels []float64) []normal

// ancestralBy is Ho et al. 2020, eq. 11: x_s = (x_t − β/σ ε)/√α + √v z.
func ancestralBy(variance func(c model.Transition) float64) recursion {
	return func(l axisDistribution, levels []float64) []normal {
		states := []normal{{0, 1}}
		for i, to := range levels[1:] {
			x := states[i]
			_, sigma := model.SignalNoise(levels[i])
			a, _ := model.SignalNoise(levels[i])
			b, _ := model.SignalNoise(to)
			alpha := a * a / (b * b)
			x = sum(1/math.Sqrt(alpha), x, -(1-alpha)/sigma/math.Sqrt(alpha), l.noise(x, levels[i]))
			if !math.IsInf(to, 1) {
				x = sum(1.0, x, math.Sqrt(variance(model.Between(to, levels[i]))), unit(i+1))
			}
			states = append(states, x)
		}
		return states
	}
}

// ddimBy is Song et al. 2021a, eq. 12 and 16.
func ddimBy(eta float64) recursion {
	return func(l axisDistribution, levels []float64) []normal {
		states := []normal{{0, 1}}
		for i, to := range levels[1:] {
			a, s := model.SignalNoise(levels[i])
			b, r := model.SignalNoise(to)
			spread := eta * r / s * math.Sqrt(1-a*a/(b*b))
			x := states[i]
			x = sum(b, l.data(x, levels[i]), math.Sqrt(r*r-spread*spread), l.noise(x, levels[i]), spread, unit(i+1))
			states = append(states, x)
		}
		return states
	}
}

// heunBy is Karras et al. 2022, algorithm 1, in the angle φ of x = cos φ x_0 + sin φ ε, from which ddim's step is a rotation.
func heunBy(evals int) recursion {
	return func(l axisDistribution, levels []float64) []normal {
		states := []normal{{0, 1}}
		slope := func(x normal, phi, level float64) normal {
			return sum(math.Cos(phi), l.noise(x, level), -math.Sin(phi), l.data(x, level))
		}
		for i, to := range levels[1:] {
			from, until := math.Atan(math.Exp(-levels[i]/2)), math.Atan(math.Exp(-to/2))
			x, turn := states[i], until-from
			v := slope(x, from, levels[i])
			next := sum(math.Cos(turn), x, math.Sin(turn), v)
			if until > 0 && (i > 0 || evals%2 == 1) {
				next = sum(1.0, x, turn/2, v, turn/2, slope(next, until, to))
			}
			states = append(states, next)
		}
		return states
	}
}

// dpmppBy is Lu et al. 2022b, algorithm 2, with λ half the log-SNR; and with noise of a share η of what the step could add.
func dpmppBy(eta float64) recursion {
	return func(l axisDistribution, levels []float64) []normal {
		states := []normal{{0, 1}}
		for i, to := range levels[1:] {
			_, s := model.SignalNoise(levels[i])
			b, r := model.SignalNoise(to)
			h := (to - levels[i]) / 2
			d := l.data(states[i], levels[i])
			if i > 0 && r > 0 {
				ratio := (levels[i] - levels[i-1]) / 2 / h
				d = sum(1+1/(2*ratio), d, -1/(2*ratio), l.data(states[i-1], levels[i-1]))
			}
			spread := eta * r * math.Sqrt(-math.Expm1(-2*h))
			k := math.Sqrt(r*r-spread*spread) / s
			fromX0 := -b * math.Expm1(-h)
			if eta > 0 {
				a, _ := model.SignalNoise(levels[i])
				fromX0 = b - k*a
			}
			states = append(states, sum(k, states[i], fromX0, d, spread, unit(i+1)))
		}
		return states
	}
}

// On a Gaussian distribution ε* is affine, and so is every step of every sampler: each state is an affine function of the start and of the
// noise, known by recursion, and so are its mean and variance. Chains whose start and noise are known must go through
// exactly these points.
func TestChainOnAGaussianFollowsTheRecursion(t *testing.T) {
	const seed, n = 11, 5
	distribution := mixture.New([]mixture.Component{{Weight: 1, Mean: data.Point{.7, -.4}, Cov: [3]float64{.5, 0, .8}}})
	axes := [2]axisDistribution{{.7, .5}, {-.4, .8}}
	for _, c := range []struct {
		name    string
		options Options
		by      recursion
	}{
		{"ddpm", Options{}, ancestralBy(func(c model.Transition) float64 { return c.Beta })},
		{"ddpm", Options{Evals: 7, Variance: BetaTilde}, ancestralBy(func(c model.Transition) float64 { return c.BetaTilde })},
		{"ddim", Options{}, ddimBy(0)},
		{"ddim", Options{Evals: 9, Eta: new(.6)}, ddimBy(.6)},
		{"ddim", Options{Evals: 1, Eta: new(1.)}, ddimBy(1)},
		{"heun", Options{Evals: 13}, heunBy(13)},
		{"heun", Options{Evals: 8}, heunBy(8)},
		{"heun", Options{Evals: 1}, heunBy(1)},
		{"dpmpp", Options{Evals: 12, Eta: new(0.)}, dpmppBy(0)},
		{"dpmpp", Options{}, dpmppBy(.7)},
		{"dpmpp", Options{Evals: 2, Eta: new(1.)}, dpmppBy(1)},
	} {
		for _, schedule := range []*model.Schedule{must.Get(model.NewSchedule("linear", 30)), must.Get(model.NewSchedule("cosine", 200))} {
			t.Run(fmt.Sprint(c.name, c.options.Evals, schedule.Name()), func(t *testing.T) {
				sampler := must.Get(NewSampler(c.name, schedule, c.options))
				levels, noise := sampler.Levels(), Noise{Seed: seed}
				want := [2][]normal{c.by(axes[0], levels), c.by(axes[1], levels)}
				values := make([][2][]float64, n) // the start and the noise of each point
				for step := range levels {
					number := step
					if step == 0 {
						number = start
					}
					rng := data.Rand(seed, data.Chain, number, 0)
					for i := range values {
						for axis := range values[i] {
							values[i][axis] = append(values[i][axis], 0)
							if step == 0 || len(want[axis][step]) > step+1 && want[axis][step][step+1] != 0 {
								values[i][axis][step] = rng.NormFloat64()
							}
						}
					}
				}
				x := make([]data.Point, n)
				noise.Start(x)
				states := 0
				for state, err := range sampler.Chain(context.Background(), Exact{distribution}, noise, x) {
					if err != nil || state.Step != states || state.LogSNR != levels[states] {
						t.Fatalf("state %d: step %d at log-SNR %v: %v", states, state.Step, state.LogSNR, err)
					}
					states++
					for i, p := range state.X {
						for axis, got := range p {
							if w := want[axis][state.Step].at(values[i][axis]); math.Abs(got-w) > 1e-9 {
								t.Fatalf("step %d, point %d, axis %d: %v, want %v", state.Step, i, axis, got, w)
							}
						}
					}
				}
				if states != len(levels) {
					t.Errorf("%d states, want %d", states, len(levels))
				}
			})
		}
	}
}

// With many steps every sampler ends in the distribution itself, except for a small error: chains start from N(0, I), and x_T still
// contains a little of x_0.
func TestManyStepsEndInTheDistribution(t *testing.T) {
	schedule, l := must.Get(model.NewSchedule("linear", 1000)), axisDistribution{.7, .5}
	for _, c := range []struct {
		name      string
		options   Options
		by        recursion
		tolerance float64
	}{
		{"ddpm", Options{}, ancestralBy(func(c model.Transition) float64 { return c.Beta }), 1e-2},
		{"ddpm", Options{Variance: BetaTilde}, ancestralBy(func(c model.Transition) float64 { return c.BetaTilde }), 1e-2},
		{"ddim", Options{}, ddimBy(0), 1e-2},
		{"heun", Options{Evals: 199}, heunBy(199), 5e-3},
		{"dpmpp", Options{Evals: 100, Eta: new(0.)}, dpmppBy(0), 5e-3},
		{"dpmpp", Options{Evals: 200, Eta: new(1.)}, dpmppBy(1), 5e-3},
	} {
		states := c.by(l, must.Get(NewSampler(c.name, schedule, c.options)).Levels())
		end := states[len(states)-1]
		if math.Abs(end.mean()-l.mean) > c.tolerance || math.Abs(end.variance()-l.variance) > c.tolerance {
			t.Errorf("%s %+v: N(%v, %v), want N(%v, %v)", c.name, c.options, end.mean(), end.variance(), l.mean, l.variance)
		}
	}
}
