// Package tables holds the numbers in texts against those that commands print today.
//
// A comment above a block of a Markdown file, which readers do not see, says how the block was made:
//
//	<!-- table NAME, TIME, all of: COMMAND -->
//	<!-- table NAME, TIME, from: COMMAND -->
//
// NAME is a name of letters, digits and -. TIME is how long the command takes, such as "8 minutes". "all of" stands above a code block that
// is all that the command prints. "from" stands above a code block or a Markdown table whose rows and columns are some of those that it
// prints. Several commands are lines of their own, with the first below the line of the name. They are typed to a shell, one after another,
// in an empty folder.
//
// Read page.go (where the tables of a text are), then grid.go (rows and cells), number.go (numbers and their noise), compare.go (the same
// number in both) and write.go.
package tables

import (
	"fmt"
	"regexp"
	"strings"
)

// Table is a table in a text.
type Table struct {
	Name     string
	Time     string   // how long its commands take, in words
	Commands []string // that print it
	Whole    bool     // whether it is all that they print
	Line     int      // of its first line in the text, from 1

	lo, hi int  // where the block is in the text, without the lines of ``` around it
	fenced bool // whether it is a code block
}

var (
	opening = regexp.MustCompile(`(?m)^<!-- table `)
	heading = regexp.MustCompile(`^<!-- table ([a-z0-9-]+), ([^,\n]+), (all of|from):\s((?s:.*?))-->\n`)
)

// Find returns the tables of a text, in their order.
func Find(text string) (found []Table, err error) {
	for _, at := range opening.FindAllStringIndex(text, -1) {
		line := 1 + strings.Count(text[:at[0]], "\n")
		parts := heading.FindStringSubmatch(text[at[0]:])
		if parts == nil {
			return nil, fmt.Errorf("line %d: want <!-- table NAME, TIME, all of: COMMAND -->, or from in place of all of", line)
		}
		t := Table{Name: parts[1], Time: parts[2], Whole: parts[3] == "all of"}
		for command := range strings.Lines(parts[4]) {
			if command = strings.TrimSpace(command); command != "" {
				t.Commands = append(t.Commands, command)
			}
		}
		t.lo = at[0] + len(parts[0])
		if err := t.locate(text); err != nil {
			return nil, fmt.Errorf("line %d: table %s: %w", line, t.Name, err)
		}
		t.Line = 1 + strings.Count(text[:t.lo], "\n")
		found = append(found, t)
	}
	return found, nil
}

const fence = "```\n"

// locate finds the block that begins at t.lo, after empty lines.
func (t *Table) locate(text string) error {
	for t.lo < len(text) && text[t.lo] == '\n' {
		t.lo++
	}
	block := text[t.lo:]
	if t.fenced = strings.HasPrefix(block, fence); t.fenced {
		t.lo += len(fence)
		end := strings.Index(text[t.lo:], "\n"+fence)
		if end < 0 {
			return fmt.Errorf("its code block has no end")
		}
		t.hi = t.lo + end + 1
		return nil
	}
	t.hi = t.lo
	for line := range strings.Lines(block) {
		if !strings.HasPrefix(line, "|") {
			break
		}
		t.hi += len(line)
	}
	switch {
	case t.hi == t.lo:
		return fmt.Errorf("no code block or Markdown table follows the comment")
	case t.Whole:
		return fmt.Errorf("a Markdown table is part of what is printed: want from in place of all of")
	}
	return nil
}
