package audit

import (
	"math"

	"ddpm/model"
	"ddpm/sample"
)

// levels returns at most n of the times 1, …, T, all of them if there are no more, the first and the last included. They are
// spread evenly over the mean of two scales: time, which losses are averaged over, and log-SNR, which costs in nats are
// summed over.
func levels(schedule *model.Schedule, n int) []int {
	steps := schedule.Steps()
	if steps <= n {
		n = steps
	}
	first, last := schedule.LogSNR(1), schedule.LogSNR(steps)
	scale := func(t int) float64 {
		return (float64(t-1)/float64(steps-1) + (first-schedule.LogSNR(t))/(first-last)) / 2
	}
	times := []int{1}
	for t := 2; t < steps; t++ {
		left := n - len(times) - 1 // levels still to be placed before the last
		due := scale(t) >= float64(len(times))/float64(n-1)
		if left > 0 && (due || steps-t <= left) {
			times = append(times, t)
		}
	}
	return append(times, steps)
}

// spread shares out the weights of all times among some of them: a time between two levels gives either the part that
// linear interpolation in log-SNR between them does. So the sum over the levels of what spread returns times a function is
// the sum over all times of weight times the interpolated function.
func spread(schedule *model.Schedule, times []int, weight func(t int) float64) []float64 {
	shares := make([]float64, len(times))
	shares[0] = weight(times[0])
	for i, to := range times[1:] {
		from := times[i]
		hi, lo := schedule.LogSNR(from), schedule.LogSNR(to)
		for t := from + 1; t <= to; t++ {
			part := (hi - schedule.LogSNR(t)) / (hi - lo)
			shares[i] += (1 - part) * weight(t)
			shares[i+1] += part * weight(t)
		}
	}
	return shares
}

// mean returns the mean of f over the times 1, …, T of a schedule.
func mean(schedule *model.Schedule, f func(t int) float64) float64 {
	sum := 0.0
	for t := 1; t <= schedule.Steps(); t++ {
		sum += f(t)
	}
	return sum / float64(schedule.Steps())
}

// reverseVariance returns the variance of the reverse step from t to t−1: β_t or β̃_t, and β_1 for the last one, whatever the
// choice, since β̃_1 is 0.
func reverseVariance(c model.Transition, t int, variance sample.Variance) float64 {
	if variance == sample.BetaTilde && t > 1 {
		return c.BetaTilde
	}
	return c.Beta
}

// natsPerLoss returns w_t = β_t² / (2 v_t α_t (1 − ᾱ_t)), what an error of ε̂ at t adds to the variational bound, in nats per
// unit of ‖ε̂ − ε*‖² summed over the coordinates (Ho et al. 2020, eq. 12).
func natsPerLoss(schedule *model.Schedule, t int, variance sample.Variance) float64 {
	c := schedule.Transition(t-1, t)
	return c.Beta * c.Beta / (2 * reverseVariance(c, t, variance) * c.Alpha * math.Pow(schedule.Noise(t), 2))
}
