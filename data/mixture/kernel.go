package mixture

import "math"

// kernel is a component made ready for evaluation. It fills one line of a processor's cache; the assembly knows where its
// numbers are.
type kernel struct {
	mean      Point
	log       float64    // Gaussian: log weight − ½ log det 2πCov; box: log weight
	precision [3]float64 // Gaussian: the inverse of Cov, xx, xy, yy
	box       *blurredBox
	label     int
}

// blurredBox has half the sides of a box and the standard deviation of the noise on each axis.
type blurredBox struct {
	half, sigma Point
	top         float64 // log of weight over area, which bounds the logarithm of weight times density
}

// bound returns what the logarithm of weight times density is not above at a distance from the middle: with z ≥ 0 the distance
// from the nearest edge, a side's density (Φ(z + 2half/σ) − Φ(z))/2half is not above e^(−z²/2)/2half.
func (b *blurredBox) bound(dx, dy float64) float64 {
	across := max(0, math.Abs(dx)-b.half[0]) / b.sigma[0]
	up := max(0, math.Abs(dy)-b.half[1]) / b.sigma[1]
	return b.top - (across*across+up*up)/2
}

func newKernel(c Component) kernel {
	k := kernel{mean: c.Mean, log: math.Log(c.Weight), label: c.Label}
	if c.Half != (Point{}) {
		k.box = &blurredBox{c.Half, Point{math.Sqrt(c.Cov[0]), math.Sqrt(c.Cov[2])}, k.log - math.Log(4*c.Half[0]*c.Half[1])}
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

// kernels are those of some components, in no order.
type kernels struct {
	gaussians, boxes []kernel
	singular         bool // some component has no density
}

func newKernels(components []Component) (all kernels) {
	for _, c := range components {
		k := newKernel(c)
		all.singular = all.singular || k.singular()
		if k.box == nil {
			all.gaussians = append(all.gaussians, k)
		} else {
			all.boxes = append(all.boxes, k)
		}
	}
	return all
}
