package runs

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"

	"ddpm/train"
)

var logHeader = []string{"step", "loss", "lr", "grad_norm", "seconds"}

// Row is a line of log.csv.
type Row struct {
	train.Step
	Seconds float64 // of training so far, over all sessions
}

// Log is log.csv while it grows. What was added is on disk after Flush.
type Log struct {
	file *os.File
	w    *bufio.Writer
}

// OpenLog opens the folder's log to go on after a step: rows of later steps, which a training that was cut off may have
// left, are dropped. It returns the rows that stay.
func (f Folder) OpenLog(after int) (*Log, []Row, error) {
	rows, err := f.ReadLog()
	if err != nil {
		return nil, nil, err
	}
	for len(rows) > 0 && rows[len(rows)-1].Number > after {
		rows = rows[:len(rows)-1]
	}
	err = f.Write(func(w io.Writer) error {
		if err := csv.NewWriter(w).WriteAll([][]string{logHeader}); err != nil {
			return err
		}
		for _, row := range rows {
			if _, err := w.Write(row.line()); err != nil {
				return err
			}
		}
		return nil
	}, LogFile)
	if err != nil {
		return nil, nil, err
	}
	file, err := os.OpenFile(f.File(LogFile), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, nil, err
	}
	return &Log{file, bufio.NewWriter(file)}, rows, nil
}

func (r Row) line() []byte {
	return fmt.Appendf(nil, "%d,%.6g,%.6g,%.6g,%.3f\n", r.Number, r.Loss, r.LearningRate, r.GradNorm, r.Seconds)
}

// Add appends a row.
func (l *Log) Add(row Row) error {
	_, err := l.w.Write(row.line())
	return err
}

// Flush writes what was added to the file.
func (l *Log) Flush() error { return l.w.Flush() }

// Close flushes and closes the log.
func (l *Log) Close() error { return errors.Join(l.w.Flush(), l.file.Close()) }

// ReadLog returns the rows of the folder's log, none if it does not exist. It stops at the first line that is not whole, as
// a training that was killed leaves it.
func (f Folder) ReadLog() ([]Row, error) {
	file, err := os.Open(f.File(LogFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = len(logHeader)
	var rows []Row
	for {
		record, err := reader.Read()
		if err != nil {
			return rows, nil
		}
		if record[0] == logHeader[0] {
			continue
		}
		var numbers [5]float64
		for i, field := range record {
			if numbers[i], err = strconv.ParseFloat(field, 64); err != nil {
				return rows, nil
			}
		}
		rows = append(rows, Row{
			train.Step{Number: int(numbers[0]), Loss: numbers[1], LearningRate: numbers[2], GradNorm: numbers[3]},
			numbers[4],
		})
	}
}
