package tables

import (
	"regexp"
	"strings"
)

// cell is a piece of a line, and where it is in the text that the line is of.
type cell struct {
	text   string
	lo, hi int
}

// row is a line of cells. The first one names it.
type row struct {
	cells []cell
	head  []string // names of the columns, as many as there are cells; nil: they have no names
}

// between is what lies between the cells of a printed line. One space is part of a cell.
var between = regexp.MustCompile(`  +`)

// rule is the line below the names of the columns of a Markdown table.
var rule = regexp.MustCompile(`^\|[ :|-]+\|\s*$`)

// fraction is what no name of a column has.
var fraction = regexp.MustCompile(`\.\d`)

// rowsOf returns the rows of the part of a text from lo to hi. Lines that follow each other with as many cells, at least two, are a table. Its
// first line has the names of the columns if it has no number with a point.
func rowsOf(text string, lo, hi int) (rows []row) {
	var group []row
	end := func() {
		if len(group) > 1 && len(group[0].cells) > 1 {
			var head []string
			for _, c := range group[0].cells {
				head = append(head, plain(c.text))
			}
			if !fraction.MatchString(strings.Join(head[1:], " ")) {
				group = group[1:]
				for i := range group {
					group[i].head = head
				}
			}
		}
		rows, group = append(rows, group...), nil
	}
	add := func(cells []cell) {
		if len(group) > 0 && len(group[0].cells) != len(cells) {
			end()
		}
		group = append(group, row{cells: cells})
	}
	at := lo
	for line := range strings.Lines(text[lo:hi]) {
		switch trimmed := strings.TrimRight(line, " \n"); {
		case trimmed == "":
			end()
		case rule.MatchString(trimmed):
		case strings.HasPrefix(trimmed, "|"):
			add(markdownCells(trimmed, at))
		default:
			add(printedCells(trimmed, at))
		}
		at += len(line)
	}
	end()
	return rows
}

// markdownCells returns the cells of a row of a Markdown table, whose line begins at a place.
func markdownCells(line string, at int) (cells []cell) {
	at++
	for part := range strings.SplitSeq(strings.TrimSuffix(line[1:], "|"), "|") {
		text := strings.TrimSpace(part)
		lo := at + strings.Index(part, text)
		cells = append(cells, cell{text, lo, lo + len(text)})
		at += len(part) + 1
	}
	return cells
}

// indent is how many spaces at the beginning of a line are no column, at most.
const indent = 4

// printedCells returns the cells of a printed line, which begins at a place. A line that begins with more spaces than an indent has an empty
// first cell, unless there would be only one besides.
func printedCells(line string, at int) (cells []cell) {
	last := 0
	if words := strings.TrimLeft(line, " "); len(line)-len(words) <= indent {
		at, line = at+len(line)-len(words), words
	}
	for _, gap := range append(between.FindAllStringIndex(line, -1), []int{len(line), len(line)}) {
		cells = append(cells, cell{line[last:gap[0]], at + last, at + gap[0]})
		last = gap[1]
	}
	if len(cells) == 2 && cells[0].text == "" {
		return cells[1:]
	}
	return cells
}

// plain returns the text of a cell without the marks of Markdown.
func plain(text string) string {
	return strings.NewReplacer("**", "", "`", "", `\*`, "*").Replace(text)
}
