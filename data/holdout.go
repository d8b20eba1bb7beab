package data

import (
	"fmt"
	"math"
)

// HoldOut returns the dataset of a file with a random share of its points held out of training. Both sides keep the order of the
// rows. The number of held-out rows is the nearest to the fraction, but each side gets at least one point if the fraction is above 0.
// The split is a function of seed. It is an error if the dataset is not a file of points, if the fraction is not at least 0 and below 1,
// or if there are fewer than 2 points to divide.
func (d *Dataset) HoldOut(fraction float64, seed uint64) (*Dataset, error) {
	if d.Distribution != nil {
		return nil, fmt.Errorf("holding out is for files of points: of %s, new points can always be drawn", d.Name)
	}
	split := *d
	if fraction == 0 {
		return &split, nil
	}
	out, err := heldOut(len(d.Fixed), fraction, seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	split.Fixed, split.Held = divide(d.Fixed, out)
	if d.LabelNames != nil {
		split.FixedLabels, split.HeldLabels = divide(d.FixedLabels, out)
	}
	return &split, nil
}

// HeldOut returns how many rows HoldOut holds out of so many, at least 2, for a fraction above 0 and below 1.
func HeldOut(rows int, fraction float64) int {
	return min(max(int(math.Round(fraction*float64(rows))), 1), rows-1)
}

// heldOut returns, for each of so many rows, whether it is held out.
func heldOut(rows int, fraction float64, seed uint64) (out []bool, err error) {
	if !(fraction > 0 && fraction < 1) {
		return nil, fmt.Errorf("holdout %v is no share of the points: from 0 up to, but not including, 1", fraction)
	}
	if rows < 2 {
		return nil, fmt.Errorf("holding points out needs at least 2 points, not %d", rows)
	}
	count := HeldOut(rows, fraction)
	out = make([]bool, rows)
	for _, i := range Rand(seed, Split, 0, 0).Perm(rows)[:count] {
		out[i] = true
	}
	return out, nil
}

// divide returns the rows that are not held out, and those that are.
func divide[T any](rows []T, out []bool) (train, held []T) {
	for i, row := range rows {
		if out[i] {
			held = append(held, row)
		} else {
			train = append(train, row)
		}
	}
	return train, held
}
