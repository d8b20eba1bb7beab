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
