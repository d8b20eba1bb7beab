package film

import (
	"math"
	"slices"
	"testing"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
)

// The chosen states are those of which the least change is largest, as a search through all choices finds.
func TestEvenIsTheBestChoice(t *testing.T) {
	rng := data.Rand(1, data.Probe, 0, 0)
	for range 20 {
		const n, count = 9, 4
		var changes [n][n]float64
		for i := range n {
			for j := i + 1; j < n; j++ {
				changes[i][j] = rng.Float64()
			}
		}
		change := func(i, j int) float64 { return changes[i][j] }
		least := func(chosen []int) float64 {
			worst := math.Inf(1)
			for k := 1; k < len(chosen); k++ {
				worst = min(worst, change(chosen[k-1], chosen[k]))
			}
			return worst
		}
		best := 0.0
		for a := 1; a < n-1; a++ {
			for b := a + 1; b < n-1; b++ {
				best = max(best, least([]int{0, a, b, n - 1}))
			}
		}
		got := Even(n, count, change)
		if len(got) != count || got[0] != 0 || got[count-1] != n-1 || !slices.IsSorted(got) || least(got) != best {
			t.Errorf("%v has a least change of %v, and the best is %v", got, least(got), best)
		}
	}
	if got := Even(3, 8, nil); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("of three states %v are chosen", got)
	}
}

// Even steps are chosen of a process that changes evenly, and none where nothing changes.
func TestEvenOnALine(t *testing.T) {
	at := func(i int) float64 { return float64(max(0, i-20)) } // nothing happens before 20
	got := Even(61, 5, func(i, j int) float64 { return at(j) - at(i) })
	if want := []int{0, 30, 40, 50, 60}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Sets of the same distribution do not differ, sets in different places differ by 1, and a set that moves away differs more and more.
func TestChange(t *testing.T) {
	view := figure.View{Lo: data.Point{-5, -5}, Hi: data.Point{5, 5}}
	rng := data.Rand(1, data.Probe, 0, 0)
	around := func(x float64) []data.Point {
		points := make([]data.Point, 4000)
		for i := range points {
			points[i] = data.Point{x + .5*rng.NormFloat64(), .5 * rng.NormFloat64()}
		}
		return points
	}
	change := Change(view, [][]data.Point{around(-2), around(-2), around(-1.5), around(-1), around(3)})
	// By chance the squared distance is half of what is taken off, so that a value above 0 would be far out.
	if got := change(0, 1); got != 0 {
		t.Errorf("two sets of one distribution differ by %v", got)
	}
	// H² of two Gaussians d deviations apart is 1 − exp(−d²/8): .118 and .393. Bins make it less, by at most a tenth here.
	for j, want := range map[int]float64{2: .118, 3: .393, 4: 1} {
		if got := change(0, j); math.Abs(got-want) > .1*want+.02 {
			t.Errorf("set %d differs by %v, want %v", j, got, want)
		}
	}
}

func TestMoment(t *testing.T) {
	schedule := must.Get(model.NewSchedule("linear", 400))
	for _, test := range []struct {
		t, logSNR float64
		want      string
	}{
		{120, -1.26, "t 120 of 400, log-SNR −1.3"}, {15.42, 4, "t 15.4 of 400, log-SNR 4.0"}, {0, math.Inf(1), "t 0 of 400, no noise"},
	} {
		if got := Moment(schedule, test.t, test.logSNR); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
