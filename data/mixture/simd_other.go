//go:build !amd64 || purego

package mixture

// gaussians evaluates the whole batch in plain Go.
func gaussians(t *terms) (largest float64) { return gaussiansPlain(t, 0) }

// exps does what expsPlain does for the whole batch.
func exps(t *terms) (mass, right, above float64) { return expsPlain(t, 0) }
