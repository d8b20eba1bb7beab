package data

import (
	"math"
	"testing"
)

// No other split into two sides with points on both has a share nearer to the one asked for.
func TestHeldOutShareIsTheNearest(t *testing.T) {
	for rows := 2; rows <= 30; rows++ {
		for fraction := .01; fraction < 1; fraction += .0173 {
			out, err := heldOut(rows, fraction, 1)
			if err != nil {
				t.Fatal(err)
			}
			held := 0
			for _, is := range out {
				if is {
					held++
				}
			}
			off := func(count int) float64 { return math.Abs(float64(count)/float64(rows) - fraction) }
			for count := 1; count < rows; count++ {
				if off(count) < off(held)-1e-12 {
					t.Fatalf("%d of %d rows are held out for %v; %d are nearer", held, rows, fraction, count)
				}
			}
		}
	}
}
