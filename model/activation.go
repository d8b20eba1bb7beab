package model

import (
	"ddpm/data/named"
	"ddpm/model/kernel"
)

// activation is a function f of a layer's pre-activations z, applied to each. It sets y to x + f(z), or to f(z) if x is nil, and
// slope to f′(z), unless that is nil. y may be z.
type activation func(y, slope, x, z []float32)

// activations has what Config.Activation names. Both are smooth, so the network has a Jacobian everywhere. Only benchmarks of other
// programs' networks use gelu, and files of models may name it.
var activations = named.Table[activation]{Kind: "activation", Entries: []named.Entry[activation]{
	{Name: "silu", Value: kernel.SiLU},
	{Name: "gelu", Value: kernel.GELU},
}}
