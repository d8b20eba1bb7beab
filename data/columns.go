package data

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// selection is which columns of a file a user wants, each by its name in the header or by its number from 1. See Open.
type selection struct {
	columns []string // two; nil: the first two that do not hold the label
	label   string   // "": none
}

// places are where the wanted columns are, counted from 0.
type places struct {
	axes  [2]int
	label int // −1: none
}

// places returns where the wanted columns are in a file with that header, which may be nil, and with so many columns.
func (s selection) places(header []string, count int) (p places, err error) {
	p.label = -1
	if count < 2 {
		return p, errors.New("one column; points need two")
	}
	if s.label != "" {
		if p.label, err = find(s.label, header, count); err != nil {
			return p, err
		}
		if count < 3 {
			return p, fmt.Errorf("two columns, of which %q holds the label; points need two more", s.label)
		}
	}
	switch len(s.columns) {
	case 0:
		first := slices.DeleteFunc([]int{0, 1, 2}, func(place int) bool { return place == p.label })
		p.axes = [2]int(first[:2])
		return p, nil
	case 2:
	default:
		return p, fmt.Errorf("%d columns are chosen; points need two, such as x,y or 1,2", len(s.columns))
	}
	for axis, column := range s.columns {
		if p.axes[axis], err = find(column, header, count); err != nil {
			return p, err
		}
	}
	switch {
	case p.axes[0] == p.axes[1]:
		return p, fmt.Errorf("columns %q and %q are the same; points need two", s.columns[0], s.columns[1])
	case slices.Contains(p.axes[:], p.label):
		return p, fmt.Errorf("column %q holds the label; points need two others", s.label)
	}
	return p, nil
}

// find returns the place of a column.
func find(column string, header []string, count int) (place int, err error) {
	if place := slices.Index(header, column); place >= 0 {
		return place, nil
	}
	number, err := strconv.Atoi(column)
	switch {
	case err == nil && number >= 1 && number <= count:
		return number - 1, nil
	case header != nil:
		return 0, fmt.Errorf("no column %q; there are %q", column, header)
	}
	return 0, fmt.Errorf("no column %q; there is no header, and columns are numbered from 1 to %d", column, count)
}
