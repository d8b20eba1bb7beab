package mixture

import (
	"cmp"
	"context"
	"math"
	"slices"

	"ddpm/data/parallel"
)

const (
	// fewKernels is up to how many kernels a sum over all of them is quick.
	fewKernels = 1024
	// together is how many neighbouring points are evaluated with the same near kernels, at most. A core takes so many times batch at a time.
	together = 16
)

// eachNear calls evaluate with the place of every x, on all cores, and with a mixture that is m there except for negligible kernels. A
// mixture of many Gaussians, such as one on each row of a file, costs much less that way. Neighbouring points are found by halving them
// along the wider axis, again and again, and so are the kernels that matter to them.
func (m *Mixture) eachNear(x []Point, evaluate func(near *Mixture, i int)) {
	places := make([]int, len(x))
	for i := range places {
		places[i] = i
	}
	var groups [][]int
	halve(x, places, batch, func(group []int) { groups = append(groups, group) })
	all := newReaches(m.kernels.gaussians)
	parallel.Each(context.Background(), len(groups), func(i int) { all.divide(x, groups[i], evaluate) })
}

// halve divides places of x by halves until no part has more than most, and calls found with each part.
func halve(x []Point, places []int, most int, found func(part []int)) {
	if len(places) <= most {
		found(places)
		return
	}
	left, right := halves(x, places)
	halve(x, left, most, found)
	halve(x, right, most, found)
}

// halves divides places of x at the middle one along the wider axis.
func halves(x []Point, places []int) (left, right []int) {
	lo, hi := corners(x, places)
	axis := 0
	if hi[1]-lo[1] > hi[0]-lo[0] {
		axis = 1
	}
	slices.SortFunc(places, func(i, j int) int { return cmp.Or(cmp.Compare(x[i][axis], x[j][axis]), i-j) })
	return places[:len(places)/2], places[len(places)/2:]
}

// corners returns the corners of the smallest rectangle that holds the points at places.
func corners(x []Point, places []int) (lo, hi Point) {
	lo, hi = x[places[0]], x[places[0]]
	for _, i := range places[1:] {
		for axis, v := range x[i] {
			lo[axis], hi[axis] = min(lo[axis], v), max(hi[axis], v)
		}
	}
	return lo, hi
}

// reaches are Gaussians, each with the largest and the smallest of the two eigenvalues of its precision.
type reaches struct {
	kernels           []kernel
	sharpest, dullest []float64
}

func newReaches(kernels []kernel) reaches {
	r := reaches{kernels, make([]float64, len(kernels)), make([]float64, len(kernels))}
	for i, k := range kernels {
		middle, half := (k.precision[0]+k.precision[2])/2, (k.precision[0]-k.precision[2])/2
		around := math.Hypot(half, k.precision[1])
		r.sharpest[i], r.dullest[i] = middle+around, max(0, middle-around)
	}
	return r
}

// divide evaluates at the points at places, with the near ones of the Gaussians. Where these are hardly fewer, it divides no more.
func (r reaches) divide(x []Point, places []int, evaluate func(near *Mixture, i int)) {
	near := r.near(corners(x, places))
	futile := len(near.kernels) == len(r.kernels) && len(places) <= batch/2
	if futile || len(places) <= together || len(near.kernels) <= batch {
		mixture := &Mixture{kernels: kernels{gaussians: near.kernels}}
		for _, i := range places {
			evaluate(mixture, i)
		}
		return
	}
	left, right := halves(x, places)
	near.divide(x, left, evaluate)
	near.divide(x, right, evaluate)
}

// near returns the Gaussians whose terms are not negligible somewhere in a rectangle, or all if those are most of them. A term there lies
// between two bounds, by the largest and the smallest distance of the rectangle from the mean. It is negligible if its upper bound is far
// below the largest of the lower bounds of all terms.
func (r reaches) near(lo, hi Point) (near reaches) {
	largest, upper := math.Inf(-1), make([]float64, len(r.kernels))
	for i := range r.kernels {
		k := &r.kernels[i]
		var nearest, farthest float64 // squared
		for axis, mean := range k.mean {
			below, above := mean-lo[axis], hi[axis]-mean // how far the mean is inside of each side
			gap, far := max(0, -below, -above), max(below, above)
			nearest, farthest = nearest+gap*gap, farthest+far*far
		}
		upper[i] = k.log - r.dullest[i]*nearest/2
		largest = max(largest, k.log-r.sharpest[i]*farthest/2)
	}
	kept := 0
	for i, bound := range upper {
		if !(bound < largest-negligible) { // also where bounds are not numbers, as those of infinite points
			upper[kept] = float64(i)
			kept++
		}
	}
	if 4*kept > 3*len(r.kernels) {
		return r
	}
	near = reaches{make([]kernel, kept), make([]float64, kept), make([]float64, kept)}
	for to, from := range upper[:kept] {
		i := int(from)
		near.kernels[to], near.sharpest[to], near.dullest[to] = r.kernels[i], r.sharpest[i], r.dullest[i]
	}
	return near
}
