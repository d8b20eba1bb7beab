package main

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
)

// mean is the mean of some distances and their standard deviation, which is 0 if there is only one distance.
type mean struct {
	Values []float64 `json:"values"`
	Mean   float64   `json:"mean"`
	SD     float64   `json:"sd,omitempty"`
}

func newMean(values []float64) mean {
	m := mean{Values: values}
	if m.Mean, m.SD = stat.MeanStdDev(values, nil); len(values) < 2 {
		m.SD = 0
	}
	return m
}

func (m mean) String() string { return withError(3, m.Mean, m.SD) }

// se returns the standard error of the mean, which is 0 if there is only one distance.
func (m mean) se() float64 { return stat.StdErr(m.SD, float64(len(m.Values))) }

// ratio is a ratio of two means and its standard error, which is 0 if one of them is of only one distance. To first order, the relative
// variance of a ratio is the sum of the two relative variances.
type ratio struct {
	Value float64 `json:"value"`
	SE    float64 `json:"se,omitempty"`
}

// over returns the ratio of m to n.
func (m mean) over(n mean) ratio {
	r := ratio{Value: m.Mean / n.Mean}
	if len(m.Values) > 1 && len(n.Values) > 1 {
		relative := func(m mean) float64 { return m.se() / m.Mean }
		r.SE = r.Value * math.Hypot(relative(m), relative(n))
	}
	return r
}

func (r ratio) String() string { return withError(2, r.Value, r.SE) }

// withError returns the text of a value and its error, or of the value alone if the error is 0.
func withError(decimals int, value, err float64) string {
	if err == 0 {
		return fmt.Sprintf("%.*f", decimals, value)
	}
	return fmt.Sprintf("%.*f ± %.*f", decimals, value, decimals, err)
}
