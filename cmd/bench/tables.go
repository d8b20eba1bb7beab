package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ddpm/cmd/bench/internal/tables"
)

// tablesCmd measures the tables of the texts again, and says which of their numbers differ from those that are printed now.
type tablesCmd struct {
	Names []string `arg:"" optional:"" help:"Names of tables (all)."`
	List  bool     `help:"Only list the tables, with the time that each takes."`
	Write bool     `help:"Write the numbers as they are now into the texts."`
	Times float64  `default:"2" placeholder:"FACTOR" help:"By what factor times, speeds and their ratios may differ (${default})."`
	Root  string   `default:"." type:"existingdir" placeholder:"FOLDER" help:"The folder with the sources and the texts (${default})."`
}

// Validate checks the flags. kong calls it.
func (c *tablesCmd) Validate() error {
	if !(c.Times >= 1) {
		return fmt.Errorf("--times %v: want at least 1", c.Times)
	}
	return nil
}

// texts are the files with tables, from the root of the sources.
var texts = []string{"README.md", "cmd/bench/README.md", "cmd/ddpm/README.md", "cmd/ddpm/TUTORIAL.md", "sample/audit/README.md", "sample/compare/README.md"}

// textTable is a table, and the file that it is in.
type textTable struct {
	tables.Table
	file string
}

// measuredTable is what comes of a table, for JSON.
type measuredTable struct {
	Name        string              `json:"name"`
	File        string              `json:"file"`
	Line        int                 `json:"line"`
	Numbers     int                 `json:"numbers"`
	Differences []tables.Difference `json:"differences,omitempty"`
	Failed      string              `json:"failed,omitempty"` // why there is nothing to compare with
}

// Run runs the commands of all tables and compares what they print. It fails if something differs, unless it is written.
func (c *tablesCmd) Run(ctx context.Context, a *app) error {
	chosen, err := c.chosen()
	if err != nil {
		return err
	}
	if c.List {
		return a.print(chosen, func(to io.Writer) { writeList(to, chosen) })
	}
	return inFolder(func(folder string) error { return c.run(ctx, a, folder, chosen) })
}

// chosen returns the tables of the names that were given, or all.
func (c *tablesCmd) chosen() (chosen []textTable, err error) {
	var names []string
	for _, file := range texts {
		content, err := os.ReadFile(filepath.Join(c.Root, file))
		if err != nil {
			return nil, fmt.Errorf("%w (--root names the folder with the sources)", err)
		}
		found, err := tables.Find(string(content))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, t := range found {
			if slices.Contains(names, t.Name) {
				return nil, fmt.Errorf("%s: line %d: there are two tables %s", file, t.Line, t.Name)
			}
			names = append(names, t.Name)
			if c.Names == nil || slices.Contains(c.Names, t.Name) {
				chosen = append(chosen, textTable{t, file})
			}
		}
	}
	for _, name := range c.Names {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("%s: want tables of %s", name, strings.Join(names, ", "))
		}
	}
	return chosen, nil
}

// writeList writes a table of tables for people.
func writeList(to io.Writer, chosen []textTable) {
	rows := [][]string{{"table", "takes", "where"}}
	for _, t := range chosen {
		rows = append(rows, []string{t.Name, t.Time, fmt.Sprintf("%s:%d", t.file, t.Line)})
	}
	writeTable(to, rows)
}

// run is Run, with a temporary folder for programs and what they leave. Tables with the same commands share what these print. What is found of a
// table is printed and written at once, so that an interrupt loses nothing. Commands that fail do not keep the others from being run.
func (c *tablesCmd) run(ctx context.Context, a *app, folder string, chosen []textTable) error {
	shell, err := newShell(ctx, c.Root, folder, chosen)
	if err != nil {
		return err
	}
	var all []measuredTable
	numbers, differing, failed := 0, []string(nil), []string(nil)
	for _, t := range chosen {
		fmt.Fprintf(a.stderr, "%s, which takes %s\n", t.Name, t.Time)
		m, err := c.measure(ctx, a, shell, t)
		if err != nil {
			return err
		}
		all, numbers = append(all, m), numbers+m.Numbers
		if m.Failed != "" {
			failed = append(failed, t.Name)
		}
		if len(m.Differences) > 0 {
			differing = append(differing, t.Name)
		}
		if !a.JSON {
			if err := a.print(m, m.write); err != nil {
				return err
			}
		}
	}
	if a.JSON {
		if err := a.print(all, nil); err != nil {
			return err
		}
	}
	summary := fmt.Sprintf("%d tables with %d numbers", len(all), numbers)
	switch {
	case len(failed) > 0:
		return fmt.Errorf("%s: the commands of %s failed; there are %d tables with differences", summary, strings.Join(failed, ", "), len(differing))
	case len(differing) == 0:
		fmt.Fprintf(a.stderr, "%s: all agree\n", summary)
		return nil
	case c.Write:
		fmt.Fprintf(a.stderr, "%s: written are %s\n", summary, strings.Join(differing, ", "))
		return nil
	}
	return fmt.Errorf("%s: there are differences in %s", summary, strings.Join(differing, ", "))
}

// measure runs the commands of a table and compares what they print. The error is ctx's, or of the text.
func (c *tablesCmd) measure(ctx context.Context, a *app, s *shell, t textTable) (measuredTable, error) {
	printed, err := s.output(ctx, a.stderr, t.Commands)
	switch {
	case ctx.Err() != nil:
		return measuredTable{}, ctx.Err()
	case err != nil:
		return measuredTable{Name: t.Name, File: t.file, Line: t.Line, Failed: oneLine(err)}, nil
	}
	return c.hold(t, printed)
}

// hold compares a table with what is printed now, and writes the numbers if it is asked to. The file is read anew, since tables above may
// have been written.
func (c *tablesCmd) hold(t textTable, printed string) (m measuredTable, err error) {
	path := filepath.Join(c.Root, t.file)
	content, err := os.ReadFile(path)
	if err != nil {
		return m, err
	}
	text := string(content)
	found, err := tables.Find(text)
	if err != nil {
		return m, err
	}
	now := slices.IndexFunc(found, func(other tables.Table) bool { return other.Name == t.Name })
	if now < 0 {
		return m, fmt.Errorf("%s: table %s is gone", t.file, t.Name)
	}
	r := found[now].Compare(text, printed, c.Times)
	m = measuredTable{Name: t.Name, File: t.file, Line: found[now].Line, Numbers: r.Numbers, Differences: r.Differences}
	if c.Write {
		if written := found[now].Write(text, printed, r); written != text {
			err = os.WriteFile(path, []byte(written), 0o666)
		}
	}
	return m, err
}

// write writes for people what differs.
func (m measuredTable) write(to io.Writer) {
	if m.Failed != "" {
		fmt.Fprintf(to, "%s (%s:%d): failed: %s\n", m.Name, m.File, m.Line, m.Failed)
		return
	}
	fmt.Fprintf(to, "%s (%s:%d): %d numbers, %d differences\n", m.Name, m.File, m.Line, m.Numbers, len(m.Differences))
	for _, d := range m.Differences {
		fmt.Fprintf(to, "  %v\n", d)
	}
}
