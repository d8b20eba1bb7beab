package model

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// checkPanics fails unless wrong panics as wrong use of this package should.
func checkPanics(t *testing.T, name string, wrong func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if message, ok := recover().(string); !ok || !strings.HasPrefix(message, "model: ") {
			t.Errorf("%s: panics with %q", name, message)
		}
	}()
	wrong()
}

// predicted is all that a network predicts for points.
type predicted struct {
	Alone, Beside [][2]float64
	Jacobian      [][4]float64
}

// predict returns the predictions for points of a class, or of none if class is negative.
func predict(n *Network, x [][2]float64, logSNR float64, class int) predicted {
	p := predicted{make([][2]float64, len(x)), make([][2]float64, len(x)), make([][4]float64, len(x))}
	if class < 0 {
		n.PredictNoise(p.Alone, x, logSNR)
		n.PredictNoiseJacobian(p.Beside, p.Jacobian, x, logSNR)
	} else {
		n.Class(class).PredictNoise(p.Alone, x, logSNR)
		n.Class(class).PredictNoiseJacobian(p.Beside, p.Jacobian, x, logSNR)
	}
	return p
}

// normalPoints returns n points from N(0, I).
func normalPoints(rng *rand.Rand, n int) [][2]float64 {
	x := make([][2]float64, n)
	for i := range x {
		x[i] = [2]float64{rng.NormFloat64(), rng.NormFloat64()}
	}
	return x
}

// A network that has predicted for other points, classes and log-SNRs predicts the same as one that is used for the first time. Each
// class follows a higher one, a lower one, and none.
func TestPredictionForgetsTheFormer(t *testing.T) {
	rng := rand.New(rand.NewPCG(22, 1))
	used := randomNetwork(conditional())
	for _, class := range []int{2, 0, 1, -1, 2, -1, 1, 2, 0, -1, 0} {
		x, logSNR := normalPoints(rng, 1+rng.IntN(8)), 3*rng.NormFloat64()
		got, want := predict(used, x, logSNR, class), predict(randomNetwork(conditional()), x, logSNR, class)
		if !cmp.Equal(got, want) {
			t.Errorf("class %d at log-SNR %v: predicted %v, by an unused network %v", class, logSNR, got, want)
		}
	}
}

// Calls from several goroutines at once give the same as one call alone.
func TestPredictionsAtOnce(t *testing.T) {
	n := randomNetwork(conditional())
	x := normalPoints(rand.New(rand.NewPCG(22, 2)), 2*predictRows)
	var want []predicted
	for class := range 3 {
		want = append(want, predict(n, x, float64(class), class))
	}
	var group sync.WaitGroup
	for class := range 3 {
		group.Go(func() {
			for range 10 {
				if !cmp.Equal(predict(n, x, float64(class), class), want[class]) {
					t.Errorf("class %d: predictions at once differ from one alone", class)
					return
				}
			}
		})
	}
	group.Wait()
}

// Destinations must be as long as the points, not shorter and not longer.
func TestPredictionMisusePanics(t *testing.T) {
	n := randomNetwork(small("silu"))
	x := make([][2]float64, 3)
	for _, count := range []int{2, 4} {
		dst, jacobian := make([][2]float64, count), make([][4]float64, count)
		checkPanics(t, "noise", func() { n.PredictNoise(dst, x, 0) })
		checkPanics(t, "noise beside the Jacobian", func() { n.PredictNoiseJacobian(dst, make([][4]float64, 3), x, 0) })
		checkPanics(t, "Jacobian", func() { n.PredictNoiseJacobian(make([][2]float64, 3), jacobian, x, 0) })
	}
}
