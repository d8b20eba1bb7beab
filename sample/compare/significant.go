package compare

const (
	// significanceLevel is the p-value below which a metric is significant.
	significanceLevel = 0.01

	// significantSDs is for a metric without p-value: it is significant if it is more than so many standard deviations worse than its
	// floor. With a floor of ten pairs, this happens to true points in about one case of a hundred, and in up to three where the
	// distances of sets have a skewed distribution.
	significantSDs = 3
)

// Significant reports whether the points are worse than true points, by this metric, beyond what chance explains. True points are
// significant in one to three cases of a hundred, and by at least one of all metrics in about nine.
func (m Measurement) Significant() bool {
	if m.P != nil {
		return *m.P < significanceLevel
	}
	above := m.Value > m.Floor+significantSDs*m.FloorSD
	below := m.Value < m.Floor-significantSDs*m.FloorSD
	return above && m.Better != Higher || below && m.Better != Lower
}

// Title returns the metric's name in texts; the Name if there is no such metric.
func (m Measurement) Title() string { return metricOf(m.Name).title }

// About returns a short line about what the metric measures; it is empty if there is no such metric.
func (m Measurement) About() string { return metricOf(m.Name).about }

func metricOf(name string) metric {
	for _, m := range metrics {
		if m.name == name {
			return m
		}
	}
	return metric{title: name}
}
