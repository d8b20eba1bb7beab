package data

import (
	"fmt"
	"math"
)

// SplitHoldout divides points at random into those to train on and those held out, each in their old order. The held-out
// share is as near to fraction as rows allow, but where fraction is above zero each side gets at least one point; it is
// an error if there are too few for that. The split is a function of seed.
func SplitHoldout(points Points, fraction float64, seed uint64) (train, held Points, err error) {
	out, err := heldOut(len(points), fraction, seed)
	if err != nil || out == nil {
		return points, nil, err
	}
	train, held = divide(points, out)
	return train, held, nil
}

// heldOut returns which of so many rows are held out; nil if none are.
func heldOut(rows int, fraction float64, seed uint64) (out []bool, err error) {
	if !(fraction >= 0 && fraction < 1) {
		return nil, fmt.Errorf("holdout %v is no share of the points: from 0 up to, but not including, 1", fraction)
	}
	if fraction == 0 {
		return nil, nil
	}
	if rows < 2 {
		return nil, fmt.Errorf("holding points out needs at least 2 points, not %d", rows)
	}
	count := min(max(int(math.Round(fraction*float64(rows))), 1), rows-1)
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
