package model

import "sort"

// Time returns the t of a log-SNR: between two times of the schedule by linear interpolation in log ᾱ, and 0 or T beyond its
// ends.
func (s *Schedule) Time(logSNR float64) float64 {
	logAlphaBar := logSigmoid(logSNR)
	after := sort.Search(len(s.logSNR), func(t int) bool { return s.logSNR[t] <= logSNR })
	if after == 0 || after == len(s.logSNR) {
		return float64(min(after, s.Steps()))
	}
	from, to := s.logAlphaBar[after-1], s.logAlphaBar[after]
	return float64(after-1) + min(max((from-logAlphaBar)/(from-to), 0), 1)
}
