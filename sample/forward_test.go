package sample

import (
	"context"
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
)

// Step by step from N(mean, C), x_t must get the distribution N(a·mean, a²C + σ²I) that the schedule gives for t.
// The bounds are 5.5 standard errors: error probability below 1e-4.
func TestForwardHasTheDistributionOfTheSchedule(t *testing.T) {
	const n = 60000
	for _, name := range []string{"linear", "cosine"} {
		schedule := must.Get(model.NewSchedule(name, 12))
		x := make([]data.Point, n)
		data.Draw(x, nil, mixture.New([]mixture.Component{gaussian}), 1, data.Drawn, 0)
		next := 0
		for state, err := range Forward(context.Background(), schedule, Noise{Seed: 2}, x) {
			if err != nil || state.Step != next || state.LogSNR != schedule.LogSNR(next) {
				t.Fatalf("t = %d after %d: %v", state.Step, next-1, err)
			}
			next++
			a, s := schedule.Signal(state.Step), schedule.Noise(state.Step)
			c := gaussian.Cov
			want := [3]float64{a*a*c[0] + s*s, a * a * c[1], a*a*c[2] + s*s}
			mean, cov := moments(state.X)
			for axis, v := range []float64{want[0], want[2]} {
				if math.Abs(mean[axis]-a*gaussian.Mean[axis]) > 5.5*math.Sqrt(v/n) {
					t.Errorf("%s, t = %d: mean %v", name, state.Step, mean)
				}
			}
			bounds := [3]float64{want[0] * math.Sqrt(2.0/n), math.Sqrt((want[0]*want[2] + want[1]*want[1]) / n), want[2] * math.Sqrt(2.0/n)}
			for i := range cov {
				if math.Abs(cov[i]-want[i]) > 5.5*bounds[i] {
					t.Errorf("%s, t = %d: covariance %v, want %v", name, state.Step, cov, want)
				}
			}
		}
		if next != schedule.Steps()+1 {
			t.Errorf("%d states, want %d", next, schedule.Steps()+1)
		}
	}
}
