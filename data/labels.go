package data

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// labels are the labels of a file's rows, as they are read.
type labels struct {
	texts []string       // the different labels, in the order in which they first appeared
	index map[string]int // the place of each in texts
	rows  []int          // of each row, the place of its label in texts
}

// maxLabels is how many different labels a file may have. A column with more is taken for a measurement.
const maxLabels = 256

// add adds the label of a row.
func (l *labels) add(text string) error {
	if text == "" {
		return errors.New("no label; each row needs one")
	}
	i, ok := l.index[text]
	if !ok {
		if i = len(l.texts); i == maxLabels {
			return fmt.Errorf("%q is one label more than %d; a column of labels has few different ones, each on many rows", text, maxLabels)
		}
		if l.index == nil {
			l.index = make(map[string]int)
		}
		l.index[text] = i
		l.texts = append(l.texts, text)
	}
	l.rows = append(l.rows, i)
	return nil
}

// addNumber adds the label of a row of an array. It must be a whole number that float64 distinguishes from its neighbours.
func (l *labels) addNumber(v float64) error {
	if v != math.Trunc(v) || math.Abs(v) > 1<<53 {
		return fmt.Errorf("%v is not a label; the labels of an array are whole numbers", v)
	}
	return l.add(strconv.FormatInt(int64(v), 10))
}

// names returns the different labels in order: that of their values if all are integers, else that of their texts.
func (l *labels) names() ([]string, error) {
	if len(l.texts) < 2 {
		return nil, fmt.Errorf("all rows have the label %q; at least two different labels are needed", l.texts[0])
	}
	values := make(map[string]int)
	for _, text := range l.texts {
		if value, err := strconv.Atoi(text); err == nil {
			values[text] = value
		}
	}
	integers := len(values) == len(l.texts)
	return slices.SortedFunc(slices.Values(l.texts), func(a, b string) int {
		if integers && values[a] != values[b] {
			return cmp.Compare(values[a], values[b])
		}
		return cmp.Compare(a, b)
	}), nil
}

// numbers returns the label of each row as its place in names.
func (l *labels) numbers(names []string) []int {
	number := make([]int, len(names)) // of each text
	for place, name := range names {
		number[l.index[name]] = place
	}
	numbers := make([]int, len(l.rows))
	for row, i := range l.rows {
		numbers[row] = number[i]
	}
	return numbers
}
