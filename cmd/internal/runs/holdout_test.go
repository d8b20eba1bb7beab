package runs

import (
	"fmt"
	"strings"
	"testing"

	"ddpm/data"
)

// Whatever the number of rows and the share, a run is refused, or it has at least four rows to compare with and one to train on.
func TestWhatIsHeldOutCanBeCompared(t *testing.T) {
	for rows := 1; rows < 120; rows++ {
		for _, share := range []float64{-1, 0, .01, .1, .34, .9, .999} { // −1: the user gives none
			var c Config
			if share >= 0 {
				c.Holdout = &share
			}
			if err := c.setHoldout(rows); err != nil {
				if share <= 0 && rows >= leastRows {
					t.Errorf("%d rows, share %v: %v", rows, share, err)
				}
				continue
			}
			held := rows // which points are compared with
			if *c.Holdout > 0 {
				if held = data.HeldOut(rows, *c.Holdout); held >= rows {
					t.Errorf("%d rows, share %v: none is trained on", rows, share)
				}
			}
			if rows < leastRows || held < leastCompared {
				t.Errorf("%d rows, share %v: %d to compare with", rows, share, held)
			}
			if share < 0 && rows >= 35 && *c.Holdout != defaultHoldout {
				t.Errorf("of %d rows a share of %v is held out", rows, *c.Holdout)
			}
		}
	}
	// The share that an error names is one that serves.
	for rows := leastRows + 1; rows < 200; rows++ {
		share := .5 / float64(rows)
		c := Config{Settings: Settings{Holdout: &share}}
		err := c.setHoldout(rows)
		if err == nil {
			t.Fatalf("%d rows, share %v: nothing is wrong", rows, share)
		}
		_, after, _ := strings.Cut(err.Error(), "want --holdout ")
		if _, err := fmt.Sscan(strings.TrimSuffix(strings.Fields(after)[0], ","), &share); err != nil {
			t.Fatal(err)
		}
		if err := c.setHoldout(rows); err != nil {
			t.Errorf("%d rows: the share %v that was named does not serve: %v", rows, share, err)
		}
	}
}
