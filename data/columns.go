package data

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Selection is what a user says about a file besides its name. Its zero value leaves all to the file.
type Selection struct {
	Columns     []string // the two columns that hold the points, each by its name in the header or by its number from 1; nil: the only two that can
	Label       string   // the column that holds the labels; "": none is read
	Header      string   // whether the first row of a text file has the names of the columns: yes, no, or "" to see from the rows
	DropMissing bool     // leave out rows without a value in one of these columns
	Ink         string   // of a picture, what of it has probability: dark, light, alpha, or "" or auto to see from the picture
}

// places are where the wanted columns are, counted from 0.
type places struct {
	axes  [2]int
	label int // −1: none
}

// indexNames are the names, in small letters, of columns that count rows.
var indexNames = []string{"", "unnamed: 0", "index", "id"}

// noCoordinates says which columns certainly hold no coordinates, and what they hold.
var noCoordinates = []struct {
	what  string
	holds func(c column, named bool) bool
}{
	{"empty", func(c column, _ bool) bool { return c.missing == c.rows }},
	{"text", func(c column, _ bool) bool { return c.numbers == 0 }},
	{"the number of the row", func(c column, named bool) bool {
		return c.rows > 1 && (c.start == 0 || c.start == 1) && (!named || slices.Contains(indexNames, strings.ToLower(c.top)))
	}},
}

// what says what a column holds if it certainly holds no coordinates. Otherwise it returns "".
func (c column) what(named bool) string {
	for _, kind := range noCoordinates {
		if kind.holds(c, named) {
			return kind.what
		}
	}
	return ""
}

// places returns where the wanted columns of a file are, which has count of them. If they are not chosen, the columns that are certainly
// no coordinates must leave two, and leftOut says which they are.
func (s Selection) places(count int, columns []column, header []string) (p places, leftOut []string, err error) {
	p.label = -1
	if count < 2 {
		return p, nil, errors.New("one column; points need two, with a tab, semicolon, comma or space between them, or what a first line such as sep=| names")
	}
	if s.Label != "" {
		if p.label, err = find(s.Label, header, count); err != nil {
			return p, nil, err
		}
		if count < 3 {
			return p, nil, fmt.Errorf("two columns, of which %q holds the label; points need two more", s.Label)
		}
	}
	switch len(s.Columns) {
	case 0:
		return s.onlyTwo(p, columns, header)
	case 2:
	default:
		return p, nil, fmt.Errorf(`points need two columns, such as x,y or 1,2; chosen: %d. A comma in a name is written \,`, len(s.Columns))
	}
	for axis, column := range s.Columns {
		if p.axes[axis], err = find(column, header, count); err != nil {
			return p, nil, err
		}
	}
	switch {
	case p.axes[0] == p.axes[1]:
		return p, nil, fmt.Errorf("columns %q and %q are the same; points need two", s.Columns[0], s.Columns[1])
	case slices.Contains(p.axes[:], p.label):
		return p, nil, fmt.Errorf("column %q holds the label; points need two others", s.Label)
	}
	return p, nil, nil
}

// onlyTwo sets the axes to the only two columns that can hold coordinates.
func (s Selection) onlyTwo(p places, columns []column, header []string) (_ places, leftOut []string, err error) {
	var able, others []int // others: all that do not hold the label
	for i, c := range columns {
		if i == p.label {
			continue
		}
		others = append(others, i)
		if what := c.what(header != nil); what != "" {
			column := title(header, i)
			if column[0] != '"' {
				column = "column " + column
			}
			leftOut = append(leftOut, fmt.Sprintf("%s (%s)", column, what))
		} else {
			able = append(able, i)
		}
	}
	switch {
	case len(others) == 2: // which may be the wrong ones, but there are no others
		p.axes = [2]int(others)
		return p, nil, nil
	case len(able) == 2:
		p.axes = [2]int(able)
		return p, leftOut, nil
	case len(able) < 2:
		able = others
	}
	// Coordinates are seldom all whole, and labels and numbers of things are.
	fractions := slices.DeleteFunc(slices.Clone(able), func(i int) bool { return columns[i].whole == columns[i].numbers })
	if len(fractions) >= 2 {
		able = fractions
	}
	var shown []string
	for _, i := range others[:min(len(others), mostShown)] {
		text := title(header, i)
		if fields := columns[i].shown; fields != nil {
			text += fmt.Sprintf(" (%s)", strings.Join(fields, ", "))
		}
		shown = append(shown, text)
	}
	if len(others) > mostShown {
		shown = append(shown, "…")
	}
	return p, nil, fmt.Errorf("%d columns: %s; choose two with --columns, such as --columns %s,%s",
		len(others), strings.Join(shown, ", "), reference(header, able[0]), reference(header, able[1]))
}

// mostShown is how many columns an error shows.
const mostShown = 12

// called returns what finds a column in a Selection: its name, or its number if it has none of its own.
func called(header []string, column int) string {
	if header == nil || header[column] == "" {
		return strconv.Itoa(column + 1)
	}
	if name := header[column]; !slices.Contains(header[:column], name) && !slices.Contains(header[column+1:], name) {
		return name
	}
	return strconv.Itoa(column + 1)
}

// reference returns what finds a column in a flag: as called, or its number where the name has characters that flags and shells take for
// their own.
func reference(header []string, column int) string {
	if name := called(header, column); !strings.ContainsAny(name, " \t,;\"'\\$&|<>()*?!#") {
		return name
	}
	return strconv.Itoa(column + 1)
}

// find returns the place of a column.
func find(column string, header []string, count int) (place int, err error) {
	if place := slices.Index(header, column); place >= 0 {
		if more := slices.Index(header[place+1:], column); more >= 0 {
			return 0, fmt.Errorf("columns %d and %d are both called %q; want the number of one", place+1, place+1+more+1, column)
		}
		return place, nil
	}
	number, err := strconv.Atoi(column)
	switch {
	case err == nil && number >= 1 && number <= count:
		return number - 1, nil
	case header != nil:
		var names []string
		for _, name := range header[:min(len(header), mostShown)] {
			names = append(names, strconv.Quote(shortened(name, longestField)))
		}
		if len(header) > mostShown {
			names = append(names, "…")
		}
		return 0, fmt.Errorf("no column %q; there are %s", column, strings.Join(names, ", "))
	}
	return 0, fmt.Errorf("no column %q; there is no header, and columns are numbered from 1 to %d", column, count)
}

// title returns what people are told of a column: its name, or its number if it has none.
func title(header []string, column int) string {
	if header == nil || header[column] == "" {
		return strconv.Itoa(column + 1)
	}
	return strconv.Quote(shortened(header[column], longestField))
}
