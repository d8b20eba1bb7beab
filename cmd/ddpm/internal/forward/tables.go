package forward

import (
	"encoding/csv"
	"io"
	"strconv"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/sample/audit"
)

// writeForgetting writes the curves as CSV, those of each schedule below each other.
func writeForgetting(w io.Writer, found []audit.Forgetting) error {
	table := csv.NewWriter(w)
	_ = table.Write([]string{"schedule", "t", "log_snr", "alpha_bar", "variance_x", "variance_y", "entropy", "kl", "information"})
	for _, f := range found {
		for _, l := range f.Levels {
			row := []string{f.Schedule, strconv.Itoa(l.T)}
			for _, v := range []float64{l.LogSNR, l.AlphaBar, l.Variance[0], l.Variance[1], l.Entropy, l.KL, l.Information} {
				row = append(row, strconv.FormatFloat(v, 'g', 7, 64))
			}
			_ = table.Write(row)
		}
	}
	table.Flush()
	return table.Error()
}

// writeDensities writes the ridges as CSV: values of a coordinate and their density.
func (p *process) writeDensities(w io.Writer, lines []figure.Ridgeline) error {
	table := csv.NewWriter(w)
	_ = table.Write([]string{"t", "coordinate", "value", "density"})
	times := p.moments(ridgeRows)
	for axis, line := range lines {
		for i, row := range line.Rows {
			for _, at := range row.Curve {
				_ = table.Write([]string{
					strconv.Itoa(times[i]), strconv.Itoa(axis + 1), strconv.FormatFloat(at[0], 'g', 6, 64), strconv.FormatFloat(at[1], 'g', 6, 64),
				})
			}
		}
	}
	table.Flush()
	return table.Error()
}
