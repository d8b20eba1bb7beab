//go:build !amd64 || purego

package mixture

func gaussians(t *terms) (largest float64) { return gaussiansPlain(t, 0) }

func exps(t *terms) (mass, right, above float64) { return expsPlain(t, 0) }
