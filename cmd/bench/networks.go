package main

import "ddpm/model"

// tinyDiffusion is the shape of the network of tiny-diffusion: as features it has 64 sines and 64 cosines, of frequencies from 1e-4 to 1, of
// each coordinate times 25, and of the noise level.
var tinyDiffusion = model.Config{
	Width: 128, Blocks: 3, Activation: "gelu", Predict: "eps",
	Coordinate: model.Frequencies{Lowest: 25e-4, Highest: 25, Count: 64},
	LogSNR:     model.Frequencies{Lowest: 1e-4, Highest: 1, Count: 64},
}

// The training and sampling of tiny-diffusion.
const (
	tinyTimesteps = 50
	tinyRate      = 1e-3  // learning rate
	tinyPoints    = 8000  // trained on
	drawn         = 10000 // points sampled
)

// dense is the shape of the weights of a dense layer.
type dense struct{ in, out int }

// layers returns a network's dense layers, in order.
func layers(c model.Config) []dense {
	all := []dense{{2 * (2*c.Coordinate.Count + c.LogSNR.Count), c.Width}}
	for range c.Blocks {
		all = append(all, dense{c.Width, c.Width})
	}
	return append(all, dense{c.Width, 2})
}

// weights returns the number of weights and biases of a network.
func weights(c model.Config) int {
	n := 0
	for _, l := range layers(c) {
		n += (l.in + 1) * l.out
	}
	return n
}

// predictionFlops returns the number of floating-point operations in the matrix products that predict the noise at one point: x·W of
// every layer.
func predictionFlops(c model.Config) float64 {
	flops := 0
	for _, l := range layers(c) {
		flops += 2 * l.in * l.out
	}
	return float64(flops)
}

// trainingFlops returns the same for training on one point: x·W and xᵀ·dz of every layer, and dz·Wᵀ of every layer but the first, whose
// input needs no gradient.
func trainingFlops(c model.Config) float64 {
	first := layers(c)[0]
	return 3*predictionFlops(c) - float64(2*first.in*first.out)
}
