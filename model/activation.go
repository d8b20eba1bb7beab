package model

import "ddpm/model/kernel"

// activation is a function f of a layer's pre-activations z, applied to each.
type activation struct {
	name string
	// apply sets y to x + f(z), or to f(z) if x is nil, and slope to f′(z), unless that is nil. y may be z.
	apply func(y, slope, x, z []float32)
}

// activations has what Config.Activation names. Both are smooth, so the network has a Jacobian everywhere.
var activations = []activation{{"silu", kernel.SiLU}, {"gelu", kernel.GELU}}

// activationNamed returns the activation of that name, or nil.
func activationNamed(name string) *activation {
	for i := range activations {
		if activations[i].name == name {
			return &activations[i]
		}
	}
	return nil
}
