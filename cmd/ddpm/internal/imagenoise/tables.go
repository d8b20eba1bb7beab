package imagenoise

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"ddpm/cmd/ddpm/internal/figure"
)

// writeCompaction writes curves of compaction as CSV.
func writeCompaction(w io.Writer, curves []figure.Compaction) error {
	table := csv.NewWriter(w)
	_ = table.Write([]string{"t", "frequencies", "energy", "energy_expected"})
	for _, c := range curves {
		for i := range c.Measured {
			_ = table.Write([]string{
				strings.TrimPrefix(c.Title, "t = "), digits(c.Measured[i][0]), digits(c.Measured[i][1]), digits(c.Expected[i][1]),
			})
		}
	}
	table.Flush()
	return table.Error()
}

// writeRedundancy writes the signal-to-noise ratios after pooling as CSV.
func writeRedundancy(w io.Writer, all []figure.Redundant) error {
	table := csv.NewWriter(w)
	_ = table.Write([]string{"resolution", "t", "snr_db", "snr_db_measured"})
	for _, r := range all {
		for i := range r.SNR {
			_ = table.Write([]string{strings.ReplaceAll(r.Size, " × ", "x"), digits(r.SNR[i][0]), digits(r.SNR[i][1]), digits(r.Measured[i][1])})
		}
	}
	table.Flush()
	return table.Error()
}

// digits returns a number for a table.
func digits(v float64) string { return strconv.FormatFloat(v, 'g', 7, 64) }
