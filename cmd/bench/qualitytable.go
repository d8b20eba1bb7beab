package main

import (
	"fmt"
	"io"
	"slices"
)

// missing is the text of a quality that is not reached.
const missing = "–"

// writeQualities writes times to quality as text for people: a row for each distribution and limit, and columns for each method that took
// part. Where the method mean did, there are ratios of the others' seconds to its seconds.
func writeQualities(to io.Writer, found []quality) {
	type key struct {
		data, method string
		kl           float64
	}
	byKey, names, taking := make(map[key]quality), []string(nil), []string(nil)
	for _, q := range found {
		byKey[key{q.Data, q.Method, q.KL}] = q
		if !slices.Contains(names, q.Data) {
			names = append(names, q.Data)
		}
		if !slices.Contains(taking, q.Method) {
			taking = append(taking, q.Method)
		}
	}
	compares := func(method string) bool { return method != meanMethod && slices.Contains(taking, meanMethod) }
	head := []string{"distribution", "KL ≤"}
	for _, method := range taking {
		head = append(head, method, "steps")
		if compares(method) {
			head = append(head, "/"+meanMethod)
		}
	}
	rows := [][]string{head}
	for _, name := range names {
		for _, limit := range limits {
			row := []string{name, fmt.Sprint(limit)}
			for _, method := range taking {
				q, tookPart := byKey[key{name, method, limit}]
				row = append(row, q.cells(tookPart)...)
				if compares(method) {
					row = append(row, q.over(byKey[key{name, meanMethod, limit}]))
				}
			}
			rows = append(rows, row)
		}
	}
	writeTable(to, rows)
	fmt.Fprintf(to, `
KL(data ‖ model) in nats. Of each method: the seconds and the steps of training until the KL is at or below the limit for good, and the
ratio of the seconds to those of mean. %s: not reached. Mean: training on the mean noise, with the default settings. Noise: algorithm 1 of
Ho et al. 2020. Torch: the same in PyTorch.
`, missing)
}

// cells returns the texts of the seconds and the steps. They are empty if the method did not take part.
func (q quality) cells(tookPart bool) []string {
	switch {
	case !tookPart:
		return []string{"", ""}
	case q.Steps == nil:
		return []string{missing, missing}
	}
	return []string{fmt.Sprintf("%.2f s", *q.Seconds), fmt.Sprint(*q.Steps)}
}

// over returns the text of the ratio of the seconds of q to those of other. It is empty if one of them has none.
func (q quality) over(other quality) string {
	if q.Seconds == nil || other.Seconds == nil {
		return ""
	}
	return fmt.Sprintf("%.2f×", *q.Seconds / *other.Seconds)
}
