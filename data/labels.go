package data

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// labels are the labels of a file's rows, as they are read.
type labels struct {
	texts []string       // the names of the different labels, in the order in which they first appeared
	index map[string]int // the place of each in texts
	rows  []int          // of each row, the place of its label in texts
}

// maxLabels is how many different labels a file may have. A column with more is taken for a measurement.
const maxLabels = 256

// LabelName returns the name of the label that a text stands for. Texts of the same number, such as 1, 1.0, 01 and 1e0, have one name: the
// shortest text of the number. Any other text is its own name.
func LabelName(text string) string {
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || math.IsInf(v, 0) || math.IsNaN(v):
		return text
	case v != math.Trunc(v):
		return strconv.FormatFloat(v, 'g', -1, 64)
	case math.Abs(v) < mostExact:
		return strconv.FormatInt(int64(v), 10)
	}
	return text
}

// mostExact is the largest whole number up to which float64 distinguishes all of them.
const mostExact = 1 << 53

// isMissingLabel says whether a text is no label but a missing value. None and null are labels: there are classes of that name.
func isMissingLabel(text string) bool {
	_, kind := decimalPoint.number(text)
	return kind == isMissing && !slices.Contains([]string{"none", "null"}, strings.ToLower(text))
}

// add adds the label of a row.
func (l *labels) add(text string) error {
	name := LabelName(text)
	i, ok := l.index[name]
	if !ok {
		if i = len(l.texts); i == maxLabels {
			return fmt.Errorf("%q is one label more than %d; a column of labels has few different ones, each on many rows", text, maxLabels)
		}
		if l.index == nil {
			l.index = make(map[string]int)
		}
		l.index[name] = i
		l.texts = append(l.texts, name)
	}
	l.rows = append(l.rows, i)
	return nil
}

// addNumber adds the label of a row of an array. A whole number must be one that float64 distinguishes from its neighbours.
func (l *labels) addNumber(v float64) error {
	if v == math.Trunc(v) && math.Abs(v) > mostExact || math.IsNaN(v) {
		return fmt.Errorf("%v is not a label; the labels of an array are numbers up to 2⁵³", v)
	}
	return l.add(strconv.FormatFloat(v, 'f', -1, 64))
}

// names returns the different labels in order: that of their values if all are numbers, else that of their texts.
func (l *labels) names() ([]string, error) {
	if len(l.texts) < 2 {
		return nil, fmt.Errorf("all rows have the label %q; at least two different labels are needed", l.texts[0])
	}
	values := make(map[string]float64)
	for _, text := range l.texts {
		if value, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(value) {
			values[text] = value
		}
	}
	numbers := len(values) == len(l.texts)
	return slices.SortedFunc(slices.Values(l.texts), func(a, b string) int {
		if numbers && values[a] != values[b] {
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
