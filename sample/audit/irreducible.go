package audit

import (
	"context"
	"math"

	"gonum.org/v1/gonum/interp"

	"ddpm/data/mixture"
	"ddpm/data/parallel"
	"ddpm/model"
)

// Irreducible is the loss of the best possible denoiser of a distribution, E‖ε − ε*‖² summed over the coordinates, as a function of
// log-SNR: what is left of the loss when all is learned.
type Irreducible struct{ curve interp.NotAKnotCubic }

// knots is how far the levels of a curve of irreducible losses are apart at most, in log-SNR. The cubics between them are
// good to 2e-4, with errors of both signs: sums over the levels of a chain, in nats, to 1e-4.
const knots = 0.4

// NewIrreducible returns the irreducible loss of distribution between two log-SNRs, from < to. At each knot it is exact to about
// 3e-6, since ε* is −σ times the score of the noised distribution: E‖ε − ε*‖² = 2 − E‖ε*‖² = 2 − σ² E‖∇ log p‖², an integral over
// the plane. For that no sample is needed; over samples the trace of Cov(ε | x) would have least variance.
func NewIrreducible(distribution *mixture.Mixture, from, to float64) *Irreducible {
	n := max(4, 1+int(math.Ceil((to-from)/knots)))
	logSNR, loss := make([]float64, n), make([]float64, n)
	parallel.Each(context.Background(), n, func(i int) {
		logSNR[i] = from + (to-from)*float64(i)/float64(n-1)
		_, noise := model.SignalNoise(logSNR[i])
		loss[i] = 2 - noise*noise*noised(distribution, logSNR[i]).Information()
	})
	r := new(Irreducible)
	if err := r.curve.Fit(logSNR, loss); err != nil {
		panic("compare: an irreducible loss needs a stretch of log-SNR")
	}
	return r
}

// At returns the irreducible loss at a log-SNR.
func (r *Irreducible) At(logSNR float64) float64 { return r.curve.Predict(logSNR) }

// noised returns the distribution of a·x + σ·ε at a log-SNR, at a fraction of the cost for distributions of many components: where noise hides
// their details, it merges those nearer to each other than a fifth of it. That moves ε* by less than 1e-3 anywhere, and
// E‖ε*‖² by less than 3e-6.
func noised(distribution *mixture.Mixture, logSNR float64) *mixture.Mixture {
	signal, noise := model.SignalNoise(logSNR)
	return distribution.Merged(noise/signal/5).At(signal, noise)
}
