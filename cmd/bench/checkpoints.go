package main

import (
	"iter"
	"math"
	"slices"
)

// checkpoint is what a training has reached after some steps.
type checkpoint struct {
	steps   int
	seconds float64   // that these steps took
	weights []float32 // averaged, laid out as model.Network.Weights
}

// The steps of a training after which there is a checkpoint.
const (
	checkpointCount = 40  // at most
	checkpointRange = 200 // number of all steps / that of the first checkpoint
)

// checkpointSteps returns the numbers of steps of the checkpoints of a training with so many steps: in geometric progression, rounded,
// each one once. So each is at most 15% later than the one before, or one step later, and a time to quality is at most that much too long.
func checkpointSteps(total int) (steps []int) {
	for i := range checkpointCount {
		remaining := float64(i-checkpointCount+1) / (checkpointCount - 1) // from −1 to 0
		steps = append(steps, max(1, int(math.Round(float64(total)*math.Pow(checkpointRange, remaining)))))
	}
	return slices.Compact(steps)
}

// reached returns, for each limit, the index of the first value that is at or below the limit and that is followed by another such
// value, or by none; −1 if there is no such value. One value below the limit may be chance, since weights still change much early in a
// training. Values are taken only until all limits are settled. The error is the first one of values.
func reached(limits []float64, values iter.Seq2[float64, error]) (first []int, err error) {
	first = slices.Repeat([]int{-1}, len(limits))
	previous, count := math.Inf(1), 0
	for value, err := range values {
		if err != nil {
			return nil, err
		}
		for i, limit := range limits {
			if first[i] < 0 && previous <= limit && value <= limit {
				first[i] = count - 1
			}
		}
		previous = value
		count++
		if !slices.Contains(first, -1) {
			break
		}
	}
	for i, limit := range limits {
		if first[i] < 0 && previous <= limit {
			first[i] = count - 1
		}
	}
	return first, nil
}
