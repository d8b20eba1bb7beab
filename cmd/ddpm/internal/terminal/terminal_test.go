package terminal

import (
	"errors"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ddpm/data"
	"ddpm/data/must"
)

// drawn returns the lines of a scatter.
func drawn(points []data.Point, width int) []string {
	var b strings.Builder
	must.Do(Scatter(&b, points, width))
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

// dots returns where dots are set, as (column, row) from the upper left.
func dots(lines []string) (set []data.Point) {
	for row, line := range lines {
		column := 0
		for _, r := range line {
			for i := range dotsDown {
				for j := range dotsAcross {
					if r != ' ' && (r-0x2800)&braille[i][j] != 0 {
						set = append(set, data.Point{float64(column*dotsAcross + j), float64(row*dotsDown + i)})
					}
				}
			}
			column++
		}
	}
	return set
}

func TestSmallPictures(t *testing.T) {
	for _, test := range []struct {
		name   string
		points []data.Point
		width  int
		want   []string
	}{
		{"no points", nil, 60, []string{""}},
		{"none finite", []data.Point{{math.NaN(), 1}, {math.Inf(1), math.Inf(-1)}}, 60, []string{""}},
		{"one point", []data.Point{{3, 4}}, 60, []string{"⠠"}},
		{"a point many times", []data.Point{{3, 4}, {3, 4}, {3, 4}}, 60, []string{"⠠"}},
		{"falling line", []data.Point{{0, 0}, {1, -1}, {2, -2}, {3, -3}}, 2, []string{"⠑⢄"}},
		{"rising line", []data.Point{{0, 0}, {1, 1}, {2, 2}, {3, 3}}, 2, []string{"⡠⠊"}},
		{"level line", []data.Point{{0, 7}, {1, 7}, {2, 7}, {3, 7}}, 2, []string{"⠤⠤"}},
		{"upright line", []data.Point{{7, 0}, {7, 95}}, 60, append(append([]string{"⠐"}, make([]string, 22)...), "⠠")},
		{"a dot above a level line", []data.Point{{0, 0}, {1, 0}, {2, 0}, {3, 0}, {2, 3}}, 2, []string{"⣀⣁"}},
	} {
		if diff := cmp.Diff(test.want, drawn(test.points, test.width)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// ring returns points on a circle.
func ring(n int, centre data.Point, radius float64) []data.Point {
	points := make([]data.Point, n)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		points[i] = data.Point{centre[0] + radius*cos, centre[1] + radius*sin}
	}
	return points
}

// extent returns how many columns and rows of dots lie between the outermost that are set.
func extent(set []data.Point) (columns, rows float64) {
	lo, hi := set[0], set[0]
	for _, x := range set {
		for axis := range 2 {
			lo[axis], hi[axis] = min(lo[axis], x[axis]), max(hi[axis], x[axis])
		}
	}
	return hi[0] - lo[0] + 1, hi[1] - lo[1] + 1
}

func TestCircleIsRoundAndFillsThePicture(t *testing.T) {
	for _, width := range []int{10, 30, 60, 200} {
		columns, rows := extent(dots(drawn(ring(5000, data.Point{100, -3}, 0.01), width)))
		if math.Abs(columns-rows) > 2 {
			t.Errorf("width %d: circle %g dots wide and %g high", width, columns, rows)
		}
		if most := min(float64(width*dotsAcross), mostRows*dotsDown); columns < 0.9*most {
			t.Errorf("width %d: circle of %g dots, there is room for %g", width, columns, most)
		}
	}
}

func TestStrayPointsDoNotShrinkThePicture(t *testing.T) {
	points := ring(5000, data.Point{}, 1)
	for _, far := range []float64{30, 1e50, 1e300, math.Inf(-1), math.NaN()} {
		columns, _ := extent(dots(drawn(append([]data.Point{{far, far}, {-far, 0}}, points...), 40)))
		if columns < 0.85*40*dotsAcross {
			t.Errorf("two points at %g shrink a circle to %g dots", far, columns)
		}
	}
}

// Where there are a quarter of the points, a quarter of the dots.
func TestDotsAreAsDenseAsPoints(t *testing.T) {
	var points []data.Point
	for x := range 64 {
		for y := range 64 {
			times := 8
			if x < 32 {
				times = 2
			}
			for range times {
				points = append(points, data.Point{float64(x) + 0.5, float64(y) + 0.5})
			}
		}
	}
	var left, right float64
	set := dots(drawn(points, 32))
	columns, _ := extent(set)
	for _, x := range set {
		if x[0] < columns/2 {
			left++
		} else {
			right++
		}
	}
	if ratio := left / right; ratio < 0.15 || ratio > 0.4 {
		t.Errorf("%g dots left, %g right; a fourth of the points are left of those right", left, right)
	}
}

func TestPictureKeepsItsSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-1, 1), rapid.Just(0.0))
		points := rapid.SliceOf(rapid.Custom(func(t *rapid.T) data.Point {
			return data.Point{coordinate.Draw(t, "x"), coordinate.Draw(t, "y")}
		})).Draw(t, "points")
		width := rapid.IntRange(1, 80).Draw(t, "width")
		lines := drawn(points, width)
		if len(lines) > mostRows {
			t.Fatalf("%d lines", len(lines))
		}
		for _, line := range lines {
			if n := utf8.RuneCountInString(line); n > width {
				t.Fatalf("line of %d characters, width is %d", n, width)
			}
		}
	})
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errBroken }

var errBroken = errors.New("broken pipe")

func TestScatterTellsWhatTheWriterSaid(t *testing.T) {
	if err := Scatter(brokenPipe{}, []data.Point{{1, 2}}, 10); !errors.Is(err, errBroken) {
		t.Errorf("error %v", err)
	}
}
