package data

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// column is what is known of a column of a file before its numbers are read. The first row is apart, as it may be a header.
type column struct {
	top                           string // its field in the first row
	topValue                      float64
	topKind                       fieldKind
	rows, numbers, whole, missing int      // rows below the first, and how many of them hold a number, a whole one, or no value
	repeated                      bool     // top is below too
	start                         float64  // what the values less their place below the first row, from 0, have in common; NaN: nothing
	shown                         []string // the first fields below the first row
}

// shownFields is how many fields of a column an error shows.
const shownFields = 3

// add takes a field below the first row into account.
func (c *column) add(field string, n notation) {
	value, kind := n.number(field)
	if c.rows == 0 {
		c.start = value
	}
	if kind != isNumber || value != c.start+float64(c.rows) {
		c.start = math.NaN()
	}
	c.rows++
	switch kind {
	case isNumber:
		c.numbers++
		if value == math.Trunc(value) {
			c.whole++
		}
	case isMissing:
		c.missing++
	}
	c.repeated = c.repeated || field == c.top
	if len(c.shown) < shownFields {
		c.shown = append(c.shown, shortened(field, longestShown))
	}
}

// The letters of a field that an error shows: of one among many, and of one alone.
const longestShown, longestField = 8, 40

// shortened returns a field as an error shows it, with no more than so many letters.
func shortened(field string, longest int) string {
	if letters := []rune(field); len(letters) > longest {
		return string(letters[:longest]) + "…"
	}
	return strings.Clone(field)
}

// survey is what is known of all columns of a file.
type survey struct {
	columns []column
	first   int  // the line of the first row
	short   bool // the first row is one field shorter than the others: R leaves out the name of the column of row names, which is the first
	rows    int
	header  bool
}

// survey looks at all rows. header is yes, no, or "" to see from the rows whether the first of them is a header.
func (r records) survey(n notation, header string) (s survey, err error) {
	err = r.each(func(line int, fields []string) error {
		s.rows++
		switch {
		case s.columns == nil:
			s.first, s.columns = line, make([]column, len(fields))
			for i, field := range fields {
				c := column{top: strings.Join(strings.Split(field, "\n"), " ")} // Excel's names may have several lines
				c.topValue, c.topKind = n.number(field)
				s.columns[i] = c
			}
			return nil
		case s.rows == 2 && len(fields) == len(s.columns)+1 && header != "no" && (header == "yes" || s.named()):
			nameless := 0
			if fields[len(fields)-1] == "" { // a separator at the end of every row but the header
				nameless = len(s.columns)
			}
			s.short, s.columns = true, slices.Insert(s.columns, nameless, column{topKind: isMissing})
		case len(fields) != len(s.columns):
			remark := ""
			if r.separator == ',' && len(fields) == 2*len(s.columns) {
				remark = commasRemark
			}
			return fmt.Errorf("%s:%d: %d fields where line %d has %d%s", r.name, line, len(fields), s.first, len(s.columns), remark)
		}
		for i, field := range fields {
			s.columns[i].add(field, n)
		}
		return nil
	})
	s.header = s.rows > 0 && (header == "yes" || header == "" && (s.short || s.named() || s.namedBeside()))
	if !s.header {
		s.includeFirst()
	}
	return s, err
}

// named reports whether the first row is a header whatever the others are: it has text and no number, or its fields are 0, 1, 2, … as
// pandas numbers columns without names. The name of the first column may be missing.
func (s *survey) named() bool {
	texts, numbers, counts := 0, 0, true
	for i, c := range s.columns {
		switch c.topKind {
		case isText:
			texts++
		case isNumber:
			counts = counts && c.top == strconv.Itoa(numbers)
			numbers++
		case isMissing:
			counts = counts && i == 0
		}
	}
	return texts > 0 && numbers == 0 || texts == 0 && numbers > 0 && counts
}

// namedBeside reports whether the first row, which has text, is a header by what is below it: there is text above numbers, or no field
// of it looks like those below it. Years above decimals, for example, do not.
func (s *survey) namedBeside() bool {
	texts, alike := false, false
	for _, c := range s.columns {
		switch c.topKind {
		case isText:
			if texts = true; c.numbers > 0 {
				return true
			}
			alike = alike || c.repeated
		case isNumber:
			whole := c.topValue >= 0 && c.topValue == math.Trunc(c.topValue)
			alike = alike || !whole || c.whole == c.numbers
		}
	}
	return texts && !alike
}

// includeFirst counts the first row as a row like the others.
func (s *survey) includeFirst() {
	for i := range s.columns {
		c := &s.columns[i]
		c.rows++
		switch c.topKind {
		case isNumber:
			c.numbers++
			if c.topValue == math.Trunc(c.topValue) {
				c.whole++
			}
		case isMissing:
			c.missing++
		}
		if c.topKind != isNumber || c.rows > 1 && c.topValue != c.start-1 {
			c.start = math.NaN()
		} else {
			c.start = c.topValue
		}
		c.shown = append([]string{shortened(c.top, longestShown)}, c.shown[:min(len(c.shown), shownFields-1)]...)
	}
}

// names returns the names of the columns, or nil if there is no header.
func (s *survey) names() (names []string) {
	if !s.header {
		return nil
	}
	for _, c := range s.columns {
		names = append(names, c.top)
	}
	return names
}
