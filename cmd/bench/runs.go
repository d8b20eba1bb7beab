package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ddpm/cmd/internal/findings"
	"ddpm/sample/audit"
)

// runsCmd prints runs side by side, from what ddpm compare found of each.
type runsCmd struct {
	Runs []string `arg:"" placeholder:"NAME=RUN" help:"A name, and behind the last = the folder of a run, or a file that holds what ddpm compare --json printed."`
}

// Run reads and prints.
func (c *runsCmd) Run(_ context.Context, a *app) error {
	var names []string
	var all []findings.Findings
	for _, text := range c.Runs {
		last := strings.LastIndex(text, "=")
		if last < 0 {
			return fmt.Errorf("%s: want NAME=RUN", text)
		}
		found, err := readFindings(text[last+1:])
		if err != nil {
			return err
		}
		names, all = append(names, text[:last]), append(all, found)
	}
	return a.print(all, func(to io.Writer) { writeTable(to, sideBySide(names, all)) })
}

// readFindings returns what was found of a run, from its folder or a file.
func readFindings(path string) (f findings.Findings, err error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "compare.json")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(text, &f); err != nil {
		return f, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// modelNumbers are the numbers of a model: their names, and their texts of a run, or "" where it has none.
var modelNumbers = []struct {
	name string
	text func(f findings.Findings) string
}{
	{"KL, nats", func(f findings.Findings) string {
		if f.KL == nil {
			return ""
		}
		return withError(4, f.KL.Value, f.KL.SE)
	}},
	{"excess loss", ofLoss("%.5f", func(l *audit.ExcessLoss) float64 { return l.Total })},
	{"irreducible loss", ofLoss("%.4f", func(l *audit.ExcessLoss) float64 { return l.Irreducible })},
	{"budget, nats", ofBudget(func(b *audit.Budget) float64 { return b.Total })},
	{"start, nats", ofBudget(func(b *audit.Budget) float64 { return b.Start })},
	{"discretisation, nats", ofBudget(func(b *audit.Budget) float64 { return b.Discretisation })},
	{"network, nats", ofBudget(func(b *audit.Budget) float64 { return b.Network })},
	{"chains: true points", func(f findings.Findings) string {
		if f.Chains == nil {
			return ""
		}
		return fmt.Sprintf("%.4f", f.Chains.Floor)
	}},
	{"chains: exact, learned", func(f findings.Findings) string {
		if f.Chains == nil {
			return ""
		}
		return fmt.Sprintf("%.4f, %.4f", f.Chains.Exact, f.Chains.Learned)
	}},
}

// ofLoss returns what writes a number of the loss in a format.
func ofLoss(format string, number func(*audit.ExcessLoss) float64) func(findings.Findings) string {
	return func(f findings.Findings) string {
		if f.ExcessLoss == nil {
			return ""
		}
		return fmt.Sprintf(format, number(f.ExcessLoss))
	}
}

// ofBudget returns what writes a part of the error budget. What is next to nothing has one digit.
func ofBudget(part func(*audit.Budget) float64) func(findings.Findings) string {
	return func(f findings.Findings) string {
		switch {
		case f.Budget == nil:
			return ""
		case part(f.Budget) < 1e-4:
			return fmt.Sprintf("%.1g", part(f.Budget))
		}
		return fmt.Sprintf("%.4f", part(f.Budget))
	}
}

// metricTitles are the metrics by their names in compare.json, as texts call them.
var metricTitles = [][2]string{
	{"sliced_w2", "sliced W2"}, {"w2", "W2"}, {"energy", "energy"}, {"density", "density"}, {"coverage", "coverage"}, {"modes", "modes"},
	{"outside", "outside"}, {"memorisation", "memorisation"},
}

// sideBySide returns a table of runs: a row for each metric and number that one of them has, and a column for each run. A star says that
// chance does not explain a value. The last column is what true points get, by the first run that has the metric.
func sideBySide(names []string, all []findings.Findings) (rows [][]string) {
	rows = append(rows, slices.Concat([]string{"side by side"}, names, []string{"floor"}))
	add := func(title, floor string, text func(f findings.Findings) string) {
		row, known := []string{title}, false
		for _, f := range all {
			known = known || text(f) != ""
			row = append(row, cmp.Or(text(f), missing))
		}
		if known {
			rows = append(rows, append(row, cmp.Or(floor, missing)))
		}
	}
	for _, metric := range metricTitles {
		floor := ""
		for _, f := range all {
			if m := f.Metric(metric[0]); floor == "" && m != nil {
				floor = fmt.Sprintf("%.4g", m.Floor)
			}
		}
		add(metric[1], floor, func(f findings.Findings) string { return metricText(f, metric[0]) })
	}
	for _, number := range modelNumbers {
		add(number.name, "", number.text)
	}
	return rows
}

// metricText returns the value of a metric, with a star if it is significant; "" if the metric was not measured.
func metricText(f findings.Findings, name string) string {
	switch m := f.Metric(name); {
	case m == nil:
		return ""
	case m.Significant():
		return fmt.Sprintf("%.4g *", m.Value)
	default:
		return fmt.Sprintf("%.4g", m.Value)
	}
}
