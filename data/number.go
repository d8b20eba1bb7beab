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

// missingWords are the fields, in small letters, that stand for a value that is not known: those of pandas, and the point of SAS and Stata.
var missingWords = []string{
	"", "na", "n/a", "nan", "-nan", "null", "none", "<na>", "#n/a n/a", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan", ".",
}

// otherSigns replaces signs of numbers that are not those of ASCII: the minus sign, and spaces that group digits.
var otherSigns = strings.NewReplacer("\u2212", "-", "\u00a0", "", "\u202f", "")

// excelErrors are the errors that Excel writes in place of values, in many languages: #N/A, #DIV/0!, #VALUE!, #WERT!.
const excelErrors = `#(?:N/A|NA|N/D|NV|[¡¿]?[\p{Lu}/0]+[!?])`

var excelError = regexp.MustCompile(`^` + excelErrors + `$`)

// grouped are the numbers whose digits are grouped by threes. The first group does not begin with 0: 0,123 is below 1.
var grouped = map[notation]*regexp.Regexp{
	decimalPoint: regexp.MustCompile(`^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$`),
	decimalComma: regexp.MustCompile(`^[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?$`),
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
	case err == nil, slices.Contains(missingWords, strings.ToLower(field)), excelError.MatchString(field):
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

// notation returns how the file writes numbers. It is with a decimal comma if more fields are numbers then. If as many are, and the same mark
// seems to group digits in all of them, the other one is decimal. Otherwise it is with a decimal comma if commas do not separate fields,
// some number has a comma and none has a point.
func (r records) notation() (notation, error) {
	var points, commas int // fields with a point or a comma that are numbers, by notation
	var hasPoint, hasComma bool
	var columns []digits
	err := r.each(func(_ int, fields []string) error {
		columns = append(columns, make([]digits, max(0, len(fields)-len(columns)))...)
		for i, field := range fields {
			columns[i].add(field)
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
	switch {
	case commas != points:
		hasComma, hasPoint = commas > points, false
	case hasComma == hasPoint:
		return decimalPoint, err
	case slices.ContainsFunc(columns, digits.grouped):
		hasComma = hasPoint
	case r.separator == ',':
		hasComma = false
	}
	if hasComma {
		return decimalComma, err
	}
	return decimalPoint, err
}

// digits counts the numbers of a column by how they are written.
type digits struct {
	marked    int // with a point or a comma
	hundreds  int // without one, from 100 to 999
	thousands int // without one, from 1,000 on
}

// add counts a field.
func (d *digits) add(field string) {
	if strings.ContainsAny(field, ".,") {
		d.marked++
		return
	}
	value, kind := decimalPoint.number(field)
	switch size := math.Abs(value); {
	case kind != isNumber || size < 100:
	case size < 1000:
		d.hundreds++
	default:
		d.thousands++
	}
}

// grouped reports whether the marks of a column, with three digits behind each of them, seem to group digits: all numbers from 1,000 on have
// one, and those below have none. Of 20 decimals that are rounded to three digits some have fewer, and a whole number in hundreds is rare.
func (d digits) grouped() bool { return d.marked >= 20 && d.hundreds > 0 && d.thousands == 0 }
