package mixture

import "math"

const (
	// negligible: a term that is so many nats below the largest one is left out. e^−40 is far below the rounding error of float64.
	negligible = 40
	// batch is how many kernels are evaluated at a time, into arrays on the stack.
	batch = 128
)

// terms evaluates kernels at x, one batch after the other, and sums up. The term of a kernel is its weight times its density, in units of
// e^scale. The scale is the log of the largest term so far, so nothing overflows. A negligible term is set to 0 without an exponential.
type terms struct {
	x    Point
	rest kernels // those that are not yet evaluated

	scale              float64
	mass, right, above float64 // sums so far, in units of e^scale: of the terms, and of the terms times across and times up

	kernels    []kernel       // the last batch: all Gaussians, or all boxes
	weight     [batch]float64 // the terms of its kernels
	across, up [batch]float64 // the scores of its kernels, each alone: x and y coordinates
	shrink     float64        // e^(old scale − new scale): sums from before the last batch must be multiplied by it
}

// start prepares for the kernels at x. scale is the log of the largest term if an earlier pass has found it, else −∞.
func (t *terms) start(k kernels, x Point, scale float64) {
	t.x, t.rest, t.scale = x, k, scale
	t.mass, t.right, t.above = 0, 0, 0
}

// sum evaluates all kernels at x and sets the sums.
func (t *terms) sum(k kernels, x Point) {
	t.start(k, x, math.Inf(-1))
	for t.next() {
	}
}

// next evaluates the next batch and adds its terms to the sums. It returns false if there is none.
func (t *terms) next() bool {
	var largest float64
	switch {
	case len(t.rest.gaussians) > 0:
		t.take(&t.rest.gaussians)
		largest = gaussians(t)
	case len(t.rest.boxes) > 0:
		t.take(&t.rest.boxes)
		largest = boxes(t)
	default:
		return false
	}
	t.shrink = 1
	if largest > t.scale {
		t.shrink = math.Exp(t.scale - largest)
		t.scale = largest
	}
	mass, right, above := exps(t)
	t.mass, t.right, t.above = t.mass*t.shrink+mass, t.right*t.shrink+right, t.above*t.shrink+above
	return true
}

// take moves a batch from the front of the rest into kernels.
func (t *terms) take(rest *[]kernel) {
	n := min(batch, len(*rest))
	t.kernels, *rest = (*rest)[:n], (*rest)[n:]
}

// gaussiansPlain evaluates the Gaussians of the batch from place first on. It sets weight to the logarithm of each term, across and up to
// the score, and returns the largest logarithm. With e = mean − x and the precision P, the score is P e, and the logarithm is
// log − eᵀP e/2.
func gaussiansPlain(t *terms, first int) (largest float64) {
	largest = math.Inf(-1)
	for i := first; i < len(t.kernels); i++ {
		k := &t.kernels[i]
		ex, ey := k.mean[0]-t.x[0], k.mean[1]-t.x[1]
		across, up := k.precision[0]*ex+k.precision[1]*ey, k.precision[1]*ex+k.precision[2]*ey
		t.across[i], t.up[i] = across, up
		t.weight[i] = k.log - (ex*across+ey*up)/2
		if t.weight[i] > largest {
			largest = t.weight[i]
		}
	}
	return largest
}

// boxes does the same for the boxes of the batch. A box whose bound is negligible is not evaluated. Neighbours with the same distribution
// in y, such as those in a row of a picture, share its evaluation.
func boxes(t *terms) (largest float64) {
	largest = t.scale
	var row *kernel // the last box whose distribution in y was evaluated
	var logX, logY, slopeY float64
	for i := range t.kernels {
		k := &t.kernels[i]
		dx, dy := t.x[0]-k.mean[0], t.x[1]-k.mean[1]
		if k.box.bound(dx, dy) < largest-negligible {
			t.weight[i], t.across[i], t.up[i] = math.Inf(-1), 0, 0
			continue
		}
		if row == nil || !k.inRow(row) {
			row = k
			logY, slopeY = box(dy, k.box.half[1], k.box.sigma[1])
		}
		logX, t.across[i] = box(dx, k.box.half[0], k.box.sigma[0])
		t.up[i] = slopeY
		t.weight[i] = k.log + logX + logY
		if t.weight[i] > largest {
			largest = t.weight[i]
		}
	}
	return largest
}

// inRow says whether two boxes have the same distribution in y.
func (k *kernel) inRow(other *kernel) bool {
	return k.mean[1] == other.mean[1] && k.box.half[1] == other.box.half[1] && k.box.sigma[1] == other.box.sigma[1]
}
