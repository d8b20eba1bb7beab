package mixture

import "math"

// kernel is a component, prepared for evaluation. It fills one cache line. The assembly reads mean, log and precision, and so depends on
// the order of the fields.
type kernel struct {
	mean      Point
	log       float64     // of a Gaussian: log weight − ½ log det 2πCov; of a box: log weight
	precision [3]float64  // of a Gaussian: the inverse of Cov, xx, xy, yy; zero if it has no density
	box       *blurredBox // nil for a Gaussian
	label     int
}

// blurredBox is a box under noise.
type blurredBox struct {
	half, sigma Point   // half the sides, and the standard deviations of the noise
	top         float64 // log of weight over area; the log of weight times density is never above it
}

// bound returns an upper bound of the log of weight times density at (dx, dy) from the middle of the box. On an axis, at z ≥ 0 standard
// deviations from the nearer edge, the density (Φ(z + 2half/σ) − Φ(z))/2half is at most e^(−z²/2)/2half.
func (b *blurredBox) bound(dx, dy float64) float64 {
	across := max(0, math.Abs(dx)-b.half[0]) / b.sigma[0]
	up := max(0, math.Abs(dy)-b.half[1]) / b.sigma[1]
	return b.top - (across*across+up*up)/2
}

// newKernel prepares a component.
func newKernel(c Component) kernel {
	k := kernel{mean: c.Mean, log: math.Log(c.Weight), label: c.Label}
	if c.Half != (Point{}) {
		k.box = &blurredBox{c.Half, Point{math.Sqrt(c.Cov[0]), math.Sqrt(c.Cov[2])}, k.log - math.Log(4*c.Half[0]*c.Half[1])}
		return k
	}
	if root, slope, rest := Cholesky(c.Cov); root > 0 && rest > 0 {
		// The inverse of the Cholesky factor has the rows (1/root, 0) and (−tilt/rest, 1/rest).
		tilt := slope / root
		k.log -= 2*logSqrt2Pi + math.Log(root) + math.Log(rest)
		k.precision = [3]float64{1/root/root + tilt/rest*tilt/rest, -tilt / rest / rest, 1 / rest / rest}
	}
	return k
}

// singular says whether the component has no density, because it is a point or a line.
func (k *kernel) singular() bool {
	if k.box != nil {
		return k.box.half[0]+k.box.sigma[0] == 0 || k.box.half[1]+k.box.sigma[1] == 0
	}
	return k.precision[0] == 0
}

// kernels are the kernels of some components.
type kernels struct {
	gaussians, boxes []kernel
	singular         bool // whether a component has no density
}

// newKernels prepares components.
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
