package audit

import (
	"context"
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
)

func forget(distribution *mixture.Mixture, schedule *model.Schedule, count int) Forgetting {
	return must.Get(MeasureForgetting(context.Background(), distribution, schedule, count))
}

// For a Gaussian all is known. With C_t = ᾱC + σ²I, h = ln 2πe + ½ ln|C_t|, I = ½ ln|C_t| − 2 ln σ, and
// KL = ½ (tr C_t + ᾱ‖μ‖² − ln|C_t|) − 1.
func TestForgettingOfAGaussian(t *testing.T) {
	c := mixture.Component{Weight: 1, Mean: data.Point{0.7, -0.4}, Cov: [3]float64{1.3, 0.5, 0.6}}
	for _, name := range model.ScheduleNames() {
		schedule := must.Get(model.NewSchedule(name, 60))
		f := forget(mixture.New([]mixture.Component{c}), schedule, 12)
		if n := len(f.Levels); n != 12 || f.Levels[0].T != 1 || f.Last().T != 60 {
			t.Errorf("%s: %d levels from %d to %d", name, n, f.Levels[0].T, f.Last().T)
		}
		for _, l := range f.Levels {
			a, s := schedule.AlphaBar(l.T), math.Pow(schedule.Noise(l.T), 2)
			xx, xy, yy := a*c.Cov[0]+s, a*c.Cov[1], a*c.Cov[2]+s
			log := math.Log(xx*yy - xy*xy)
			want := Remainder{
				T: l.T, LogSNR: math.Log(a / s), AlphaBar: a, Variance: data.Point{xx, yy},
				Entropy:     math.Log(2*math.Pi*math.E) + log/2,
				KL:          (xx+yy+a*(0.49+0.16)-log)/2 - 1,
				Information: log/2 - math.Log(s),
			}
			for _, pair := range [][2]float64{
				{l.LogSNR, want.LogSNR}, {l.AlphaBar, want.AlphaBar}, {l.Variance[0], want.Variance[0]}, {l.Variance[1], want.Variance[1]},
				{l.Entropy, want.Entropy}, {l.KL, want.KL}, {l.Information, want.Information},
			} {
				if !(math.Abs(pair[0]-pair[1]) < 1e-6) {
					t.Errorf("%s, t = %d: %+v, want %+v", name, l.T, l, want)
					break
				}
			}
		}
	}
}

// Information and divergence fall with t, within the error of the integrals. And the information also follows from integrals of another
// function: dI/dλ = ½ E‖ε − ε*‖², where λ is the log-SNR (Guo, Shamai and Verdú 2005). Below λ = −12, I is that of a Gaussian, which is
// e^λ for variances of 1.
func TestInformationFalls(t *testing.T) {
	const lowest, tail = -12, 2.0
	schedule := must.Get(model.NewSchedule("linear", 100))
	for _, b := range distributions() {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			distribution := standardised(t, b.Name)
			f := forget(distribution, schedule, 7)
			loss := NewIrreducible(distribution, lowest, f.Levels[0].LogSNR)
			route, from := math.Exp(lowest)*tail/2, float64(lowest)
			for i := len(f.Levels) - 1; i >= 0; i-- {
				l := f.Levels[i]
				if i > 0 && !(l.Information < f.Levels[i-1].Information+2e-6 && l.KL < f.Levels[i-1].KL+2e-6) {
					t.Errorf("noise from t = %d to %d creates information: %+v, %+v", f.Levels[i-1].T, l.T, f.Levels[i-1], l)
				}
				const parts = 200 // of the trapezoidal rule
				for k := range parts {
					at := func(k int) float64 { return loss.At(from + (l.LogSNR-from)*float64(k)/parts) }
					route += (l.LogSNR - from) / parts * (at(k) + at(k+1)) / 2
				}
				from = l.LogSNR
				if !(math.Abs(l.Information-route) < 1e-3) {
					t.Errorf("t = %d: information %v, from the losses below %v", l.T, l.Information, route)
				}
			}
		})
	}
}

// With so little noise that the points stay apart, x_t determines which of n points x_0 is: ln n nats. At the end of a chain it has no information.
func TestForgettingOfPoints(t *testing.T) {
	distribution := mixture.Empirical([]data.Point{{-1, -1}, {1, -1}, {-1, 1}, {1, 1}})
	for name, ends := range map[string]bool{"linear": true, "cosine": true, "linear:scale=20": false} {
		f := forget(distribution, must.Get(model.NewSchedule(name, 1000)), 5)
		if first := f.Levels[0].Information; !(math.Abs(first-math.Log(4)) < 1e-6) {
			t.Errorf("%s: the first step leaves %v nats of ln 4", name, first)
		}
		if f.EndsInNoise() != ends {
			t.Errorf("%s: ends in noise: %v, with %v nats", name, !ends, f.Last().Information)
		}
	}
}

func TestForgettingStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := MeasureForgetting(ctx, mixture.Empirical([]data.Point{{}}), must.Get(model.NewSchedule("linear", 10)), 5); err != context.Canceled {
		t.Errorf("error %v", err)
	}
}
