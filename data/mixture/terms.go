package mixture

import "math"

const (
	// negligible is how many nats below the largest a term is left out: e^−40 is far below float64's rounding.
	negligible = 40
	// batch is how many kernels are evaluated at once, into buffers on the stack.
	batch = 128
)

// terms goes through kernels by batches and evaluates them at x. Weights, which are times densities, are relative to e^scale,
// and the scale grows on the way, so that nothing overflows and what is negligible costs no exponential.
type terms struct {
	x    Point
	rest kernels

	scale              float64
	mass, right, above float64 // sums so far: of the weights, and of the weights times the scores

	kernels            []kernel       // the batch that next evaluated last: Gaussians or boxes
	shrink             float64        // what was added up before that has to be multiplied by
	weight, across, up [batch]float64 // of its kernels: weights, zero where that is negligible, and scores
}

// start begins with kernels at x, before the first batch; the scale is known to be reached, or −∞.
func (t *terms) start(k kernels, x Point, scale float64) {
	t.x, t.rest, t.scale = x, k, scale
	t.mass, t.right, t.above = 0, 0, 0
}

// sum evaluates all kernels at x.
func (t *terms) sum(k kernels, x Point) {
	t.start(k, x, math.Inf(-1))
	for t.next() {
	}
}

// next evaluates a batch, and returns false if no kernels were left.
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

func (t *terms) take(rest *[]kernel) {
	n := min(batch, len(*rest))
	t.kernels, *rest = (*rest)[:n], (*rest)[n:]
}

// gaussiansPlain sets what terms says of the batch's kernels from the one at first on, Gaussians all, but takes logarithms for
// the weights, and returns the greatest. With e = mean − x and the precision P, the score is P e and the logarithm
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

// boxes does for boxes what gaussiansPlain does for Gaussians. Those of which a bound is negligible cost no more than that, and
// those in a row are evaluated across it once.
func boxes(t *terms) (largest float64) {
	largest = t.scale
	var row *kernel // of the last evaluation across a row
	var across, up, slope float64
	for i := range t.kernels {
		k := &t.kernels[i]
		dx, dy := t.x[0]-k.mean[0], t.x[1]-k.mean[1]
		if k.box.bound(dx, dy) < largest-negligible {
			t.weight[i], t.across[i], t.up[i] = math.Inf(-1), 0, 0
			continue
		}
		if row == nil || !k.inRow(row) {
			row = k
			up, slope = box(dy, k.box.half[1], k.box.sigma[1])
		}
		across, t.across[i] = box(dx, k.box.half[0], k.box.sigma[0])
		t.up[i] = slope
		t.weight[i] = k.log + across + up
		if t.weight[i] > largest {
			largest = t.weight[i]
		}
	}
	return largest
}

// inRow says whether two boxes have the same distribution up.
func (k *kernel) inRow(other *kernel) bool {
	return k.mean[1] == other.mean[1] && k.box.half[1] == other.box.half[1] && k.box.sigma[1] == other.box.sigma[1]
}
