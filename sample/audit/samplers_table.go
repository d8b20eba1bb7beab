package audit

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteTable writes the distances for people, with their ratios to the floor.
func (s Samplers) WriteTable(w io.Writer) error {
	var b strings.Builder
	const row = "%-8s %6s  %10s %8s  %10s %8s\n"
	fmt.Fprintf(&b, "sliced 2-Wasserstein of %d points, mean over %d seeds; floor %.4f\n\n", s.Points, s.Rounds, s.Floor)
	fmt.Fprintf(&b, row, "sampler", "evals", "learned", "× floor", "exact", "× floor")
	for _, c := range s.Cells {
		if c.Absent != "" {
			fmt.Fprintf(&b, "%-8s %6d  %s\n", c.Sampler, c.Evals, c.Absent)
			continue
		}
		fmt.Fprintf(&b, row, c.Sampler, strconv.Itoa(c.Evals), number("%.4f", c.Learned, 1, "-"), number("%.2f", c.Learned, s.Floor, "-"),
			number("%.4f", c.Exact, 1, "-"), number("%.2f", c.Exact, s.Floor, "-"))
	}
	if s.OfBlurred {
		fmt.Fprintf(&b, "\nexact: the best possible network for the blurred points, which are not the truth\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteCSV writes the distances as CSV, a row for each cell. A distance that there is not is an empty field.
func (s Samplers) WriteCSV(w io.Writer) error {
	rows := [][]string{{"sampler", "evals", "learned", "exact", "floor"}}
	for _, c := range s.Cells {
		rows = append(rows, []string{c.Sampler, strconv.Itoa(c.Evals),
			number("%.6g", c.Learned, 1, ""), number("%.6g", c.Exact, 1, ""), fmt.Sprintf("%.6g", s.Floor)})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// number returns distance/unit in a format, or the text for none if distance is nil.
func number(format string, distance *float64, unit float64, none string) string {
	if distance == nil {
		return none
	}
	return fmt.Sprintf(format, *distance/unit)
}
