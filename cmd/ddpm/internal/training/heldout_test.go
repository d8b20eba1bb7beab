package training

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample/compare"
)

// watchedModel returns a model with a network of the given shape, and a dataset of standard normal points of which so many are held out. The
// model does not change the axes.
func watchedModel(shape model.Config, held int) (*model.Model, *data.Dataset) {
	network := must.Get(model.NewNetwork(shape))
	schedule := must.Get(model.NewSchedule("linear", 1000))
	d := &data.Dataset{Name: "normal"}
	rng := rand.New(rand.NewPCG(1, uint64(held)))
	for i := range held {
		d.Held = append(d.Held, data.Point{rng.NormFloat64(), rng.NormFloat64()})
		if shape.Classes > 0 {
			d.HeldLabels = append(d.HeldLabels, i%3%shape.Classes)
		}
	}
	for class := range shape.Classes {
		d.LabelNames = append(d.LabelNames, string(rune('a'+class)))
	}
	m := &model.Model{Network: network, Schedule: schedule, Scale: [2]float64{1, 1}, Labels: d.LabelNames,
		Trained: [2]float64{model.LowestLogSNR, model.HighestLogSNR}}
	return m, d
}

// A network of zeros that predicts v has ε̂ = σx. With s = a² = sigmoid(λ), its loss at a row z has the closed form
//
//	½∫ E‖σx − ε‖² dλ = ½∫ (σ²a²‖z‖² + 2a⁴) dλ = ‖z‖²/2·Δs + Δlog(1+e^λ) − Δs
//
// where Δ is the difference between the ends. The mean over the rows is right within five standard errors, which fails with probability 6e-7.
func TestHeldOutLossHasItsClosedForm(t *testing.T) {
	for _, held := range []int{4, 30, 500, 1000, 3000} {
		m, d := watchedModel(model.NewConfig(4, 0), held)
		w := newWatch(d, m, 8192, 7)
		lo, hi := float64(lowestWatched), float64(model.HighestLogSNR)
		sigmoid := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
		softplus := func(x float64) float64 { return math.Log1p(math.Exp(x)) }
		ds := sigmoid(hi) - sigmoid(lo)
		z := compare.Subset(d.Held, watchedRows, 7)
		differences := w.losses(m.Network)
		for i := range differences {
			differences[i] -= (z[i][0]*z[i][0]+z[i][1]*z[i][1])/2*ds + softplus(hi) - softplus(lo) - ds
		}
		mean, sd := stat.MeanStdDev(differences, nil)
		if se := sd / math.Sqrt(float64(len(differences))); math.Abs(mean) > 5*se || se > 0.3 {
			t.Errorf("%d rows: the loss is off by %v ± %v", held, mean, se)
		}
	}
}

// Whatever the number of rows, a measurement takes at most as many evaluations as it may, and more than half of them. Each row has the
// same number at each level.
func TestWatchKeepsToItsEvaluations(t *testing.T) {
	for _, classes := range []int{0, 3} {
		shape := model.NewConfig(4, 0)
		shape.Classes = classes
		for _, held := range []int{2, 4, 30, 300, 700, 1000, 3000} {
			for _, most := range []int{32, 100, 1000, 8192} {
				m, d := watchedModel(shape, held)
				w := newWatch(d, m, most, 1)
				evaluations, rows := 0, 0
				for _, group := range w.groups {
					rows += len(group.rows)
					for _, x := range group.x {
						evaluations += len(x)
					}
					if len(group.x) != len(w.logSNR) || len(group.x[0])%len(group.rows) != 0 {
						t.Errorf("%d rows: %d evaluations at each of %d levels", len(group.rows), len(group.x[0]), len(group.x))
					}
				}
				if evaluations > most || 2*evaluations < most || rows != w.rows || w.rows > held || len(w.logSNR) < fewestLevels {
					t.Errorf("%d held out, at most %d: %d evaluations of %d rows at %d levels", held, most, evaluations, rows, len(w.logSNR))
				}
			}
		}
	}
}

// The loss at a row is that of the network for the row's class: the losses of a row do not depend on what the network learned of others.
func TestWatchedRowsHaveTheirClass(t *testing.T) {
	shape := model.NewConfig(4, 0)
	shape.Classes = 2
	m, d := watchedModel(shape, 30)
	rng := rand.New(rand.NewPCG(3, 0))
	for i := range m.Network.Weights {
		m.Network.Weights[i] = float32(rng.NormFloat64()) / 4
	}
	w := newWatch(d, m, 8192, 1)
	losses := w.losses(m.Network)
	for class := range 2 {
		for g := range w.groups {
			w.groups[g].of = func(n *model.Network) *model.Network { return n.Class(class) }
		}
		for row, loss := range w.losses(m.Network) {
			if same := loss == losses[row]; same != (d.HeldLabels[row] == class) {
				t.Errorf("row %d of class %d: its loss is that of class %d: %v", row, d.HeldLabels[row], class, same)
			}
		}
	}
}

// Losses are compared row by row: what all networks find hard in a row is in no difference.
func TestRiseIsPaired(t *testing.T) {
	before, after := []float64{1, 50, 3, 900}, []float64{1.5, 50.5, 3.5, 901.5}
	if mean, se := rise(after, before); math.Abs(mean-0.75) > 1e-9 || math.Abs(se-0.25) > 1e-9 {
		t.Errorf("the rise is %v ± %v, want 0.75 ± 0.25", mean, se)
	}
}
