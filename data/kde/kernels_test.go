package kde

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

	"ddpm/data/mixture"
)

// ring returns n points near a circle about the origin.
func ring(n int, seed uint64) []Point {
	rng := rand.New(rand.NewPCG(seed, 9))
	x := make([]Point, n)
	for i := range x {
		sin, cos := math.Sincos(2 * math.Pi * rng.Float64())
		r := 1 + .05*rng.NormFloat64()
		x[i] = Point{r * cos, r * sin}
	}
	return x
}

// estimate returns the mixture of the chosen kernels.
func estimate(x []Point, k Kernels) *mixture.Mixture {
	_, sd := moments(x)
	components := make([]mixture.Component, len(x))
	for i, cov := range Covariances(x, Point{k.Bandwidth * sd[0], k.Bandwidth * sd[1]}, k.Neighbours) {
		components[i] = mixture.Component{Weight: 1, Mean: x[i], Cov: cov}
	}
	return mixture.New(components)
}

// The density at a left-out point is that of an estimate which never saw the point, nor those equal to it, neither in its kernels nor in
// their shapes. Here the estimate is made anew for every point.
func TestLeavingOutIsLeavingOut(t *testing.T) {
	x := drawn(120, 5)
	for i := range x { // rounded on a part of the plane, with points that are equal and places at equal distances
		if i%3 == 0 {
			x[i] = Point{math.Round(2*x[i][0]) / 2, math.Round(2*x[i][1]) / 2}
		}
	}
	x = sorted(append(x, x[3], x[3], x[40]))
	const k, h = 12, .3
	l := newLeaveOneOut(x, 2).shaped(k)
	for i, got := range l.logs(h) {
		at := x[l.at[i]]
		rest := slices.DeleteFunc(slices.Clone(x), func(p Point) bool { return p == at })
		places, sum := placesOf(rest), 0.0
		for _, p := range rest {
			own, _ := places.around(p, k, nil)
			if square := own.shape().square(p[0]-at[0], p[1]-at[1]) / (h * h); square < reach*reach {
				sum += math.Exp(-square / 2)
			}
		}
		tails := 1 / float64(len(x)*len(x))
		want := math.Log((1-tails)*sum/float64(len(rest))/(2*math.Pi*h*h) + tails*l.longTails(at))
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("point %v: %v, want %v", at, got, want)
		}
	}
}

// The kernels all have the stated area. Other units, a shift and a turn change them as they change the points.
func TestShapesFollowThePoints(t *testing.T) {
	x := ring(300, 1)
	m := mixture.Empirical(x)
	mean, root := m.Mean(), [3]float64{}
	root[0], root[1], root[2] = mixture.Cholesky(m.Cov())
	for i, p := range x { // to standard deviations 1 without correlation, so that a turn changes neither
		a := (p[0] - mean[0]) / root[0]
		x[i] = Point{a, (p[1] - mean[1] - root[1]*a) / root[2]}
	}
	turned, stretched := make([]Point, len(x)), make([]Point, len(x))
	sin, cos := math.Sincos(.7)
	for i, p := range x {
		turned[i] = Point{cos*p[0] - sin*p[1], sin*p[0] + cos*p[1]}
		stretched[i] = Point{100 + 10*p[0], p[1]/4 - 3}
	}
	const size = .2
	covs := Covariances(x, Point{size, size}, 40)
	ofTurned, ofStretched := Covariances(turned, Point{size, size}, 40), Covariances(stretched, Point{10 * size, size / 4}, 40)
	for i, c := range covs {
		if area := c[0]*c[2] - c[1]*c[1]; !within(area, size*size*size*size, 1e-9) {
			t.Fatalf("determinant %v", area)
		}
		want := [3]float64{
			cos*cos*c[0] - 2*sin*cos*c[1] + sin*sin*c[2],
			sin*cos*(c[0]-c[2]) + (cos*cos-sin*sin)*c[1],
			sin*sin*c[0] + 2*sin*cos*c[1] + cos*cos*c[2],
		}
		for j, scale := range []float64{100, 2.5, 1. / 16} {
			if math.Abs(ofTurned[i][j]-want[j]) > 1e-9 || math.Abs(ofStretched[i][j]-scale*c[j]) > 1e-9*scale {
				t.Fatalf("point %d: %v, turned %v, want %v; stretched %v", i, c, ofTurned[i], want, ofStretched[i])
			}
		}
		// along the circle there is more than across it
		across := (c[0]*x[i][0]*x[i][0] + 2*c[1]*x[i][0]*x[i][1] + c[2]*x[i][1]*x[i][1]) / (x[i][0]*x[i][0] + x[i][1]*x[i][1])
		if across > size*size {
			t.Errorf("at %v the variance across the ring is %v", x[i], across)
		}
	}
}

// Without neighbours the kernels are those of Estimate. More of them than there are, as a damaged config.json may ask for, are no trouble.
func TestCovariancesWithoutNeighbours(t *testing.T) {
	for _, n := range []int{1, 2, 3, 30} {
		for _, c := range Covariances(drawn(n, 1), Point{1, 1}, 1000) {
			if det := c[0]*c[2] - c[1]*c[1]; !within(det, 1, 1e-9) {
				t.Errorf("%d points: %v", n, c)
			}
		}
	}
	for _, c := range Covariances(drawn(5, 1), Point{.1, .3}, 0) {
		if !within(c[0], .01, 1e-12) || c[1] != 0 || !within(c[2], .09, 1e-12) {
			t.Errorf("%v", c)
		}
	}
}

// A lattice has round kernels inside, since of places at one distance none counts more than another; points on a line, and few places that
// are repeated, have kernels with an area.
func TestShapesOfTies(t *testing.T) {
	var lattice, line []Point
	for i := range 15 {
		for j := range 15 {
			lattice = append(lattice, Point{float64(i), float64(j)})
			line = append(line, Point{float64(15*i + j), float64(15*i + j)})
		}
	}
	for i, c := range Covariances(lattice, Point{1, 1}, 22) {
		if p := lattice[i]; min(p[0], p[1]) >= 3 && max(p[0], p[1]) <= 11 && (math.Abs(c[0]-1) > 1e-9 || math.Abs(c[1]) > 1e-9 || math.Abs(c[2]-1) > 1e-9) {
			t.Errorf("at %v: %v", p, c)
		}
	}
	for _, points := range [][]Point{line, slices.Repeat(drawn(20, 2), 15)} {
		k := Choose(points)
		if !(k.Bandwidth > 0) {
			t.Errorf("bandwidth %v", k.Bandwidth)
		}
		for _, c := range Covariances(points, Point{1, 1}, 11) {
			if det := c[0]*c[2] - c[1]*c[1]; !within(det, 1, 1e-6) {
				t.Fatalf("%v has determinant %v", c, det)
			}
		}
	}
}

// What should not change the choice does not: the order of the rows, another unit, the number of threads. An outlier leaves the kernels of a ring
// along it.
func TestChoiceIsRobust(t *testing.T) {
	x := ring(300, 3)
	want := Choose(x)
	if want.Neighbours == 0 {
		t.Fatal("a ring has circles")
	}
	moved, shuffled := make([]Point, len(x)), make([]Point, len(x))
	for i, p := range x {
		moved[i] = Point{1024 + 512*p[0], p[1] / 1024}
		shuffled[(i*7)%len(x)] = p
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	alone := Choose(x)
	runtime.GOMAXPROCS(3)
	for name, got := range map[string]Kernels{"alone": alone, "three threads": Choose(x)} {
		if got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	for name, points := range map[string][]Point{"moved": moved, "shuffled": shuffled} {
		if got := Choose(points); got.Neighbours != want.Neighbours || !within(got.Bandwidth, want.Bandwidth, 1e-6) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if got := Choose(append(slices.Clone(x), Point{40, 40})); got.Neighbours == 0 {
		t.Errorf("with an outlier: %v", got)
	}
}

// Shapes are for what has them: they bring the estimate of a ring much nearer to the ring, by the likelihood of new points, and are not taken
// for a Gaussian, where they are chance.
func TestShapesHelpWhereThereAreAny(t *testing.T) {
	for _, n := range []int{200, 1000} {
		x, fresh := ring(n, uint64(n)), ring(4000, 77)
		likelihood := func(k Kernels) float64 {
			logs := make([]float64, len(fresh))
			estimate(x, k).LogDensities(logs, fresh)
			return stat.Mean(logs, nil)
		}
		shaped, circles := likelihood(Choose(x)), likelihood(Kernels{Bandwidth: Bandwidth(x)})
		if shaped < circles+.03 {
			t.Errorf("%d points of a ring: %v nats, with circles %v", n, shaped, circles)
		}
	}
	rng := rand.New(rand.NewPCG(4, 4))
	taken := 0
	for range 20 {
		x := make([]Point, 200)
		for i := range x {
			x[i] = Point{rng.NormFloat64(), rng.NormFloat64()}
		}
		if Choose(x).Neighbours > 0 {
			taken++
		}
	}
	if taken > 8 {
		t.Errorf("%d of 20 Gaussians have kernels with shapes", taken)
	}
}

// The value at a place is that of the sorted values, and those before it are no larger.
func TestSmallest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		values := make([]float64, 1+rng.IntN(30))
		for i := range values {
			values[i] = float64(rng.IntN(12))
		}
		want := slices.Sorted(slices.Values(values))
		k := rng.IntN(len(values))
		if got := smallest(values, k); got != want[k] || values[k] != want[k] || slices.Max(values[:k+1]) > got || slices.Min(values[k:]) < got {
			t.Fatalf("place %d of %v: %v, left as %v", k, want, got, values)
		}
	}
}
