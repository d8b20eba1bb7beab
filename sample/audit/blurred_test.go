package audit

import (
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

// aFile returns a dataset of so many fixed points with labels and their blur, as one of a file, and a model of it.
func aFile(n int, blur string) (*model.Model, *data.Dataset) {
	m, d := labelled()
	d = must.Get(d.Fix(n, 3))
	d.Distribution = nil
	d = must.Get(d.Blurred(blur))
	axes := d.Standardizer()
	m.Mean, m.Scale = axes.Mean, axes.Scale
	return m, d
}

// The best prediction beside blurred points is the mean of the noise over the points that may have been noised, by its definition: a point x_i
// with noise of size s_i leads to x with a probability in proportion to N(x; a x_i, a² s_i² + σ²), and the mean noise is then
// σ(x − a x_i)/(a² s_i² + σ²). It is so for all points, for those of one class, and with guidance. The subject itself still knows no distribution.
func TestBlurredIsTheMeanOverThePoints(t *testing.T) {
	for _, blur := range []string{data.AutoBlur, "0"} {
		m, d := aFile(60, blur)
		for name, class := range map[string]int{"": allClasses, "b": 1} {
			const logSNR, weight = 1.3, .5
			c := Choice{Class: name, Sampler: "ddpm"}
			if name != "" {
				c.Guidance = weight
			}
			s := subject(t, m, d, c)
			if s.Distribution != nil || s.Best != nil {
				t.Fatal("the distribution of a file is known")
			}
			signal, sigma := model.SignalNoise(logSNR)
			mean := func(x data.Point, of int) (noise data.Point) {
				total := 0.0
				for i, p := range d.Fixed {
					if of != allClasses && d.FixedLabels[i] != of {
						continue
					}
					at := []data.Point{p}
					s.Axes().To(at, at)
					w, each := 1.0, data.Point{}
					for axis := range x {
						variance := sigma * sigma
						if d.Blur != nil {
							variance += math.Pow(signal*d.Blur.Sizes[d.FixedLabels[i]][axis]/m.Scale[axis], 2)
						}
						gap := x[axis] - signal*at[0][axis]
						w *= math.Exp(-gap*gap/(2*variance)) / math.Sqrt(variance)
						each[axis] = sigma * gap / variance
					}
					total += w
					noise[0], noise[1] = noise[0]+w*each[0], noise[1]+w*each[1]
				}
				return data.Point{noise[0] / total, noise[1] / total}
			}
			for _, x := range []data.Point{{.3, -1}, {1, .5}, {-.7, .2}} {
				want := mean(x, class)
				if class != allClasses {
					all := mean(x, allClasses)
					for axis := range want {
						want[axis] = (1+weight)*want[axis] - weight*all[axis]
					}
				}
				got := []data.Point{x}
				s.Blurred().Best.PredictNoise(got, got, logSNR)
				if math.Hypot(got[0][0]-want[0], got[0][1]-want[1]) > 2e-3 {
					t.Errorf("blur %s, class %q at %v: %v, want %v", blur, name, x, got[0], want)
				}
			}
		}
	}
}

// A network that is the best possible one for the blurred points has no excess loss and no KL beside them, and its chain is the exact one. One
// that is the best for the points without noise has both. Without fixed points there is nothing to be beside.
func TestNumbersBesideBlurredPoints(t *testing.T) {
	m, d := aFile(40, "0.3")
	m.Schedule = must.Get(model.NewSchedule("linear", 40))
	m.Trained = [2]float64{-math.MaxFloat64, math.MaxFloat64}
	s := subject(t, m, d, Choice{Sampler: "ddpm"}).Blurred()
	sharp := must.Get(d.Blurred("0.1"))
	other := sample.Exact{Distribution: AxesOf(m).Distribution(sharp.BlurredPoints())}
	for _, right := range []bool{true, false} {
		s.Denoiser = sample.Exact{Distribution: s.Distribution}
		if !right {
			s.Denoiser = other
		}
		kl := must.Get(KL(t.Context(), s, 400))
		probe := NewProbe(s.Distribution, m.Schedule, sample.Beta, 8, 300, 1)
		loss := must.Get(probe.Excess(t.Context(), s.Denoiser))
		budget := probe.Budget(loss)
		if small := kl.Value < 1e-3 && loss.Total < 1e-9 && budget.Network < 1e-6; small != right {
			t.Errorf("KL %v, excess loss %v and budget %+v of the right network: %v", kl.Value, loss.Total, budget, right)
		}
		if budget.Start < -1e-4 || budget.Discretisation < -1e-4 {
			t.Errorf("%+v: a part is negative", budget)
		}
	}
	measured, err := MeasureSamplers(t.Context(), s, []string{"ddim"}, []int{4}, 20, func() {})
	if err != nil || !measured.OfBlurred || measured.Cells[0].Exact == nil {
		t.Errorf("samplers beside the blurred points: %+v, %v", measured, err)
	}
	if d, err := data.Open("moons", nil, ""); err != nil || subject(t, m, d, Choice{Sampler: "ddpm"}).Blurred() != nil {
		t.Error("beside points that are drawn anew there is something blurred", err)
	}
}
