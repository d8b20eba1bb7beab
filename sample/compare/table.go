package compare

import (
	"fmt"
	"io"
	"strings"
)

// WriteTable writes the result for people, at most 80 columns wide.
func (r Result) WriteTable(w io.Writer) error {
	var b, about strings.Builder
	fmt.Fprintf(&b, "%d points against %s\n\n", r.Count, r.Data)
	const row = "%-20s %10s   %-19s %7s %7s %7s%s\n"
	fmt.Fprintf(&b, row, "", "value", "floor ± sd", "× floor", "p", "points", "")
	significant := 0
	for _, m := range r.Metrics {
		ratio, p, mark := "-", "-", ""
		if m.Floor > 0 {
			ratio = fmt.Sprintf("%.3g", m.Value/m.Floor)
		}
		if m.P != nil {
			p = probability(*m.P)
		}
		if m.Significant() {
			mark = " *"
			significant++
		}
		fmt.Fprintf(&b, row, m.Title(), fmt.Sprintf("%.4g", m.Value), fmt.Sprintf("%.4g ± %.2g", m.Floor, m.FloorSD),
			ratio, p, fmt.Sprint(m.Points), mark)
		fmt.Fprintf(&about, "%-20s %s%s\n", m.Title(), m.About(), goodIf[m.Better])
	}
	verdict := "Within the noise: no metric tells these points from the truth."
	if significant > 0 {
		verdict = fmt.Sprintf("* %d of %d metrics tell these points from the truth.", significant, len(r.Metrics))
	}
	fmt.Fprintf(&b, "\n%s\n\n%s\n"+
		"floor ± sd: what a perfect sampler gets, from set to set. p: how often it gets\n"+
		"no better than these points. *: p below %.2g or, where there is no p, more than\n"+
		"%d sd worse than the floor. By chance a perfect sampler gets one * in one\n"+
		"comparison of ten.\n"+
		"Distances are on axes on which the truth has mean 0, standard deviation 1.\n", verdict, about.String(), rare, farOff)
	_, err := io.WriteString(w, b.String())
	return err
}

// goodIf says in words which values are good, where it is not the low ones.
var goodIf = map[Better]string{Higher: " (high: good)", Closer: " (good: near floor)"}

// probability returns a p-value with as many digits as matter.
func probability(p float64) string {
	if p < 0.001 {
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", p)
}
