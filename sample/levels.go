package sample

import (
	"fmt"
	"math"

	"ddpm/model"
)

// timesOf returns the levels of a chain on a subsequence of a schedule's times, spread evenly over 1, …, T, which takes the
// given number of evaluations; 0 stands for all of them. It fails if there are not that many times.
func timesOf(schedule *model.Schedule, evals int) ([]float64, error) {
	steps := schedule.Steps()
	if evals == 0 {
		evals = steps
	}
	if evals > steps {
		return nil, fmt.Errorf("evals %d: want 1 to %d, the steps of the chain", evals, steps)
	}
	levels := make([]float64, evals+1)
	for i := range levels {
		levels[i] = schedule.LogSNR((evals - i) * steps / evals)
	}
	return levels, nil
}

// finest is the log-SNR from which the solvers step to data at once, unless the schedule stops short of it. The noise there is
// .03 of data's spread and what is left of it, after x̂_0 is taken, far less.
const finest = 7.

// Where the steps of the solvers are densest, in log-SNR, and over what width.
const densest, width = 2., 3.

// solverLevels returns the levels of a chain of a solver: from noise to the finest level in steps of log-SNR that are short
// where points decide where to go, at noise about a third of data's spread, twice as long where all is decided and four times
// where all is noise; then data. λ = densest + width·sinh u with u evenly spaced.
func solverLevels(schedule *model.Schedule, steps int) []float64 {
	first, last := schedule.LogSNR(schedule.Steps()), min(finest, schedule.LogSNR(1))
	from, to := math.Asinh((first-densest)/width), math.Asinh((last-densest)/width)
	levels := make([]float64, steps+1)
	for i := 1; i < steps-1; i++ {
		levels[i] = densest + width*math.Sinh(from+(to-from)*float64(i)/float64(steps-1))
	}
	levels[max(0, steps-1)] = last
	levels[0], levels[steps] = first, math.Inf(1)
	return levels
}
