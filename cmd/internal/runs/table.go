package runs

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Table is a CSV file of the folder that grows with a training: rows of numbers, of which the first is the step. What was
// added is in the file after Flush.
type Table struct {
	Rows [][]float64 // all rows, those of earlier sessions included

	header []string
	file   *os.File
	w      *bufio.Writer
}

// OpenTable opens a table to go on after a step: rows of later steps, which a training that was cut off may have left,
// are dropped. A table that does not exist is made.
func (f Folder) OpenTable(name string, header []string, after int) (*Table, error) {
	rows, err := f.ReadTable(name, header)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(row []float64) bool { return row[0] > float64(after) })
	err = f.Write(func(w io.Writer) error {
		_, err := io.WriteString(w, TableText(header, rows))
		return err
	}, name)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(f.File(name), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	return &Table{Rows: rows, header: header, file: file, w: bufio.NewWriter(file)}, nil
}

// TableText returns what a table's file holds.
func TableText(header []string, rows [][]float64) string {
	lines := []string{strings.Join(header, ",") + "\n"}
	for _, row := range rows {
		lines = append(lines, line(row))
	}
	return strings.Join(lines, "")
}

// line returns a row as a line of CSV: the step whole, all else with six digits.
func line(row []float64) string {
	fields := []string{strconv.FormatFloat(row[0], 'f', 0, 64)}
	for _, v := range row[1:] {
		fields = append(fields, strconv.FormatFloat(v, 'g', 6, 64))
	}
	return strings.Join(fields, ",") + "\n"
}

// Add appends a row, which must have a number for each column.
func (t *Table) Add(row ...float64) error {
	if len(row) != len(t.header) {
		panic("runs: a row needs a number for each column")
	}
	t.Rows = append(t.Rows, row)
	_, err := t.w.WriteString(line(row))
	return err
}

// Column returns the numbers of a column.
func (t *Table) Column(name string) []float64 {
	i := slices.Index(t.header, name)
	var column []float64
	for _, row := range t.Rows {
		column = append(column, row[i])
	}
	return column
}

// Flush writes what was added to the file.
func (t *Table) Flush() error { return t.w.Flush() }

// Close flushes the table and closes its file.
func (t *Table) Close() error { return cmp.Or(t.w.Flush(), t.file.Close()) }

// ReadTable returns the rows of a table of the folder, none if there is no such file. It stops at the first line that is
// not whole, as a training that was killed leaves it.
func (f Folder) ReadTable(name string, header []string) ([][]float64, error) {
	file, err := os.Open(f.File(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = len(header)
	if _, err := reader.Read(); err != nil {
		return nil, nil
	}
	var rows [][]float64
	for {
		record, err := reader.Read()
		if err != nil {
			return rows, nil
		}
		row := make([]float64, len(record))
		for i, field := range record {
			if row[i], err = strconv.ParseFloat(field, 64); err != nil {
				return rows, nil
			}
		}
		rows = append(rows, row)
	}
}
