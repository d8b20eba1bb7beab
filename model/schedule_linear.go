package model

import "math"

// linear is the schedule of Ho et al. 2020, section 4: T = 1000 and β_t evenly spaced from 1e-4 to 0.02. Between its
// thousand values log ᾱ is interpolated linearly, so at T = 1000 it is theirs exactly. It ends at a log-SNR of −10.1.
func linear() func(s float64) float64 {
	const steps, first, last = 1000, 1e-4, 0.02
	table := make([]float64, steps+1)
	for t := 1; t <= steps; t++ {
		table[t] = table[t-1] + math.Log1p(-(first + (last-first)*float64(t-1)/(steps-1)))
	}
	return func(s float64) float64 {
		t, within := math.Modf(s * steps)
		if t >= steps {
			return table[steps]
		}
		return table[int(t)] + within*(table[int(t)+1]-table[int(t)])
	}
}
