package sample

import (
	"fmt"
	"math"

	"ddpm/model"
)

// scheduleLevels returns the levels of a chain on some of a schedule's times, spread evenly over 1, …, T, with the given number of
// evaluations, one a step. It fails if there are not that many times.
func scheduleLevels(schedule *model.Schedule, evals int) ([]float64, error) {
	steps := schedule.Steps()
	if evals > steps {
		return nil, fmt.Errorf("evals %d: want 1 to %d, the steps of the chain", evals, steps)
	}
	levels := make([]float64, evals+1)
	for i := range levels {
		levels[i] = schedule.LogSNR((evals - i) * steps / evals)
	}
	return levels, nil
}

// finest is the log-SNR from which the solvers step to data at once, unless the schedule ends before. There the noise is .03 of the
// data's spread, and x̂_0 is wrong by far less.
const finest = 7.

// The steps of the solvers are densest at this log-SNR, over about this width.
const densest, width = 2., 3.

// solverLevels returns the levels of a chain of a solver: from noise to the finest level, then data. The steps of log-SNR are short
// at noise about a third of the data's spread, where it is decided where points go. They are about twice as long where all is decided,
// and four times where all is noise: λ = densest + width·sinh u with u evenly spaced. There is no error.
func solverLevels(schedule *model.Schedule, steps int) ([]float64, error) {
	first, last := schedule.LogSNR(schedule.Steps()), min(finest, schedule.LogSNR(1))
	from, to := math.Asinh((first-densest)/width), math.Asinh((last-densest)/width)
	levels := make([]float64, steps+1)
	for i := 1; i < steps-1; i++ {
		levels[i] = densest + width*math.Sinh(from+(to-from)*float64(i)/float64(steps-1))
	}
	levels[max(0, steps-1)] = last
	levels[0], levels[steps] = first, math.Inf(1)
	return levels, nil
}
