package figure

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"ddpm/data"
)

// Estimate returns an estimate of the density that points were drawn from: the mean of Gaussians laid on the points. Their
// standard deviation, the bandwidth, is returned in the units of the first axis; it is the same on both axes unless the view
// gives them different scales. Of eleven bandwidths from 1 to 32 cells it is the one under which the points are most
// likely, each being predicted from all others (Habbema et al. 1974). The estimate integrates to the share of the points
// that are in the view, less what the Gaussians carry out of it.
func Estimate(view View, points []data.Point) (density Field, bandwidth float64) {
	f := blank(view, fieldSide)
	w, h := f.cell()
	counts := make([]float64, len(f.Values))
	for _, x := range points {
		column, row := math.Floor((x[0]-f.View.Lo[0])/w), math.Floor((x[1]-f.View.Lo[1])/h)
		if column >= 0 && column < float64(f.Width) && row >= 0 && row < float64(f.Height) {
			counts[int(row)*f.Width+int(column)]++
		}
	}
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

// leaveOneOut returns the sum over the points of the logarithm of what the others predict at their place, up to a constant:
// counts of points by cell, the same blurred, and how much of itself a point leaves in its cell. A thousandth of the
// prediction is spread evenly, without which a single stray point would decide.
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

// blur returns values, of shape (height, width), convolved along both axes with a symmetric kernel given by its right half.
// What the kernel carries over the edge is lost.
func blur(values []float64, width, height int, half []float64) []float64 {
	rows := make([]float64, len(values))
	spread(rows, values, 1, width, width, height, half)
	out := make([]float64, len(values))
	spread(out, rows, width, height, 1, width, half)
	return out
}

// spread adds to dst the convolution of src along count lines of length elements each. The starts of lines are apart
// elements from each other, the elements of a line stride.
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
