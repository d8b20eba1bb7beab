package runs

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"ddpm/data"
)

// defaultHoldout is the share of a file's rows that is held out if nothing is said.
const defaultHoldout = 0.1

// leastCompared is how many rows a comparison needs, and leastRows how many a training needs.
const leastCompared, leastRows = 4, 4

// setHoldout sets the share of so many rows that is held out, if the user did not. If the default share of them is too few to compare with,
// none are, and points are compared with the rows that are trained on. It fails if there are too few rows, or if the user's share is
// above 0 and too few to compare with.
func (c *Config) setHoldout(rows int) error {
	if rows < leastRows {
		return fmt.Errorf("%d rows; want at least %d", rows, leastRows)
	}
	if c.Holdout == nil {
		share := defaultHoldout
		if data.HeldOut(rows, share) < leastCompared {
			share = 0
		}
		c.Holdout = &share
		return nil
	}
	share := *c.Holdout
	if !(share > 0 && share < 1) { // HoldOut says what is wrong, if anything is
		return nil
	}
	if held := data.HeldOut(rows, share); held < leastCompared || rows-held < 1 {
		return fmt.Errorf("--holdout %v keeps %d of %d rows, and a comparison needs at least %d: want --holdout %.2g, or 0 to compare with the "+
			"rows that are trained on", share, held, rows, leastCompared, math.Ceil(100*leastCompared/float64(rows))/100)
	}
	return nil
}

// checkClasses fails if all rows of a class of a file are held out. The network would have a class that it has never seen.
func checkClasses(d *data.Dataset) error {
	if d.Distribution != nil {
		return nil
	}
	for label, name := range d.LabelNames {
		if !slices.Contains(d.FixedLabels, label) {
			return fmt.Errorf("%s: all rows of the class %s are held out, so that none is trained on: want another --seed, or --holdout 0", d.Name, name)
		}
	}
	return nil
}

// The values of the setting keep.
const (
	KeepBest = "best"
	KeepLast = "last"
)

// setKeep sets which network of the training on a dataset is kept, if the user did not. It fails if the user's word is neither of the two,
// or asks for the best network where no rows are held out to judge by.
func (c *Config) setKeep(d *data.Dataset) error {
	switch {
	case !slices.Contains([]string{"", KeepBest, KeepLast}, c.Keep):
		return fmt.Errorf("--keep %s: want %s or %s", c.Keep, KeepBest, KeepLast)
	case len(d.Held) == 0 && c.Keep == KeepBest:
		return fmt.Errorf("--keep %s: the best network is found with held-out rows, and none of %s are held out: want --keep %s",
			KeepBest, d.Name, KeepLast)
	case len(d.Held) > 0:
		c.Keep = cmp.Or(c.Keep, KeepBest)
	}
	return nil
}

// Division says in one line which rows of a file are trained on and which are compared with. It returns "" if the dataset is no file of
// points.
func (c Config) Division(d *data.Dataset) string {
	const few = 100 // so few show no small difference
	switch {
	case c.Holdout == nil || d.Distribution != nil:
		return ""
	case len(d.Held) > 0:
		text := fmt.Sprintf("%d rows are trained on, and drawn points are compared with the %d that are held out (--holdout %v)", len(d.Fixed), len(d.Held), *c.Holdout)
		if len(d.Held) < few {
			text += ", which are few: only large differences are found"
		}
		return text
	}
	return fmt.Sprintf("all %d rows are trained on, and drawn points are compared with the same rows: neither the likelihood nor memorisation is "+
		"measured (--holdout 0)", len(d.Fixed))
}
