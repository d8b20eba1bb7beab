package data

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// readCSV reads rows of fields. Name is what errors call the file.
//
//   - Fields are separated by tabs, semicolons, commas or spaces: by the first of these that the first row contains, or by what a line
//     before it names, as in sep=;. They may be quoted.
//   - The first row may be a header: see survey. Blank rows and lines that start with # are skipped. All other rows need the same number of
//     fields, but a header may have one fewer.
//   - Numbers have a decimal point or, if all do, a decimal comma.
func readCSV(r io.Reader, name string, want Selection) (t table, err error) {
	rows, err := newRecords(r, name)
	if err != nil {
		return table{}, err
	}
	numbers, err := rows.notation()
	if err != nil {
		return table{}, err
	}
	s, err := rows.survey(numbers, want.Header)
	if err != nil {
		return table{}, err
	}
	noRows := fmt.Errorf("%s: no rows; points are rows of two numbers", name)
	if s.columns == nil {
		return table{}, noRows
	}
	header := s.names()
	at, leftOut, err := want.places(len(s.columns), s.columns, header)
	if err != nil {
		return table{}, fmt.Errorf("%s:%d: %w%s", name, s.first, err, rows.commas(s))
	}
	t.reading = Reading{Columns: [2]string{called(header, at.axes[0]), called(header, at.axes[1])}, Header: &s.header, LeftOut: leftOut, Comments: rows.comments()}
	if numbers == decimalComma {
		t.reading.Decimal = "comma"
	}
	row := 0
	err = rows.each(func(line int, fields []string) error {
		if row++; row == 1 && s.header {
			return nil
		}
		var x Point
		for axis, column := range at.axes {
			value, kind := numbers.number(fields[column])
			if kind == isMissing && want.DropMissing {
				t.reading.Dropped++
				return nil
			}
			err := wrong(fields[column], value, kind)
			if err != nil {
				return fmt.Errorf("%s:%d: column %s: %w", name, line, title(header, column), err)
			}
			x[axis] = value
		}
		if at.label >= 0 {
			label := fields[at.label]
			missing := isMissingLabel(label)
			if v, kind := numbers.number(label); kind == isNumber && numbers == decimalComma && strings.Contains(label, ",") {
				label = strconv.FormatFloat(v, 'g', -1, 64) // 1,0 is the label 1
			}
			if missing && want.DropMissing {
				t.reading.Dropped++
				return nil
			}
			err := errMissing(label)
			if !missing {
				err = t.labels.add(label)
			}
			if err != nil {
				return fmt.Errorf("%s:%d: column %s: %w", name, line, title(header, at.label), err)
			}
		}
		t.points = append(t.points, x)
		return nil
	})
	if err != nil {
		return table{}, err
	}
	if len(t.points) == 0 && t.reading.Dropped > 0 {
		return table{}, fmt.Errorf("%s: every row is without a value", name)
	}
	if len(t.points) == 0 {
		return table{}, noRows
	}
	return t, nil
}

// wrong says why a field is no coordinate.
func wrong(field string, value float64, kind fieldKind) error {
	switch kind {
	case isText:
		return fmt.Errorf("%q is not a number", shortened(field, longestField))
	case isMissing:
		return errMissing(field)
	}
	if err := checkFinite(value); err != nil {
		return fmt.Errorf("%q %w", shortened(field, longestField), err)
	}
	return nil
}

// errMissing returns the error of a value that is missing.
func errMissing(field string) error {
	return fmt.Errorf("%q is a missing value; --drop-missing leaves such rows out", field)
}

// commas returns a remark for a file that seems to have decimal commas between commas: it has no header, and four or more columns, an even
// number, of whole numbers.
func (r records) commas(s survey) string {
	whole := !slices.ContainsFunc(s.columns, func(c column) bool { return c.whole < c.rows })
	if r.separator != ',' || !whole || len(s.columns)%2 != 0 || len(s.columns) < 4 || s.header {
		return ""
	}
	return commasRemark
}

const commasRemark = ". If its commas are decimal ones, the columns need another separator, such as a semicolon"
