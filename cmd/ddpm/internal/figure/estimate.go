package figure

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"ddpm/data"
)

// Estimate returns an estimate of the density that points were drawn from: the mean of Gaussians around the points. Their
// standard deviation, the bandwidth, is returned in the units of the first axis; it is the same on both axes unless the view
// gives them different scales. It is chosen from eleven bandwidths between 1 and 32 cells, so that the points are most likely
// if each is predicted from all others (Habbema et al. 1974). The estimate integrates to the share of the points that are in the
// view, less the part of the Gaussians outside it.
func Estimate(view View, points []data.Point) (density Field, bandwidth float64) {
	f := blank(view, fieldSide)
	w, h := f.cell()
	f.count(points)
	counts := f.Values
	best := math.Inf(-1)
	for k := range 11 {
		cells := math.Pow(2, float64(k)/2)
		kernel := gaussian(cells)
		blurred := blur(counts, f.Width, f.Height, kernel)
		if fit := leaveOneOut(counts, blurred, kernel[0]*kernel[0]); fit > best {
			best, f.Values, bandwidth = fit, blurred, cells*w
		}
	}
	floats.Scale(1/(float64(max(1, len(points)))*w*h), f.Values)
	return f, bandwidth
}

// leaveOneOut returns the sum over the points of the logarithm of the density that all other points predict at their place, up to a
// constant. counts is the number of points in each cell, blurred is the same after blur, and self is the part of a blurred point
// that stays in its own cell. A thousandth of the prediction is spread evenly: otherwise a single stray point would decide.
func leaveOneOut(counts, blurred []float64, self float64) float64 {
	const stray = 1e-3
	even := floats.Sum(counts) / float64(len(counts))
	var sum float64
	for i, n := range counts {
		if n > 0 {
			sum += n * math.Log((1-stray)*max(0, blurred[i]-self)+stray*even)
		}
	}
	return sum
}

// gaussian returns the right half of a Gaussian kernel on the integers, its middle first, of sum 1 over all of it.
func gaussian(sd float64) []float64 {
	half := make([]float64, int(math.Ceil(4*sd))+1)
	for i := range half {
		half[i] = math.Exp(-0.5 * float64(i*i) / (sd * sd))
	}
	floats.Scale(1/(2*floats.Sum(half)-half[0]), half)
	return half
}

// blur returns values, of shape (height, width), convolved along both axes with a symmetric kernel, given by its right half.
// Values beyond the edge count as zero.
func blur(values []float64, width, height int, half []float64) []float64 {
	rows := make([]float64, len(values))
	spread(rows, values, 1, width, width, height, half)
	out := make([]float64, len(values))
	spread(out, rows, width, height, 1, width, half)
	return out
}

// spread adds to dst the convolution of src along count lines of length elements each. Two neighbours of a line are stride elements
// apart, and the starts of two lines are apart elements.
func spread(dst, src []float64, stride, length, apart, count int, half []float64) {
	for line := range count {
		start := line * apart
		for i := range length {
			value := src[start+i*stride]
			if value == 0 {
				continue
			}
			for j := max(0, i-len(half)+1); j <= min(length-1, i+len(half)-1); j++ {
				dst[start+j*stride] += value * half[max(i-j, j-i)]
			}
		}
	}
}
