package compare

const (
	// rare is the p-value below which points are told from the truth.
	rare = 0.01
	// farOff is how many standard deviations off its floor a metric without p-value must be to tell points from the truth. With a
	// floor of ten pairs a true set gets there once in a hundred times too, and up to three times where sets' distances are skewed.
	farOff = 3
)

// Significant says whether the metric tells the points from the truth. So it does with true points in one to three of a hundred cases, and
// one or another of all metrics does in about nine.
func (m Measurement) Significant() bool {
	if m.P != nil {
		return *m.P < rare
	}
	above := m.Value > m.Floor+farOff*m.FloorSD
	below := m.Value < m.Floor-farOff*m.FloorSD
	return above && m.Better != Higher || below && m.Better != Lower
}

// Title returns the metric's name in words.
func (m Measurement) Title() string { return metricOf(m.Name).title }

// About returns what the metric tells, in the words of a line.
func (m Measurement) About() string { return metricOf(m.Name).about }

func metricOf(name string) metric {
	for _, m := range metrics {
		if m.name == name {
			return m
		}
	}
	return metric{title: name}
}
