package sample

import (
	"math"

	"ddpm/data/named"
	"ddpm/model"
)

// grid returns the levels of a chain with so many steps, log-SNRs that rise from that of a schedule's last time to +Inf, data. If the
// grid has fewer levels, some are the same. The numbers are those of the table.
type grid func(schedule *model.Schedule, steps int, numbers []float64) []float64

// grids has the grids by name. A new one is a function here, or a scale, and a line in the table.
var grids = named.Table[grid]{Kind: "grid", Entries: []named.Entry[grid]{
	{Name: "trailing", Value: trailing},
	{Name: "sinh", Value: even(sinhScale)},
	{Name: "log-snr", Value: even(logSNRScale)},
	{Name: "karras", Value: even(karrasScale), Numbers: []named.Number{{Default: 7, Positive: true}}},
}}

// GridNames returns the names that Options.Grid may have.
func GridNames() []string { return grids.Names() }

// trailing has times of the schedule, spread evenly over 1, …, T, with T among them (Lin et al. 2024, table 2).
func trailing(schedule *model.Schedule, steps int, _ []float64) []float64 {
	levels := make([]float64, steps+1)
	for i := range levels {
		levels[i] = schedule.LogSNR((steps - i) * schedule.Steps() / steps)
	}
	return levels
}

// finest is the log-SNR from which the other grids step to data at once, unless the schedule ends before, or begins near it or beyond. There
// the noise is .03 of the data's spread, and x̂_0 is wrong by far less.
const finest = 7.

// even returns the grid whose levels are evenly spaced on a scale, from noise to the finest level. Data follows. On that scale, on is the
// place of a log-SNR, and at is the inverse of on.
func even(of func(numbers []float64) (on, at func(float64) float64)) grid {
	return func(schedule *model.Schedule, steps int, numbers []float64) []float64 {
		on, at := of(numbers)
		first := schedule.LogSNR(schedule.Steps())
		last := min(max(finest, first+2), schedule.LogSNR(1))
		from, to := on(first), on(last)
		levels := make([]float64, steps+1)
		for i := 1; i < steps-1; i++ {
			levels[i] = at(from + (to-from)*float64(i)/float64(steps-1))
		}
		levels[max(0, steps-1)] = last
		levels[0], levels[steps] = first, math.Inf(1)
		return levels
	}
}

// sinhScale has short steps of log-SNR at noise about a third of the data's spread, where it is decided where points go. They are about
// twice as long where all is decided, and four times where all is noise: λ = densest + width·sinh u with u evenly spaced.
func sinhScale([]float64) (on, at func(float64) float64) {
	const densest, width = 2., 3.
	return func(logSNR float64) float64 { return math.Asinh((logSNR - densest) / width) },
		func(u float64) float64 { return densest + width*math.Sinh(u) }
}

// logSNRScale has steps of the same log-SNR, as DPM-Solver has (Lu et al. 2022a, section 3.4).
func logSNRScale([]float64) (on, at func(float64) float64) {
	same := func(logSNR float64) float64 { return logSNR }
	return same, same
}

// karrasScale has even steps of (σ/a)^(1/ρ) (Karras et al. 2022, eq. 5): the larger ρ is, the shorter they are near the data.
func karrasScale(numbers []float64) (on, at func(float64) float64) {
	twice := 2 * numbers[0]
	return func(logSNR float64) float64 { return math.Exp((model.LowestLogSNR - logSNR) / twice) },
		func(u float64) float64 { return model.LowestLogSNR - twice*math.Log(u) }
}
