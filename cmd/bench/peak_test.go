package main

import (
	"math"
	"testing"
	"time"
)

func TestPeakIsAFiniteRate(t *testing.T) {
	if rate := peak(time.Millisecond); !(rate > 0) || math.IsInf(rate, 0) {
		t.Errorf("%v operations a second", rate)
	}
}
