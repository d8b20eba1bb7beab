package data

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// records are the rows of fields of a text file. They can be read more than once.
type records struct {
	name      string // what errors call the file
	text      []byte
	separator rune
}

// newRecords returns the records of a text file.
func newRecords(r io.Reader, name string) (records, error) {
	text, err := readText(r)
	if err != nil {
		return records{}, fileError(name, err)
	}
	separator, text := separatorOf(text)
	return records{name, text, separator}, nil
}

// comments returns how many lines below the first row are comments. Those above it are no part of a table in any case.
func (r records) comments() int {
	below := r.text
	for line := range bytes.Lines(r.text) {
		below = below[len(line):]
		if rest := bytes.TrimSpace(line); len(rest) > 0 && line[0] != '#' {
			break
		}
	}
	count := bytes.Count(below, []byte("\n#"))
	if bytes.HasPrefix(below, []byte("#")) {
		count++
	}
	return count
}

// each calls do with every row and the number of its line, until do fails. Blank rows and lines that start with # are no rows. Fields are
// without the space around them and without their quotes. They are valid until do returns.
func (r records) each(do func(line int, fields []string) error) error {
	rows := csv.NewReader(bytes.NewReader(r.text))
	rows.Comma = r.separator
	rows.Comment = '#'
	rows.TrimLeadingSpace = r.separator != '\t' // a tab is space too, and two of them have an empty field between them
	rows.FieldsPerRecord = -1
	rows.ReuseRecord = true
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return nil
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			return fmt.Errorf("%s:%d: %w", r.name, wrong.StartLine, quoteError(wrong.Err))
		}
		if err != nil {
			return fileError(r.name, err)
		}
		if row = tidy(row, r.separator); len(row) == 0 {
			continue
		}
		line, _ := rows.FieldPos(0)
		if err := do(line, row); err != nil {
			return err
		}
	}
}

// quoteError says in plain words what package csv says of quotes.
func quoteError(err error) error {
	switch err {
	case csv.ErrBareQuote:
		return errors.New(`a quote (") in a field that does not begin with one; want such a field in quotes, with two quotes for each one in it`)
	case csv.ErrQuote:
		return errors.New(`a quote (") begins a field and none ends it, or text follows the one that does`)
	}
	return err
}

// tidy removes the space around fields, and returns nil for a row of empty fields. Where spaces separate fields, it also removes the
// empty fields that spaces at the end of a line make.
func tidy(row []string, separator rune) []string {
	blank := true
	for i, field := range row {
		row[i] = strings.TrimSpace(field)
		blank = blank && row[i] == ""
	}
	if blank {
		return nil
	}
	for separator == ' ' && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	return row
}
