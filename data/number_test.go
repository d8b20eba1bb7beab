package data

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"
)

// The same two points in every way that programs and countries write them.
func TestNumbersAsPeopleWriteThem(t *testing.T) {
	utf16 := func(order unicode.Endianness, mark unicode.BOMPolicy, text string) string {
		encoded, err := unicode.UTF16(order, mark).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	const plain = "x;y\n1234.5;-0.25\n1000;3\n"
	for name, text := range map[string]string{
		"points":                               plain,
		"decimal commas":                       "x;y\n1234,5;-0,25\n1000;3\n",
		"decimal commas between tabs":          "x\ty\n1234,5\t-0,25\n1000\t3\n",
		"decimal commas and grouping points":   "x;y\n1.234,5;-0,25\n1.000;3\n",
		"grouping commas in quotes":            "x,y\n\"1,234.5\",-0.25\n\"1,000\",3\n",
		"grouping commas between tabs":         "x\ty\n1,234.5\t-0.25\n1,000\t3\n",
		"grouping spaces that do not break":    "x;y\n1\u202f234,5;-0,25\n1\u00a0000;3\n",
		"decimal commas in quotes":             "x,y\n\"1234,5\",\"-0,25\"\n1000,3\n",
		"a minus sign":                         "x;y\n1234.5;\u22120.25\n1000;3\n",
		"exponents":                            "x;y\n1,2345e3;-2,5E-1\n1e3;3\n",
		"Excel's separator":                    "sep=;\r\nx;y\r\n1234,5;-0,25\r\n1000;3\r\n",
		"another separator":                    "sep=|\nx|y\n1234.5|-0.25\n1000|3\n",
		"carriage returns alone":               strings.ReplaceAll(plain, "\n", "\r"),
		"all ends of lines":                    "x;y\r\n1234.5;-0.25\r1000;3\n",
		"UTF-16":                               utf16(unicode.LittleEndian, unicode.UseBOM, plain),
		"UTF-16, big end first":                utf16(unicode.BigEndian, unicode.UseBOM, plain),
		"UTF-16 without a mark":                utf16(unicode.LittleEndian, unicode.IgnoreBOM, plain),
		"UTF-16 without a mark, big end first": utf16(unicode.BigEndian, unicode.IgnoreBOM, plain),
		"Windows-1252":                         "x;H\xf6he\n1234,5;-0,25\n1000;3\n",
	} {
		got, err := readCSV(strings.NewReader(text), "f.csv", Selection{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(Points{{1234.5, -.25}, {1000, 3}}, got.points); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if name == "Windows-1252" && got.reading.Columns[1] != "Höhe" {
			t.Errorf("a column is called %q", got.reading.Columns[1])
		}
	}
}

// A number is read in one notation only if it is written in it; digits that are not grouped by threes are no group.
func TestNotations(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		field        string
		point, comma float64
	}{
		{"1.5", 1.5, none}, {"1,5", none, 1.5}, {"1,500", 1500, 1.5}, {"1.500", 1.5, 1500}, {"1,234,567", 1234567, none},
		{"1.234.567", none, 1234567}, {"1,23,456", none, none}, {"-1,234.5", -1234.5, none}, {"12345,678", none, 12345.678},
		{"0,123", none, .123}, {"-0.123", -.123, none}, {"012,345", none, 12.345},
		{"0x10", none, none}, {"1 000", none, none}, {"", none, none}, {"-", none, none}, {",", none, none},
	} {
		for n, want := range map[notation]float64{decimalPoint: c.point, decimalComma: c.comma} {
			got, kind := n.number(c.field)
			if (kind == isNumber) == math.IsNaN(want) || kind == isNumber && got != want {
				t.Errorf("%q with a decimal %c: %v, kind %d; want %v", c.field, n, got, kind, want)
			}
		}
	}
}

// A column of whole numbers whose thousands alone have a mark is a column of thousands. Where some decimals have fewer digits, or none is
// whole, or they are few, the marks are decimal.
func TestMarksThatGroupDigits(t *testing.T) {
	incomes := func(mark, separator string) string {
		text := "income" + separator + "n\n548" + separator + "7\n"
		for i := range 20 {
			text += fmt.Sprintf("%d%s%03d%s%d\n", 1+i, mark, 37*i, separator, i)
		}
		return text
	}
	for name, c := range map[string]struct {
		text string
		want float64
	}{
		"commas between tabs":         {incomes(",", "\t"), 20703},
		"points between semicolons":   {incomes(".", ";"), 20703},
		"points between commas":       {incomes(".", ","), 20703},
		"a decimal with fewer digits": {incomes(",", "\t") + "3,5\t1\n", 3.5},
		"a number without a mark":     {incomes(",", "\t") + "1000\t1\n20,703\t1\n", 20.703},
		"no hundreds":                 {strings.Replace(incomes(",", "\t"), "548", "5", 1), 20.703},
		"few":                         {"income\tn\n548\t7\n20,703\t1\n", 20.703},
	} {
		got, err := readCSV(strings.NewReader(c.text), "f.csv", Selection{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if last := got.points[len(got.points)-1][0]; last != c.want {
			t.Errorf("%s: %v, want %v", name, last, c.want)
		}
	}
}

// A row that begins with an error of Excel's is a row without a value, and no comment.
func TestErrorsOfExcelAreNoComments(t *testing.T) {
	text := "#N/A,1\n#VALUE!,2\r\n#DIV/0!,3\n# a comment\n#!/bin/sh\n1.5,2\n3,#REF!\n"
	got, err := readCSV(strings.NewReader(text), "f.csv", Selection{DropMissing: true})
	if err != nil || got.reading.Dropped != 4 || len(got.points) != 1 {
		t.Errorf("%v, %d rows are left out, %v", got.points, got.reading.Dropped, err)
	}
	if _, err := readCSV(strings.NewReader(text), "f.csv", Selection{}); err == nil || !strings.HasPrefix(err.Error(), `f.csv:1: column 1: "#N/A" is a missing value`) {
		t.Error(err)
	}
}

// Rows without a value are refused with their place, and left out on demand.
func TestMissingValues(t *testing.T) {
	for _, missing := range []string{"", "NA", "n/a", "NaN", "nan", "NULL", "None", "#N/A", "#DIV/0!", "#NAME?", "#ÜBERLAUF!", "<NA>", "#NA", "-nan", "-1.#IND", "."} {
		text := "x,y,k\n1,2,a\n" + missing + ",3,b\n4," + missing + ",c\n5,6,\n7,8,b\n"
		choice := Selection{Columns: []string{"x", "y"}, Label: "k"}
		_, err := readCSV(strings.NewReader(text), "f.csv", choice)
		if err == nil || !strings.HasPrefix(err.Error(), `f.csv:3: column "x": `) || !strings.HasSuffix(err.Error(), "--drop-missing leaves such rows out") {
			t.Errorf("%q: %v", missing, err)
		}
		choice.DropMissing = true
		got, err := readCSV(strings.NewReader(text), "f.csv", choice)
		if err != nil || got.reading.Dropped != 3 {
			t.Fatalf("%q: %d rows are left out, %v", missing, got.reading.Dropped, err)
		}
		names, err := got.labels.names()
		if diff := cmp.Diff(Points{{1, 2}, {7, 8}}, got.points) + cmp.Diff([]string{"a", "b"}, names); diff != "" || err != nil {
			t.Errorf("%q: %s%v", missing, diff, err)
		}
	}
	if _, err := readCSV(strings.NewReader("x,y\n1,NA\nNA,2\n"), "f.csv", Selection{DropMissing: true}); err == nil || err.Error() != "f.csv: every row is without a value" {
		t.Error(err)
	}
	// In a column that is not used, and as infinity, nothing is missing.
	if got, err := readCSV(strings.NewReader("x,note,y\n1,NA,2\n3,a,4\n"), "f.csv", Selection{}); err != nil || len(got.points) != 2 {
		t.Errorf("%v, %v", got.points, err)
	}
	if _, err := readCSV(strings.NewReader("x,y\n1,inf\n3,4\n"), "f.csv", Selection{DropMissing: true}); err == nil {
		t.Error("infinity is left out")
	}
}
