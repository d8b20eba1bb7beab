package train

import (
	"math"

	"ddpm/model/kernel"

	"github.com/tphakala/simd/f32"
)

// Adam's constants (Kingma & Ba 2015), the usual ones. There is no weight decay: a denoiser of low-dimensional data gains nothing from
// small weights.
const (
	beta1   = 0.9
	beta2   = 0.999
	epsilon = 1e-8
)

// maxNorm bounds the weights of a layer, in units of their norm at the start, and is enforced every limitEvery steps. Adam's steps
// hardly shrink where there is little left to learn. So the weights take a random walk that grows with the root of the number of
// steps (Karras et al. 2024, section 2.3 of EDM2), until the network has spikes where points are rare. Without the bound, training on
// swissroll diverges in step 1,215,021. The default training stays below the bound.
const (
	maxNorm    = 3
	limitEvery = 100
)

// warmUpSteps is for how many steps the learning rate rises, until Adam's second moments can be trusted. If a tenth of all steps is
// less, it rises for those.
const warmUpSteps = 200

// learningRate returns the rate of the step after done of total steps: up in a line to peak, then down to 0 along half a
// cosine (Loshchilov & Hutter 2017).
func learningRate(peak float64, done, total int) float64 {
	warmUp := min(1, float64(done+1)/min(warmUpSteps, max(1, float64(total)/10)))
	return peak * warmUp * (1 + math.Cos(math.Pi*float64(done)/float64(total))) / 2
}

// averageDecay returns the decay of the weights' average after a step, from 1: it starts low, so that the first weights
// are forgotten, and rises to its limit.
func averageDecay(limit float64, step int) float64 {
	return min(limit, float64(step)/float64(step+10))
}

// rangeSize is how many weights one goroutine sums or updates at a time.
const rangeSize = 1 << 14

// ranges calls work for the stretches [lo, hi) of all weights.
func (t *Trainer) ranges(each each, work func(lo, hi int)) {
	n := len(t.network.Weights)
	each((n+rangeSize-1)/rangeSize, func(i int) { work(i*rangeSize, min(n, (i+1)*rangeSize)) })
}

// sumGradients adds the shards' gradients to the first, in their order, and returns the sum, the gradient of the batch, and its norm.
func (t *Trainer) sumGradients(each each) (sum []float32, norm float64) {
	sum = t.shards[0].graph.Gradient
	squares := make([]float64, (len(sum)+rangeSize-1)/rangeSize)
	t.ranges(each, func(lo, hi int) {
		for _, s := range t.shards[1:] {
			f32.Add(sum[lo:hi], sum[lo:hi], s.graph.Gradient[lo:hi])
		}
		squares[lo/rangeSize] = kernel.SumSquares(sum[lo:hi])
	})
	for _, s := range squares {
		norm += s
	}
	return sum, math.Sqrt(norm)
}

// update takes the Adam step of the batch's gradient, clipped, and moves the average.
func (t *Trainer) update(each each, step Step, gradient []float32) {
	scale := 1.0
	if limit := t.config.ClipGrad; limit > 0 && step.GradNorm > limit {
		scale = limit / step.GradNorm
	}
	adam := kernel.Adam{
		LearningRate: float32(step.LearningRate), Beta1: beta1, Beta2: beta2, Epsilon: epsilon,
		Count: step.Number, GradScale: float32(scale),
	}
	rate := float32(1 - averageDecay(t.config.EMA, step.Number))
	t.ranges(each, func(lo, hi int) {
		weights := t.network.Weights[lo:hi]
		adam.Step(weights, t.moment1[lo:hi], t.moment2[lo:hi], gradient[lo:hi])
		kernel.EMA(t.average.Weights[lo:hi], weights, rate)
	})
	if step.Number%limitEvery == 0 {
		t.network.LimitNorms(maxNorm)
	}
}
