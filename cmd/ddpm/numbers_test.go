package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data"
)

// Points of any size and shape are learned, sampled and compared with, or refused with the reason.
func TestOddNumbers(t *testing.T) {
	normal := func(n int, at func(x, y float64) data.Point) []data.Point {
		random := rand.New(rand.NewPCG(3, 4))
		points := make([]data.Point, n)
		for i := range points {
			points[i] = at(random.NormFloat64(), random.NormFloat64())
		}
		return points
	}
	const millionRows = 1000000
	plain := func(x, y float64) data.Point { return data.Point{x, y} }
	for _, c := range []struct {
		name    string
		points  []data.Point
		refused string // by train, and by compare
		compare string
	}{
		{name: "one point", points: normal(1, plain), refused: "want at least 4"},
		{name: "two equal points", points: []data.Point{{1, 2}, {1, 2}}, refused: "want at least 4"},
		{name: "two hundred equal points", points: normal(200, func(float64, float64) data.Point { return data.Point{1, 2} })},
		{name: "a vertical line", points: normal(200, func(_, y float64) data.Point { return data.Point{3, y} })},
		{name: "a diagonal line", points: normal(200, func(x, _ float64) data.Point { return data.Point{x, x} })},
		{name: "outliers at 1e30", points: append(normal(200, plain), data.Point{1e30, -1e30})},
		{name: "an outlier at the limit", points: append(normal(200, plain), data.Point{1e75, 1e75})},
		{name: "an outlier beyond it", points: append(normal(200, plain), data.Point{1e76, 0}), refused: "is too large"},
		{name: "spreads of 1e-30", points: normal(200, func(x, y float64) data.Point { return data.Point{1e-30 * x, 1e-30 * y} })},
		{name: "spreads of 1e-30 around 1", points: normal(200, func(x, y float64) data.Point { return data.Point{1 + 1e-30*x, 1} })},
		{name: "denormal numbers", points: normal(200, func(x, y float64) data.Point { return data.Point{1e-310 * x, 1e-310 * y} }),
			refused: "want them in another unit"},
		{name: "a spread far from 0", points: normal(200, func(x, y float64) data.Point { return data.Point{1e12 + x, 1e12 + y} })},
		{name: "integers", points: normal(200, func(x, y float64) data.Point { return data.Point{math.Round(x), math.Round(y)} })},
		{name: "twenty thousand rows", points: normal(20000, plain)},
		{name: "a million rows", points: normal(millionRows, plain)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if len(c.points) == millionRows {
				slowtest.Skip(t)
			}
			dir := t.TempDir()
			var text strings.Builder
			for _, x := range c.points {
				fmt.Fprintf(&text, "%v,%v\n", x[0], x[1])
			}
			file := write(t, filepath.Join(dir, "points.csv"), text.String())
			folder, samples := filepath.Join(dir, "run"), filepath.Join(dir, "samples.csv")
			train := with(tiny, "train", file, "--out", folder)
			if c.refused != "" {
				if _, stderr := do(t, statusBadInput, train...); !strings.Contains(stderr, c.refused) {
					t.Errorf("refused with %q, want %q", stderr, c.refused)
				}
				return
			}
			do(t, 0, train...)
			do(t, 0, "sample", folder, "-n", "100", "-o", samples)
			if points, err := data.ReadFile(samples, nil); err != nil || len(points) != 100 {
				t.Errorf("%d samples, %v", len(points), err)
			}
			if c.compare == "" {
				out, _ := do(t, 0, "compare", folder, "-n", "100", "--json")
				for _, word := range []string{"NaN", "Inf"} {
					if strings.Contains(out, word) {
						t.Errorf("compare prints %s:\n%s", word, out)
					}
				}
			} else if _, stderr := do(t, statusBadInput, "compare", folder, "-n", "100"); !strings.Contains(stderr, c.compare) {
				t.Errorf("compare printed %q", stderr)
			}
		})
	}
}

// Extreme settings end in a finished run or a message that names the cause.
func TestExtremeSettings(t *testing.T) {
	for _, c := range []struct {
		status     int
		want, args string
	}{
		// With most seeds chance decides whether weights so large survive; these are lost before rounding matters.
		{statusFailed, "the learning rate 10 is probably too high", "--lr 10 --steps 500 --seed 3"},
		{statusFailed, "the learning rate 1e+300 is probably too high", "--lr 1e300 --steps 500"},
		{0, "", "--lr 1e-300"},
		{0, "", "--timesteps 2"},
		{0, "", "--timesteps 10000"},
		{0, "", "--schedule flow --predict u --timesteps 10000 --times logit-normal:mean=-1000"},
		{0, "", "--schedule loglinear:min=1e-9:max=1e9 --predict u --times logit-normal:spread=1e-9"},
		{0, "", "--batch 1"},
		{0, "", "--width 1 --blocks 0"},
		{0, "", "--ema 0 --clip-grad 1e-300"},
		{0, "", "--points 1"},
	} {
		t.Run(c.args, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "run")
			_, stderr := do(t, c.status, with(append(tiny, strings.Fields(c.args)...), "train", "square", "--out", folder)...)
			if !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") > 1 {
				t.Errorf("printed %q, want %q", stderr, c.want)
			}
			if c.status == 0 {
				do(t, 0, "sample", folder, "-n", "50")
			}
		})
	}
}
