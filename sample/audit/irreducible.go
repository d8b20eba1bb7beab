package audit

import (
	"context"
	"math"
	"sync"

	"gonum.org/v1/gonum/interp"

	"ddpm/data/mixture"
	"ddpm/data/parallel"
	"ddpm/model"
)

// Irreducible is the irreducible loss of a distribution, E‖ε − ε*‖²/2, as a function of log-SNR. It is the loss of the best possible
// denoiser ε*, and a mean over the two coordinates, as all losses are.
type Irreducible struct{ curve interp.NotAKnotCubic }

// knotSpacing is the largest distance between two knots of the curve, in log-SNR. Between knots the cubics are good to 1e-4. Their
// errors have both signs, so that sums over the levels of a chain, in nats, are good to 1e-4 too.
const knotSpacing = 0.4

// known are the curves that were asked for last. A training, its report and the cells of an ablation ask for the same one, which takes a
// second or so.
var known struct {
	sync.Mutex
	curves []knownCurve
}

// mostKnown bounds how many curves are known: enough for the classes of one distribution or two.
const mostKnown = 64

type knownCurve struct {
	distribution *mixture.Mixture
	from, to     float64
	curve        func() *Irreducible
}

// NewIrreducible returns the irreducible loss of a distribution between two log-SNRs, from < to; it panics if from = to. What several calls
// with the same arguments return is the same.
func NewIrreducible(distribution *mixture.Mixture, from, to float64) *Irreducible {
	return findCurve(distribution, from, to)()
}

func findCurve(distribution *mixture.Mixture, from, to float64) (curve func() *Irreducible) {
	known.Lock()
	defer known.Unlock()
	for _, k := range known.curves {
		if k.from == from && k.to == to && k.distribution.Equal(distribution) {
			return k.curve
		}
	}
	curve = sync.OnceValue(func() *Irreducible {
		logSNR := IrreducibleKnots(from, to)
		loss := make([]float64, len(logSNR))
		parallel.Each(context.Background(), len(logSNR), func(i int) { loss[i] = IrreducibleAt(distribution, logSNR[i]) })
		return FitIrreducible(logSNR, loss)
	})
	known.curves = append(known.curves, knownCurve{distribution, from, to, curve})
	known.curves = known.curves[max(0, len(known.curves)-mostKnown):]
	return curve
}

// IrreducibleKnots returns the log-SNRs at which the irreducible loss between two log-SNRs, from < to, is computed.
func IrreducibleKnots(from, to float64) []float64 {
	n := max(4, 1+int(math.Ceil((to-from)/knotSpacing)))
	knots := make([]float64, n)
	for i := range knots {
		knots[i] = from + (to-from)*float64(i)/float64(n-1)
	}
	return knots
}

// IrreducibleAt returns the irreducible loss of a distribution at a log-SNR, exact to about 2e-6. ε* is −σ times the score of the noised
// distribution p (Vincent 2011), and the conditional mean of ε. So the loss is an integral over the plane, which needs no sample:
//
//	E‖ε − ε*‖²/2 = (2 − E‖ε*‖²)/2 = (2 − σ² E‖∇ log p‖²)/2
func IrreducibleAt(distribution *mixture.Mixture, logSNR float64) float64 {
	_, noise := model.SignalNoise(logSNR)
	return (2 - noise*noise*noised(distribution, logSNR).Information()) / 2
}

// FitIrreducible returns the irreducible loss that has the given values at IrreducibleKnots. It panics if two knots are the same.
func FitIrreducible(logSNR, loss []float64) *Irreducible {
	r := new(Irreducible)
	if err := r.curve.Fit(logSNR, loss); err != nil {
		panic("audit: an irreducible loss needs two different log-SNRs")
	}
	return r
}

// At returns the irreducible loss at a log-SNR.
func (r *Irreducible) At(logSNR float64) float64 { return r.curve.Predict(logSNR) }

// Mean returns the mean of the irreducible loss over the times 1, …, T of a schedule.
func (r *Irreducible) Mean(schedule *model.Schedule) float64 {
	sum := 0.0
	for t := 1; t <= schedule.Steps(); t++ {
		sum += r.At(schedule.LogSNR(t))
	}
	return sum / float64(schedule.Steps())
}
