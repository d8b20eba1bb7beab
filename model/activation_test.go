package model

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"ddpm/data/must"
)

// Each name stands for its paper's function, and the slope is the derivative of that.
func TestActivationsAreThePapers(t *testing.T) {
	for name, f := range map[string]func(z float64) float64{
		"silu": func(z float64) float64 { return z / (1 + math.Exp(-z)) },           // Elfwing et al. 2018
		"gelu": func(z float64) float64 { return z * math.Erfc(-z/math.Sqrt2) / 2 }, // Hendrycks & Gimpel 2016
	} {
		for z := -6.0; z < 6; z += .37 {
			y, slope := []float32{float32(z)}, make([]float32, 1)
			choice := must.Get(activations.Find(name))
			choice.Value(y, slope, nil, y)
			if want := f(z); math.Abs(float64(y[0])-want) > 3e-6 {
				t.Errorf("%s of %v is %v, want %v", name, z, y[0], want)
			}
			if want := fd.Derivative(f, z, &fd.Settings{Formula: fd.Central}); math.Abs(float64(slope[0])-want) > 3e-6 {
				t.Errorf("%s′ of %v is %v, want %v", name, z, slope[0], want)
			}
		}
	}
}
