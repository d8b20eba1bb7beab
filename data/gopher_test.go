package data

import (
	"math"
	"testing"
)

// The gopher is its own mirror image, except for its pupils, which both look to one side.
func TestGopherInAMirror(t *testing.T) {
	components := gopher()
	alone := 0
	for _, c := range components {
		mirrored := false
		for _, other := range components {
			mirrored = mirrored || math.Hypot(c.Mean[0]+other.Mean[0], c.Mean[1]-other.Mean[1]) < 1e-3 &&
				math.Abs(c.Weight-other.Weight) < 1e-6*c.Weight && c.Label == other.Label && c.Cov == other.Cov
		}
		if !mirrored {
			alone++
		}
	}
	if alone != 2 {
		t.Errorf("%d of %d components have no mirror image, want 2", alone, len(components))
	}
}

// The weight of a line is its length: that of each Gaussian is the distance to the next one.
func TestGophersInkIsLength(t *testing.T) {
	components := gopher()
	pairs := 0
	for i, c := range components[1:] {
		before := components[i]
		way := math.Hypot(c.Mean[0]-before.Mean[0], c.Mean[1]-before.Mean[1])
		if c.Cov != before.Cov || c.Weight != before.Weight || way > 1.5*math.Sqrt(c.Cov[0]) { // from one line to another
			continue
		}
		pairs++
		if math.Abs(c.Weight-way) > .05*way { // a chord is a little shorter than its arc
			t.Errorf("around %v a way of %v weighs %v", c.Mean, way, c.Weight)
		}
	}
	if pairs < 500 {
		t.Errorf("%d pairs of neighbours on lines", pairs)
	}
}

// The pupils are taller than wide, and the nose is wider than tall.
func TestGophersPupilsAndNose(t *testing.T) {
	pupils, noses := 0, 0
	for _, c := range gopher() {
		switch {
		case c.Label == gopherEyes && c.Cov[2] > c.Cov[0]:
			pupils++
		case c.Label == gopherFace && c.Cov[0] > c.Cov[2]:
			noses++
		}
	}
	if pupils != 2 || noses != 1 {
		t.Errorf("%d tall pupils and %d wide noses", pupils, noses)
	}
}
