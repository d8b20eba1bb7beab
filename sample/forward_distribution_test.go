package sample

import (
	"context"
	"math"
	"slices"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
)

// Points of any distribution, moved step by step, have at each t the distribution that the schedule gives for it: the test compares the
// distribution functions of both coordinates, and the mean log-density, which is minus the entropy. By the inequality of Dvoretzky, Kiefer,
// Wolfowitz and Massart, sup|F_n − F| > bound has probability 2·exp(−2n·bound²), 4e-5 over all 78 of them; 5.5 standard errors of
// 39 means have 2e-6.
func TestParticlesHaveTheExactDistribution(t *testing.T) {
	const n, steps = 20000, 12
	bound := math.Sqrt(math.Log(2*78/4e-5) / (2 * n))
	schedule := must.Get(model.NewSchedule("cosine", steps))
	for _, name := range []string{"swissroll", "checkerboard", "lopsided"} {
		builtin, _ := data.Lookup(name)
		distribution := data.NewStandardizer(builtin.Mixture()).Distribution(builtin.Mixture())
		x := make([]data.Point, n)
		data.Draw(x, nil, distribution, 3, data.Drawn, 0)
		at := 0
		for state, err := range Forward(context.Background(), schedule, Noise{Seed: 4}, x) {
			if err != nil {
				t.Fatal(err)
			}
			now := distribution.At(schedule.Signal(at), schedule.Noise(at))
			for axis := range 2 {
				marginal, values := now.Marginal(axis), make([]float64, n)
				for i, p := range state.X {
					values[i] = p[axis]
				}
				slices.Sort(values)
				for i := 0; i < n; i += 50 {
					below, cdf := float64(i)/n, marginal.CDF(values[i])
					if !(math.Abs(cdf-below) <= bound+1.0/n) {
						t.Errorf("%s, t = %d, axis %d: %v of the distribution and %v of the particles are below %v", name, at, axis, cdf, below, values[i])
						break
					}
				}
			}
			log := make([]float64, n)
			now.LogDensities(log, state.X)
			mean, square := 0.0, 0.0
			for _, v := range log {
				mean += v / n
			}
			for _, v := range log {
				square += (v - mean) * (v - mean) / n
			}
			if entropy := now.Entropy(); !(math.Abs(mean+entropy) <= 5.5*math.Sqrt(square/n)+1e-5) {
				t.Errorf("%s, t = %d: mean log-density %v, entropy %v", name, at, mean, entropy)
			}
			at++
		}
		if at != steps+1 {
			t.Errorf("%d states, want %d", at, steps+1)
		}
	}
}
