package data

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// notation is how a file writes numbers: the mark before decimals. The other of point and comma groups the digits before it.
type notation byte

const (
	decimalPoint notation = '.' // 1,234.5
	decimalComma notation = ',' // 1.234,5
)

// fieldKind is what a field holds.
type fieldKind int

const (
	isText fieldKind = iota
	isNumber
	isMissing // no value: NA, for example
)

// missingWords are the fields, in small letters, that stand for a value that is not known.
var missingWords = []string{"", "na", "n/a", "#n/a", "nan", "null", "none"}

// otherSigns replaces signs of numbers that are not those of ASCII: the minus sign, and spaces that group digits.
var otherSigns = strings.NewReplacer("\u2212", "-", "\u00a0", "", "\u202f", "")

// grouped are the numbers whose digits are grouped by threes.
var grouped = map[notation]*regexp.Regexp{
	decimalPoint: regexp.MustCompile(`^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$`),
	decimalComma: regexp.MustCompile(`^[-+]?\d{1,3}(\.\d{3})+(,\d*)?$`),
}

// number returns the value of a field, if it holds a number. A number too large for float64 is infinite.
func (n notation) number(field string) (float64, fieldKind) {
	if !isASCII(field) {
		field = otherSigns.Replace(field)
	}
	text, groups := field, ","
	if n == decimalComma {
		groups = "."
	}
	if strings.Contains(text, groups) {
		if !grouped[n].MatchString(text) {
			return 0, isText
		}
		text = strings.ReplaceAll(text, groups, "")
	}
	if n == decimalComma {
		text = strings.Replace(text, ",", ".", 1)
	}
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case err == nil && !math.IsNaN(v), errors.Is(err, strconv.ErrRange):
		return v, isNumber
	case err == nil, slices.Contains(missingWords, strings.ToLower(field)):
		return 0, isMissing
	}
	return 0, isText
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// notation returns how the file writes numbers. It is with a decimal comma if more fields are numbers then. If as many are, it is so if
// commas do not separate fields, some number has a comma and none has a point.
func (r records) notation() (notation, error) {
	var points, commas int // fields with a point or a comma that are numbers, by notation
	var hasPoint, hasComma bool
	err := r.each(func(_ int, fields []string) error {
		for _, field := range fields {
			if !strings.ContainsAny(field, ".,") {
				continue
			}
			_, byPoint := decimalPoint.number(field)
			_, byComma := decimalComma.number(field)
			if byPoint == isNumber {
				points++
			}
			if byComma == isNumber {
				commas++
			}
			if byPoint == isNumber || byComma == isNumber {
				hasPoint = hasPoint || strings.Contains(field, ".")
				hasComma = hasComma || strings.Contains(field, ",")
			}
		}
		return nil
	})
	if commas > points || commas == points && r.separator != ',' && hasComma && !hasPoint {
		return decimalComma, err
	}
	return decimalPoint, err
}
