package main

import (
	"testing"

	"ddpm/data/must"
	"ddpm/model"
)

// The layers of tiny-diffusion are 384→128, three of 128→128, and 128→2. They have 384·128 + 3·128² + 128·2 = 98,560 weights, and 99,074
// with the 4·128 + 2 biases.
func TestCountsByHand(t *testing.T) {
	const products = 384*128 + 3*128*128 + 128*2
	if got := weights(tinyDiffusion); got != 99074 {
		t.Errorf("%d weights, want 99074", got)
	}
	predicting, learning := flops(tinyDiffusion)
	if predicting != 2*products {
		t.Errorf("%v operations to predict, want %v", predicting, 2*products)
	}
	if want := float64(2 * (2*products + 3*128*128 + 128*2)); learning != want {
		t.Errorf("%v operations to train, want %v", learning, want)
	}
}

func TestWeightsAreTheNetworks(t *testing.T) {
	for _, config := range []model.Config{tinyDiffusion, model.NewConfig(model.DefaultWidth, model.DefaultBlocks), model.NewConfig(7, 0)} {
		network := must.Get(model.NewNetwork(config))
		if got := weights(config); got != len(network.Weights) {
			t.Errorf("%+v: %d weights, the network has %d", config, got, len(network.Weights))
		}
	}
}
