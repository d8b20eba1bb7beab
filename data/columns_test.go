package data

import (
	"strconv"
	"testing"
)

// Columns are numbered from 1 up to their count, with a header and without. No other number is a column.
func TestColumnsAreNumberedFromOne(t *testing.T) {
	for _, header := range [][]string{nil, {"a", "b", "c"}} {
		for number := -2; number <= 5; number++ {
			index, err := find(strconv.Itoa(number), header, 3)
			if good := number >= 1 && number <= 3; good != (err == nil) || good && index != number-1 {
				t.Errorf("header %q: column %d is at %d, %v", header, number, index, err)
			}
		}
	}
}
