package audit

import "ddpm/model"

// chooseTimes returns at most n of the times 1, …, T of a schedule, in rising order, with 1 and T among them; if T ≤ n, it returns all
// times. The times are evenly spread on the mean of two scales: t, because losses are averaged over t, and log-SNR, because costs in
// nats are summed over log-SNR.
func chooseTimes(schedule *model.Schedule, n int) []int {
	steps := schedule.Steps()
	n = min(n, steps)
	first, last := schedule.LogSNR(1), schedule.LogSNR(steps)
	scale := func(t int) float64 {
		return (float64(t-1)/float64(steps-1) + (first-schedule.LogSNR(t))/(first-last)) / 2
	}
	times := []int{1}
	for t := 2; t < steps; t++ {
		left := n - len(times) - 1 // how many times are still to be chosen, without T
		due := scale(t) >= float64(len(times))/float64(n-1)
		if left > 0 && (due || steps-t <= left) {
			times = append(times, t)
		}
	}
	return append(times, steps)
}

// quadratureWeights returns a weight for each of the chosen times, such that
//
//	Σ over chosen times of quadratureWeights · f  =  Σ over all times of weight(t) · f(t),
//
// if f is linear in log-SNR between the chosen times. The times must rise from 1 to T.
func quadratureWeights(schedule *model.Schedule, times []int, weight func(t int) float64) []float64 {
	weights := make([]float64, len(times))
	weights[0] = weight(times[0])
	for i, to := range times[1:] {
		from := times[i]
		hi, lo := schedule.LogSNR(from), schedule.LogSNR(to)
		for t := from + 1; t <= to; t++ {
			part := (hi - schedule.LogSNR(t)) / (hi - lo)
			weights[i] += (1 - part) * weight(t)
			weights[i+1] += part * weight(t)
		}
	}
	return weights
}
