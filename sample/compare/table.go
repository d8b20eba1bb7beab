package compare

import (
	"fmt"
	"io"
	"strings"
)

// told is how many standard deviations above its floor a metric must be to tell points from the truth. With a floor
// of ten pairs a true set gets there about once in a hundred times.
const told = 3

// WriteTable writes the result for people, at most 80 columns wide.
func (r Result) WriteTable(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d points against %s\n\n", r.Count, r.Data)
	fmt.Fprintf(&b, "%-22s %10s   %-20s %9s %8s\n", "", "distance", "floor ± sd", "× floor", "points")
	verdict := "Within the noise: no metric tells these points from the truth."
	for _, m := range r.Metrics {
		ratio, mark := "-", ""
		if m.Floor > 0 {
			ratio = fmt.Sprintf("%.3g", m.Value/m.Floor)
		}
		if m.Value > m.Floor+told*m.FloorSD {
			mark = " *"
			verdict = fmt.Sprintf("* Told from the truth: more than %d standard deviations above the floor.", told)
		}
		floor := fmt.Sprintf("%.4g ± %.2g", m.Floor, m.FloorSD)
		fmt.Fprintf(&b, "%-22s %10.4g   %-20s %9s %8d%s\n", titleOf(m.Name), m.Value, floor, ratio, m.Points, mark)
	}
	fmt.Fprintf(&b, "\n%s\n"+
		"Floor: what a perfect sampler gets, the distance between two true sets as large\n"+
		"(mean ± sd of %d pairs). Axes: the truth has mean 0, standard deviation 1.\n", verdict, Pairs)
	_, err := io.WriteString(w, b.String())
	return err
}

// titleOf returns a metric's name in words.
func titleOf(name string) string {
	for _, m := range metrics {
		if m.name == name {
			return m.title
		}
	}
	return name
}
