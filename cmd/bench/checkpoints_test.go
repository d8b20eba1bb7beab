package main

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Checkpoints are few, ascend, end with the last step, and are as close to each other as promised.
func TestCheckpointSteps(t *testing.T) {
	for _, total := range []int{1, 2, 17, 300, 12_000, 44_000} {
		steps := checkpointSteps(total)
		if steps[0] < 1 || steps[len(steps)-1] != total || len(steps) > checkpointCount {
			t.Errorf("%d steps: checkpoints %v", total, steps)
		}
		for i, step := range steps[1:] {
			if before := steps[i]; step <= before || step > before+1 && float64(step) > 1.15*float64(before)+1 {
				t.Errorf("%d steps: %d after %d", total, step, before)
			}
		}
	}
}

func TestReached(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		values []float64
		want   []int // with the limits 5 and 2
		taken  int   // how many values are looked at
	}{
		{"falls", []float64{9, 5, 4, 2, 1, 0}, []int{1, 3}, 5},
		{"dips once before it stays below", []float64{9, 1, 9, 4, 4, 1, 1}, []int{3, 5}, 7},
		{"both at once", []float64{1, 1, 9}, []int{0, 0}, 2},
		{"only the last value is below", []float64{9, 8, 1}, []int{2, 2}, 3},
		{"never", []float64{9, 8, 7}, []int{-1, -1}, 3},
		{"dips once", []float64{9, 1, 9}, []int{-1, -1}, 3},
		{"is no number", []float64{nan, 4, nan, 4, 4}, []int{3, -1}, 5},
		{"no value", nil, []int{-1, -1}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			taken := 0
			got, err := reached([]float64{5, 2}, func(yield func(float64, error) bool) {
				for _, v := range c.values {
					if taken++; !yield(v, nil) {
						return
					}
				}
			})
			if diff := cmp.Diff(c.want, got); err != nil || diff != "" || taken != c.taken {
				t.Errorf("%v, %d values taken, want %d\n%s", err, taken, c.taken, diff)
			}
		})
	}
	wrong := errors.New("wrong")
	if _, err := reached([]float64{1}, func(yield func(float64, error) bool) { yield(0, wrong) }); err != wrong {
		t.Errorf("error %v", err)
	}
}
