package data

import (
	"fmt"
	"strings"
	"testing"
)

// One row that lies far out is noticed, however many rows there are, and its column is named. Rows of ordinary distributions, atoms and
// columns without spread are not.
func TestCrowded(t *testing.T) {
	for name, of := range map[string]func(i int, normal float64) float64{
		"far out": func(i int, normal float64) float64 {
			if i == 7 {
				return 1e5
			}
			return normal
		},
		"normal":   func(_ int, normal float64) float64 { return normal },
		"clusters": func(i int, normal float64) float64 { return float64(i%3)*100 + normal },
		"cubes":    func(_ int, normal float64) float64 { return normal * normal * normal },
		"an atom": func(i int, normal float64) float64 {
			if i%30 > 0 {
				return 5
			}
			return normal
		},
		"equal": func(int, float64) float64 { return 5 },
	} {
		for _, rows := range []int{30, 1000, 100_000} {
			rng, points := Rand(1, Drawn, 0, 0), make(Points, rows)
			for i := range points {
				points[i] = Point{rng.NormFloat64(), of(i, rng.NormFloat64())}
			}
			found := crowded(points, [2]string{"lon", "lat"})
			if want := name == "far out"; want != (len(found) == 1 && strings.Contains(found[0], "lat")) || !want && found != nil {
				t.Errorf("%s, %d rows: %q", name, rows, found)
			}
		}
	}
	// People are told how a file was read, so they are told this.
	text := "x,y\n1e6,1\n"
	for i := range 50 {
		text += fmt.Sprintf("%d,%d\n", i%7, i%11)
	}
	d, err := Open(writeFile(t, "f.csv", text), nil, "")
	if err != nil || !strings.HasSuffix(d.Reading.String(), "(9 of 10 values of x within 4.3e-05 standard deviations): leave these rows out, or take logarithms") {
		t.Errorf("%v, %v", d.Reading, err)
	}
}
