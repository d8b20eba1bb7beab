package model

import "ddpm/model/kernel"

// activation is a function f of a layer's pre-activations z, applied to each, with its fused forms.
type activation struct {
	name  string
	apply func(y, z []float32)      // y = f(z)
	add   func(y, x, z []float32)   // y = x + f(z)
	grad  func(dz, dy, z []float32) // dz = dy · f′(z)
}

// activations has what Config.Activation names. Both are smooth, so the network has a Jacobian everywhere.
var activations = []activation{
	{"silu", kernel.SiLU, kernel.AddSiLU, kernel.SiLUGrad},
	{"gelu", kernel.GELU, kernel.AddGELU, kernel.GELUGrad},
}

// activationNamed returns the activation of that name, or nil.
func activationNamed(name string) *activation {
	for i := range activations {
		if activations[i].name == name {
			return &activations[i]
		}
	}
	return nil
}
