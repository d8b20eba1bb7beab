package pool

import (
	"context"
	"math"
	"slices"
	"sync"

	"ddpm/data"
	"ddpm/data/parallel"
	"ddpm/model/kernel"
)

// wanted is how many points are near a typical x_t, or half as many. More of them would leave less of the target's variance, and take
// longer.
const wanted = 100

// strata are points, and ways to find enough of them near a place in the same short time at any noise level. At level j the points form
// 2^j subsets, of every 2^j-th point along the Hilbert curve. A row of a batch averages over the subset that its x_0 is in. Given
// x_t and the subset, x_0 is uniform on the subset, so that the mean over the subset is as unbiased as that over all points. The noise
// alone chooses the level, so that the choice tells nothing of x_0.
type strata struct {
	levels []level
}

// fill makes the strata those of points that lie in Hilbert order.
func (s *strata) fill(points []data.Point) {
	// The last level has subsets of fewer than 2·wanted points, and serves any noise.
	count := 1
	for len(points)>>count >= wanted {
		count++
	}
	s.levels = slices.Grow(s.levels[:0], count)[:count]
	var distances []float64
	if count > 1 {
		distances = sampleDistances(points)
	}
	for j := range s.levels {
		// A share wanted/subset of all pairs is nearer to each other than the level's reach.
		share := wanted / float64(max(1, len(points)>>j))
		s.levels[j].reach = math.Inf(1)
		if j < count-1 {
			s.levels[j].reach = math.Sqrt(distances[int(share*float64(len(distances)))])
		}
	}
	box := boundsOf(points)
	parallel.Workers(context.Background(), count, 1, func(int) func(lo, hi int) {
		cells := make([]int32, len(points))
		return func(j, _ int) { s.levels[j].fill(points, 1<<j, box, cells) }
	})
}

// sampleDistances returns the squared distances of some pairs of different points, in order.
func sampleDistances(points []data.Point) []float64 {
	const side = 128
	distances := make([]float64, 0, side*side)
	for i := range side {
		for j := range side {
			p, q := points[i*len(points)/side], points[(2*j+1)*len(points)/(2*side)]
			dx, dy := p[0]-q[0], p[1]-q[1]
			distances = append(distances, dx*dx+dy*dy)
		}
	}
	slices.Sort(distances)
	return distances
}

// level holds the points in subsets, and each subset in the cells of a grid, row by row.
type level struct {
	reach   float64 // the largest distance at which it looks for points
	subsets int     // how many there are
	grid    grid
	starts  []int32   // (subsets·rows·cols + 2), where each cell's points begin, and their end twice
	points  []float32 // (number of points, 2), subset by subset, cell by cell
}

// fill puts the points into subsets and cells, by a counting sort. Cells are half as wide as the reach, but there are no more of them
// than points. cells is memory, as long as the points.
func (l *level) fill(points []data.Point, subsets int, box bounds, cells []int32) {
	l.subsets, l.grid = subsets, box.grid(l.reach/2, max(1, len(points)/subsets))
	perSubset := l.grid.rows * l.grid.cols
	l.starts = slices.Grow(l.starts[:0], subsets*perSubset+2)[:subsets*perSubset+2]
	l.points = slices.Grow(l.points[:0], 2*len(points))[:2*len(points)]
	clear(l.starts)
	for i, p := range points {
		cells[i] = int32(i%subsets*perSubset + l.grid.row(p[1])*l.grid.cols + l.grid.column(p[0]))
		l.starts[cells[i]+2]++
	}
	for cell := range subsets * perSubset {
		l.starts[cell+2] += l.starts[cell+1]
	}
	// Now starts[c+1] is where the points of cell c begin. It moves to where they end, which is where those of cell c+1 begin.
	for i, p := range points {
		at := &l.starts[cells[i]+1]
		l.points[2**at], l.points[2**at+1] = float32(p[0]), float32(p[1])
		*at++
	}
}

// mean returns the mean of z = scale·(near − p), with weights exp(−|z|²/2), over the points p of the subset of the point at place with
// |z| ≤ radius. It is false if there are none.
func (s *strata) mean(place int, near data.Point, scale float64) (mean data.Point, ok bool) {
	reach := radius / scale
	l := 0
	for s.levels[l].reach < reach { // that of the last level is infinite
		l++
	}
	room := rooms.Get().(*[]float32)
	defer rooms.Put(room)
	*room = s.levels[l].near((*room)[:0], place, near, reach)
	weight, x, y := kernel.PosteriorSums(*room, float32(near[0]), float32(near[1]), float32(scale), radius)
	if !(weight > 0) {
		return data.Point{}, false
	}
	return data.Point{float64(x / weight), float64(y / weight)}, true
}

// rooms has memory for the points near a place.
var rooms = sync.Pool{New: func() any { return new([]float32) }}

// near appends to dst the points of a subset that are within reach of a place, and some others: those in the same cells, and points far
// off, up to a whole number of kernel.PosteriorBlock points.
func (l *level) near(dst []float32, place int, at data.Point, reach float64) []float32 {
	first, last := l.grid.row(at[1]-reach), l.grid.row(at[1]+reach)
	cells := place % l.subsets * l.grid.rows * l.grid.cols
	for row := first; row <= last; row++ {
		// The rows of cells cut the disc within reach into strips. None of them is wider than 2·half.
		half := reach
		if above := l.grid.below(row) - at[1]; above > 0 {
			half = math.Sqrt(max(0, reach*reach-above*above))
		} else if beneath := at[1] - l.grid.below(row+1); beneath > 0 {
			half = math.Sqrt(max(0, reach*reach-beneath*beneath))
		}
		start := cells + row*l.grid.cols
		from := l.starts[start+l.grid.column(at[0]-half)]
		to := l.starts[start+l.grid.column(at[0]+half)+1]
		dst = append(dst, l.points[2*from:2*to]...)
	}
	for len(dst)%(2*kernel.PosteriorBlock) != 0 {
		dst = append(dst, beyond, beyond)
	}
	return dst
}

// beyond is a coordinate that is out of reach of any point.
const beyond = 1e6
