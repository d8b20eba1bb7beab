// Package export writes a model in forms that other programs run: as ONNX, and as a file of PyTorch.
//
// Read formula.go for what both share. Onnx.go builds the network from the operations of graph.go, which are written by protobuf.go.
// Pytorch.go completes model.py.tmpl, which is the PyTorch file itself.
package export

import (
	"cmp"
	"go/ast"
	"go/parser"

	"ddpm/data/named"
	"ddpm/model"
)

// A formula is arithmetic in the syntax that Go and Python share. It stands in the PyTorch file as it is, and its syntax tree becomes
// operations of ONNX.
type formula string

// predictions has, for each value of model.Config.Predict, the noise ε̂ that follows from the network's output f. It is at the point
// z = a·x_0 + σ·ε, a² + σ² = 1, where a is signal and σ is noise. These are the inverses of the definitions in model/prediction.go.
var predictions = named.Table[formula]{Kind: "predict", Entries: []named.Entry[formula]{
	{Name: "eps", Value: "f"},
	{Name: "v", Value: "signal*f + noise*z"},
	{Name: "x0", Value: "(z - signal*f)/noise"},
	{Name: "u", Value: "(z + signal*f)/(signal + noise)"}, // f is ε̂ − x̂_0, the velocity of flow matching (Lipman et al. 2023)
}}

// activations has what model.Config.Activation names, as functions of the pre-activation z. The number is 1/√2.
var activations = named.Table[formula]{Kind: "activation", Entries: []named.Entry[formula]{
	{Name: "silu", Value: "z*sigmoid(z)"},
	{Name: "gelu", Value: "z*(1 + erf(z*0.70710678118654752))/2"},
}}

// tree returns the formula's syntax tree. It panics if the formula, which is part of this program, is none.
func (f formula) tree() ast.Expr {
	tree, err := parser.ParseExpr(string(f))
	if err != nil {
		panic("export: " + err.Error())
	}
	return tree
}

// operators and functions have the names of ONNX's operations for what stands in formulas; a minus without a left side is a function.
var (
	operators = map[string]string{"+": "Add", "-": "Sub", "*": "Mul", "/": "Div"}
	functions = map[string]string{
		"-": "Neg", "exp": "Exp", "sqrt": "Sqrt", "sin": "Sin", "cos": "Cos", "sigmoid": "Sigmoid", "erf": "Erf",
	}
)

// formulas returns how a network predicts the noise, and its activation. It fails if either has no formula yet.
func formulas(config model.Config) (predict, activate formula, err error) {
	prediction, noPrediction := predictions.Find(config.Predict)
	activation, noActivation := activations.Find(config.Activation)
	return prediction.Value, activation.Value, cmp.Or(noPrediction, noActivation)
}
