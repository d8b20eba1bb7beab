package compare

import (
	"fmt"
	"io"
	"strings"
)

// WriteTable writes the result as text for people, at most 80 columns wide.
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
	verdict := "Within chance: no metric finds a significant difference from the truth."
	if few := r.Few(); few > 0 {
		verdict += fmt.Sprintf("\nOnly %d points are compared: a small difference would not be seen.", few)
	}
	if significant > 0 {
		verdict = fmt.Sprintf("* %d of %d metrics find a significant difference from the truth.", significant, len(r.Metrics))
	}
	fmt.Fprintf(&b, "\n%s\n\n%s\n"+
		"floor ± sd: mean and standard deviation between two independent true sets, that\n"+
		"is, what a perfect sampler gets. p: how often true points are no better than\n"+
		"these. *: significant, that is, p below %.2g or, where there is no p, more than\n"+
		"%d sd worse than the floor. By chance a perfect sampler gets a * in one of ten\n"+
		"comparisons.\n"+
		"Distances are on axes on which the truth has mean 0, standard deviation 1.\n",
		verdict, about.String(), significanceLevel, significantSDs)
	_, err := io.WriteString(w, b.String())
	return err
}

// goodIf says in words which values are good, if not low ones.
var goodIf = map[Better]string{Higher: " (high: good)", Closer: " (good: near floor)"}

// probability returns the text of a p-value.
func probability(p float64) string {
	if p < 0.001 {
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", p)
}
