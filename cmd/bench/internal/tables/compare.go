package tables

import (
	"fmt"
	"strings"
)

// Difference is a number that is another one today, or a line that is not printed.
type Difference struct {
	Where string // row and column
	Text  string // the cell in the text; "": it has no such line
	Now   string // as it is printed; "": there is no such line
}

func (d Difference) String() string {
	switch {
	case d.Now == "":
		return fmt.Sprintf("%s: is in the text and not printed", d.Where)
	case d.Text == "":
		return fmt.Sprintf("%s: is printed and not in the text", d.Where)
	}
	return fmt.Sprintf("%s: %s in the text, %s now", d.Where, d.Text, d.Now)
}

// Result is what comes of a table.
type Result struct {
	Numbers     int // that were compared
	Differences []Difference

	pairs []pair
}

// pair is the same cell in the text and as it is printed.
type pair struct{ text, now cell }

// Compare holds a table of a text against what its commands printed. Factor is by how much numbers of the machine may differ.
func (t Table) Compare(text, printed string, factor float64) (r Result) {
	now := newLookup(rowsOf(printed, 0, len(printed)))
	seen := make(map[string]int)
	for _, row := range rowsOf(text, t.lo, t.hi) {
		name := row.name()
		for j, c := range row.cells {
			if j == 0 && len(row.cells) > 1 {
				continue
			}
			where, column := name, row.column(j)
			if column.name != "" {
				where += ", " + column.name
			}
			other, ok := now.find(row, seen[name], j)
			if !ok {
				r.Differences = append(r.Differences, Difference{Where: where, Text: c.text})
				continue
			}
			if strings.HasSuffix(c.text, "…") { // the rest of the line is left out
				if there, all := len(tokens(c.text)), tokens(other.text); 0 < there && there < len(all) {
					other.text = other.text[:all[there-1][1]]
				}
			}
			r.pairs = append(r.pairs, pair{c, other})
			r.hold(where, []string{name, column.name}, c.text, other.text, factor)
		}
		seen[name]++
	}
	if t.Whole {
		for _, row := range now.rows {
			if !now.used[row.name()] {
				r.Differences = append(r.Differences, Difference{Where: row.name(), Now: row.cells[0].text})
				now.used[row.name()] = true
			}
		}
	}
	return r
}

// hold compares the numbers of two cells in a row and a column of some names.
func (r *Result) hold(where string, names []string, text, now string, factor float64) {
	a, b := numbers(text, names...), numbers(now, names...)
	same := len(a) == len(b) && starred(text) == starred(now)
	for i := range a {
		same = same && a[i].agrees(b[i], factor)
	}
	r.Numbers += len(a)
	if !same {
		r.Differences = append(r.Differences, Difference{where, plain(text), plain(now)})
	}
}

// starred reports whether a cell has the star of what chance does not explain.
func starred(text string) bool { return strings.HasSuffix(plain(text), " *") }

// name returns what a row is found by: its first cell. Of a line of one cell it is the words, with # in place of each number. A name that
// ends in … stands for all that begin like it.
func (r row) name() string {
	first := plain(r.cells[0].text)
	if len(r.cells) > 1 {
		return first
	}
	var masked strings.Builder
	last := 0
	for _, at := range tokens(first) {
		masked.WriteString(first[last:at[0]] + "#")
		last = at[1]
	}
	return masked.String() + first[last:]
}

// column is a column of some name, and how many columns of the same name are before it.
type column struct {
	name   string
	before int
}

// column returns which column a cell is in. Without names of columns, it has none, and before is its place.
func (r row) column(j int) column {
	if r.head == nil {
		return column{"", j}
	}
	c := column{name: r.head[j]}
	for _, name := range r.head[:j] {
		if name == c.name {
			c.before++
		}
	}
	return c
}

// lookup finds cells by the names of their rows and columns.
type lookup struct {
	rows []row
	used map[string]bool // names of rows that were found
}

func newLookup(rows []row) lookup { return lookup{rows, make(map[string]bool)} }

// find returns the printed cell that is cell j of a row of the text. Before says how many rows of the same name are before it. Rows and
// columns may be exchanged.
func (l lookup) find(r row, before, j int) (cell, bool) {
	if c, ok := l.at(r.name(), before, r.column(j)); ok {
		return c, ok
	}
	if r.head == nil {
		return cell{}, false
	}
	return l.at(r.head[j], 0, column{r.name(), before})
}

// at returns the cell of a column in a row, of those of a name the one that has so many before it.
func (l lookup) at(name string, before int, of column) (cell, bool) {
	start, cut := strings.CutSuffix(name, "…")
	for _, r := range l.rows {
		if own := r.name(); own != name && !(cut && strings.HasPrefix(own, start)) {
			continue
		}
		if before > 0 {
			before--
			continue
		}
		l.used[r.name()] = true
		for j := range r.cells {
			if r.column(j) == of || of.name == "" && j == of.before {
				return r.cells[j], true
			}
		}
		return cell{}, false
	}
	return cell{}, false
}
