package mixture

import (
	"math"
	"testing"
)

// The components of a mixture can fill several batches. The largest terms are in the last batch, in the first one, or between.
func TestManyComponents(t *testing.T) {
	var points []Point
	for k := range 1000 {
		points = append(points, Point{float64(k) / 10, math.Sin(float64(k))})
	}
	m := Empirical(points).At(1, 0.3)
	for _, x := range []Point{{0, 0}, {30, 1}, {99, -1}, {140, 3}, {-50, 0}} {
		// The same sums by their definition, relative to the nearest point.
		nearest, sum, across := math.Inf(1), 0.0, 0.0
		for _, p := range points {
			nearest = min(nearest, math.Hypot(x[0]-p[0], x[1]-p[1]))
		}
		for _, p := range points {
			r := math.Hypot(x[0]-p[0], x[1]-p[1])
			w := math.Exp((nearest*nearest - r*r) / (2 * 0.09))
			sum += w
			across += w * (p[0] - x[0]) / 0.09
		}
		want := math.Log(sum/1000) - nearest*nearest/(2*0.09) - math.Log(2*math.Pi*0.09)
		if got := m.LogDensity(x); math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
			t.Errorf("log-density at %v is %v, want %v", x, got, want)
		}
		if got := m.Score(x)[0]; math.Abs(got-across/sum) > 1e-9*(1+math.Abs(got)) {
			t.Errorf("score at %v is %v across, want %v", x, got, across/sum)
		}
	}
}
