package data

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// classes are the labels of a file's rows, as they are read.
type classes struct {
	texts []string       // those seen, in the order in which they came
	index map[string]int // in texts
	rows  []int          // the index of each row's
}

// maxClasses bounds how many labels a file may have: a column with more is a measurement.
const maxClasses = 256

// add adds a row's label.
func (c *classes) add(text string) error {
	if text == "" {
		return errors.New("no label; each row needs one")
	}
	i, ok := c.index[text]
	if !ok {
		if i = len(c.texts); i == maxClasses {
			return fmt.Errorf("%q is one label more than %d; a column of labels has few, each on many rows", text, maxClasses)
		}
		if c.index == nil {
			c.index = make(map[string]int)
		}
		c.index[text] = i
		c.texts = append(c.texts, text)
	}
	c.rows = append(c.rows, i)
	return nil
}

// addNumber adds a row's label where labels are numbers.
func (c *classes) addNumber(v float64) error {
	if v != math.Trunc(v) || math.Abs(v) > 1<<53 {
		return fmt.Errorf("%v is no label; those of an array are whole numbers", v)
	}
	return c.add(strconv.FormatInt(int64(v), 10))
}

// names returns the labels in order: that of their values if all are integers, else of their texts.
func (c *classes) names() ([]string, error) {
	if len(c.texts) < 2 {
		return nil, fmt.Errorf("all rows have the label %q; there is nothing to tell apart by it", c.texts[0])
	}
	values := make(map[string]int)
	for _, text := range c.texts {
		if value, err := strconv.Atoi(text); err == nil {
			values[text] = value
		}
	}
	numbers := len(values) == len(c.texts)
	return slices.SortedFunc(slices.Values(c.texts), func(a, b string) int {
		if numbers && values[a] != values[b] {
			return cmp.Compare(values[a], values[b])
		}
		return cmp.Compare(a, b)
	}), nil
}

// labels returns each row's label as its index in names.
func (c *classes) labels(names []string) []int {
	number := make([]int, len(names)) // of each text
	for label, name := range names {
		number[c.index[name]] = label
	}
	labels := make([]int, len(c.rows))
	for row, i := range c.rows {
		labels[row] = number[i]
	}
	return labels
}
