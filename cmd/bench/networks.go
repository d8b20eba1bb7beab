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

// products returns the number of weights of a network's dense layers, without biases: of all, and of the first.
func products(c model.Config) (all, first int) {
	first = 2 * (2*c.Coordinate.Count + c.LogSNR.Count) * c.Width
	return first + c.Blocks*c.Width*c.Width + 2*c.Width, first
}

// weights returns the number of weights and biases of a network.
func weights(c model.Config) int {
	all, _ := products(c)
	return all + (1+c.Blocks)*c.Width + 2
}

// flops returns the number of floating-point operations in the matrix products at one point: to predict the noise, which is x·W of
// every layer, and to train, which is x·W and xᵀ·dz of every layer, and dz·Wᵀ of every layer but the first, whose input needs no gradient.
func flops(c model.Config) (predicting, learning float64) {
	all, first := products(c)
	return float64(2 * all), float64(2 * (3*all - first))
}
