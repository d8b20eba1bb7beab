package train

import "math"

// AdamW's constants (Loshchilov & Hutter 2019), as usual but for the weight decay: a denoiser of low-dimensional data has
// nothing to gain from small weights.
const (
	beta1       = 0.9
	beta2       = 0.999
	epsilon     = 1e-8
	weightDecay = 0
)

// maxNorm bounds the weights of a layer, in the norm of a unit's at the start, and is looked to every limitEvery steps. Adam's
// steps hardly shrink where there is little left to learn, so weights go on a random walk that grows with the root of their number
// (Karras et al. 2024, section 2.3 of EDM2), until the network has spikes where points are rare: without the bound, the loss on
// swissroll is lost in step 1,215,021. The default training stays below it.
const (
	maxNorm    = 3
	limitEvery = 100
)

// warmUpSteps is how many steps the learning rate rises for, before Adam's second moments can be trusted, or a tenth of
// all steps if those are fewer.
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
