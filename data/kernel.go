package data

import "math"

// kernel is a component made ready for evaluation. It fills one line of a processor's cache.
type kernel struct {
	mean      Point
	log       float64    // Gaussian: log weight − ½ log det 2πCov; box: log weight
	precision [3]float64 // Gaussian: the inverse of Cov, xx, xy, yy
	box       *blurredBox
	label     int
}

// blurredBox has half the sides of a box and the standard deviation of the noise on each axis.
type blurredBox struct{ half, sigma Point }

func newKernel(c Component) kernel {
	k := kernel{mean: c.Mean, log: math.Log(c.Weight), label: c.Label}
	if c.Half != (Point{}) {
		k.box = &blurredBox{c.Half, Point{math.Sqrt(c.Cov[0]), math.Sqrt(c.Cov[2])}}
		return k
	}
	if root, slope, rest := cholesky(c.Cov); root > 0 && rest > 0 {
		// The inverse of the Cholesky factor has the rows (1/root, 0) and (−tilt/rest, 1/rest).
		tilt := slope / root
		k.log -= 2*logSqrt2Pi + math.Log(root) + math.Log(rest)
		k.precision = [3]float64{1/root/root + tilt/rest*tilt/rest, -tilt / rest / rest, 1 / rest / rest}
	}
	return k
}

// singular says whether the component is a point or a line, and so has no density.
func (k *kernel) singular() bool {
	if k.box != nil {
		return k.box.half[0]+k.box.sigma[0] == 0 || k.box.half[1]+k.box.sigma[1] == 0
	}
	return k.precision[0] == 0
}

// weighGaussian returns the logarithm of weight times density at a distance from the mean.
func (k *kernel) weighGaussian(dx, dy float64) float64 {
	return k.log - (k.precision[0]*dx*dx+2*k.precision[1]*dx*dy+k.precision[2]*dy*dy)/2
}

// scoreGaussian returns the gradient of the log-density at a distance from the mean.
func (k *kernel) scoreGaussian(dx, dy float64) (across, up float64) {
	return -k.precision[0]*dx - k.precision[1]*dy, -k.precision[1]*dx - k.precision[2]*dy
}

// evaluateBox returns what weighGaussian and scoreGaussian do, for a box, of which both have most in common.
func (k *kernel) evaluateBox(dx, dy float64) (log float64, score Point) {
	across, slopeAcross := box(dx, k.box.half[0], k.box.sigma[0])
	up, slopeUp := box(dy, k.box.half[1], k.box.sigma[1])
	return k.log + across + up, Point{slopeAcross, slopeUp}
}

const (
	// negligible is how many nats below the largest a term is left out: e^−40 is far below float64's rounding.
	negligible = 40
	// batch is how many kernels are weighed at once, into a buffer on the stack.
	batch = 256
)

// terms goes through kernels by batches and weighs them at x. Terms are relative to e^scale, and the scale grows on the
// way, so that nothing overflows and what is negligible costs no exponential.
type terms struct {
	x      Point
	rest   []kernel
	scale  float64
	buffer [batch]float64
	boxes  []Point // the scores of the kernels that next returned last, where they are boxes
}

// next returns some kernels and their weights times densities in units of e^scale, zero where that is negligible. What
// was added up before has first to be multiplied by shrink. It is for use while there is a rest.
func (t *terms) next() (kernels []kernel, w []float64, shrink float64) {
	n := min(batch, len(t.rest))
	kernels, t.rest = t.rest[:n], t.rest[n:]
	w = t.buffer[:n]
	largest := math.Inf(-1)
	for i := range kernels {
		k := &kernels[i]
		dx, dy := t.x[0]-k.mean[0], t.x[1]-k.mean[1]
		var log float64
		if k.box == nil {
			log = k.weighGaussian(dx, dy)
		} else {
			if len(t.boxes) < n {
				t.boxes = make([]Point, n)
			}
			log, t.boxes[i] = k.evaluateBox(dx, dy)
		}
		w[i] = log
		if log > largest {
			largest = log
		}
	}
	if math.IsInf(max(largest, t.scale), -1) {
		clear(w)
		return kernels, w, 0
	}
	shrink = 1
	if largest > t.scale {
		shrink = math.Exp(t.scale - largest)
		t.scale = largest
	}
	exps(w, t.scale)
	return kernels, w, shrink
}
