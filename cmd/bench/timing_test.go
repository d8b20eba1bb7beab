package main

import (
	"errors"
	"iter"
	"testing"
	"time"
)

// naps yields after each sleep. If failAfter is positive, it yields an error at that number.
func naps(each time.Duration, failAfter int, err error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := 1; ; i++ {
			time.Sleep(each)
			if i == failAfter {
				yield(i, err)
				return
			}
			if !yield(i, nil) {
				return
			}
		}
	}
}

// A sleep is never shorter than its duration, so the mean time is not either.
func TestMeanSecondsIsTheTimeOfARun(t *testing.T) {
	const nap = time.Millisecond
	seconds, err := meanSeconds(naps(nap, 0, nil), window{nap, 5 * nap})
	if err != nil || seconds < nap.Seconds() {
		t.Errorf("%v s a run of %v, %v", seconds, nap, err)
	}
}

func TestMeanSecondsReturnsErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, failAfter := range []int{1, 3} {
		if _, err := meanSeconds(naps(time.Microsecond, failAfter, broken), window{0, time.Hour}); err != broken {
			t.Errorf("error after %d runs came back as %v", failAfter, err)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{[]float64{3}, 3}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 2}, 2}, {[]float64{1, 8, 7, 2, 100}, 7}} {
		if got := median(c.values); got != c.want {
			t.Errorf("median of %v is %v, want %v", c.values, got, c.want)
		}
	}
}
