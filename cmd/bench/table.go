package main

import (
	"fmt"
	"io"
	"unicode/utf8"
)

// writeTable writes rows of cells as text for people. Each column is as wide as its widest cell; the first is aligned to the left, and the
// others to the right. A row without cells is an empty line.
func writeTable(to io.Writer, rows [][]string) {
	var widths []int
	for _, cells := range rows {
		for i, cell := range cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, cells := range rows {
		for i, cell := range cells {
			if i == 0 {
				fmt.Fprintf(to, "%-*s", widths[i], cell)
			} else {
				fmt.Fprintf(to, "  %*s", widths[i], cell)
			}
		}
		fmt.Fprintln(to)
	}
}
