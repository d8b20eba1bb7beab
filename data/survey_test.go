package data

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Which columns are taken, what is said of the others, and whether the first row is a header.
func TestColumnsAndHeader(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Selection
		columns    [2]string
		leftOut    []string
		header     bool
		points     Points
	}{
		{"pandas' index", ",x,y\n0,1.5,2\n1,3.5,4\n", Selection{}, [2]string{"x", "y"}, []string{"column 1 (the number of the row)"}, true, Points{{1.5, 2}, {3.5, 4}}},
		{"pandas' index, read and written again", "Unnamed: 0,x,y\n0,1,2\n1,3,4\n", Selection{}, [2]string{"x", "y"}, []string{`"Unnamed: 0" (the number of the row)`}, true, Points{{1, 2}, {3, 4}}},
		{"numbers from 1", "ID;x;y\n1;1;2\n2;3;4\n", Selection{}, [2]string{"x", "y"}, []string{`"ID" (the number of the row)`}, true, Points{{1, 2}, {3, 4}}},
		{"numbers without a header", "1,5,2\n2,7,4\n3,9,4\n", Selection{}, [2]string{"2", "3"}, []string{"column 1 (the number of the row)"}, false, Points{{5, 2}, {7, 4}, {9, 4}}},
		{"text", "site,x,note,y\na,1,?,2\nb,3,,4\n", Selection{}, [2]string{"x", "y"}, []string{`"site" (text)`, `"note" (text)`}, true, Points{{1, 2}, {3, 4}}},
		{"an empty column", "x,y,\n1,2,\n3,4,\n", Selection{}, [2]string{"x", "y"}, []string{"column 3 (empty)"}, true, Points{{1, 2}, {3, 4}}},
		{"an empty field at the end of every row but the header", "x,y\n1,2,\n3,4,\n", Selection{}, [2]string{"x", "y"}, []string{"column 3 (empty)"}, true, Points{{1, 2}, {3, 4}}},
		{"names of two lines", "\"x\n(m)\",\"y\r\n(s)\"\n1,2\n3,4\n", Selection{Columns: []string{"y (s)", "x (m)"}}, [2]string{"y (s)", "x (m)"}, nil, true, Points{{2, 1}, {4, 3}}},
		{"the label's column", "k,x,y\n7,1,2\n8,3,4\n", Selection{Label: "k"}, [2]string{"x", "y"}, nil, true, Points{{1, 2}, {3, 4}}},
		{"R's row names", "\"x\" \"y\"\n\"1\" 1 2\n\"2\" 3 4\n", Selection{}, [2]string{"x", "y"}, []string{"column 1 (the number of the row)"}, true, Points{{1, 2}, {3, 4}}},
		{"R's row names that are names", "x y\nann 1 2\nbob 3 4\n", Selection{}, [2]string{"x", "y"}, []string{"column 1 (text)"}, true, Points{{1, 2}, {3, 4}}},
		{"two columns, one of them an index", "id,x\n1,2\n2,3\n", Selection{}, [2]string{"id", "x"}, nil, true, Points{{1, 2}, {2, 3}}},
		{"numbers as names", "0,1\n25.5,21\n", Selection{}, [2]string{"0", "1"}, nil, true, Points{{25.5, 21}}},
		{"numbers as names, and an index", ",0,1\n0,25.5,21\n1,4,5\n", Selection{}, [2]string{"0", "1"}, []string{"column 1 (the number of the row)"}, true, Points{{25.5, 21}, {4, 5}}},
		{"half of the names are numbers", "x,2020\n1,2\n", Selection{}, [2]string{"x", "2020"}, nil, true, Points{{1, 2}}},
		{"years above decimals", "site,2020,2021\na,1.5,2.5\nb,3,4\n", Selection{}, [2]string{"2020", "2021"}, []string{`"site" (text)`}, true, Points{{1.5, 2.5}, {3, 4}}},
		{"numbers like those below", "a,7,8\nb,1,2\n", Selection{}, [2]string{"2", "3"}, []string{"column 1 (text)"}, false, Points{{7, 8}, {1, 2}}},
		{"text that comes again", "a,7,8\nb,1.5,2.5\na,3,4\n", Selection{}, [2]string{"2", "3"}, []string{"column 1 (text)"}, false, Points{{7, 8}, {1.5, 2.5}, {3, 4}}},
		{"0 and 2 are no numbering", "0,2\n1,3\n", Selection{}, [2]string{"1", "2"}, nil, false, Points{{0, 2}, {1, 3}}},
		{"a header that was said", "7,8\n1,2\n", Selection{Header: "yes"}, [2]string{"7", "8"}, nil, true, Points{{1, 2}}},
		{"no header, as was said", "0,1\n1,2\n", Selection{Header: "no"}, [2]string{"1", "2"}, nil, false, Points{{0, 1}, {1, 2}}},
		{"an empty cell between tabs", "a\tnote\tx\ty\n7\t\t1.5\t2.5\n9\tno\t3\t4\n", Selection{Columns: []string{"1", "3"}}, [2]string{"a", "x"}, nil, true, Points{{7, 1.5}, {9, 3}}},
		{"tabs at both ends", "\tx\ty\t\n0\t1.5\t2.5\t\n1\t3\t4\t\n", Selection{}, [2]string{"x", "y"}, []string{"column 1 (the number of the row)", "column 4 (empty)"}, true, Points{{1.5, 2.5}, {3, 4}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := readCSV(strings.NewReader(c.text), "f.csv", c.want)
			if err != nil {
				t.Fatal(err)
			}
			want := Reading{Columns: c.columns, LeftOut: c.leftOut, Header: &c.header}
			if diff := cmp.Diff(want, got.reading) + cmp.Diff(c.points, got.points); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Lines below the first row that are left out as comments are counted, since they may be rows of data. Those above it are not.
func TestCommentsAreCounted(t *testing.T) {
	for text, want := range map[string]int{
		"# by me\n#x,y\n\nx,y\n1,2\n3,4\n": 0, "x,y\n#a,b\n1,2\n#3,4\n # 5\n": 2, "#\n1,2\n#3,4": 1, "1,2\n3,4\n": 0, "x,y\n\"#1\",2\n3,4\n": 0,
	} {
		r, err := newRecords(strings.NewReader(text), "f.csv")
		if err != nil || r.comments() != want {
			t.Errorf("%q: %d comments, want %d, %v", text, r.comments(), want, err)
		}
	}
	d, err := Open(writeFile(t, "f.csv", "tag,x,y\n#a,1,2\nb,3,4\n#c,5,6\nd,7,8\n"), nil, "")
	if err != nil || !strings.Contains(d.Reading.String(), "; lines left out as comments, with # in front: 2") {
		t.Errorf("%v, %v", d.Reading, err)
	}
}

func TestColumnsThatAreNotGuessed(t *testing.T) {
	for text, want := range map[string]string{
		"k,x,y\n1,1.5,2\n0,3,4.5\n":       `f.csv:1: 3 columns: "k" (1, 0), "x" (1.5, 3), "y" (2, 4.5); choose two with --columns, such as --columns x,y`,
		"1,2,3\n4,5,6\n":                  `f.csv:1: 3 columns: 1 (1, 4), 2 (2, 5), 3 (3, 6); choose two with --columns, such as --columns 1,2`,
		"n,x,y\n1,5,2\n2,6,4\n":           `f.csv:1: 3 columns: "n" (1, 2), "x" (5, 6), "y" (2, 4); choose two with --columns, such as --columns n,x`,
		"id,x,y\n1,5,2\n3,6,4\n":          `f.csv:1: 3 columns: "id" (1, 3), "x" (5, 6), "y" (2, 4); choose two with --columns, such as --columns id,x`,
		"x in m,x,x\n1.5,5.5,2\n3,6,4\n":  `f.csv:1: 3 columns: "x in m" (1.5, 3), "x" (5.5, 6), "x" (2, 4); choose two with --columns, such as --columns 1,2`,
		"site,x,no\na,1,b\nb,3,c\n":       `f.csv:1: 3 columns: "site" (a, b), "x" (1, 3), "no" (b, c); choose two with --columns, such as --columns site,x`,
		"9,9986,-6,4997\n10,1307,5,768\n": `f.csv:1: 4 columns: 1 (9, 10), 2 (9986, 1307), 3 (-6, 5), 4 (4997, 768); choose two with --columns, such as --columns 1,2` + commasRemark,
		"x,y\n9,9986,-6,4997\n":           `f.csv:2: 4 fields where line 1 has 2` + commasRemark,
	} {
		got, err := readCSV(strings.NewReader(text), "f.csv", Selection{})
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v, %v\nwant %s", text, got.points, err, want)
		}
	}
	var wide strings.Builder
	for i := range 500 {
		fmt.Fprintf(&wide, "%d.5,", i)
	}
	_, err := readCSV(strings.NewReader(wide.String()+"7\n"), "f.csv", Selection{})
	if err == nil || len(err.Error()) > 500 {
		t.Errorf("an error about many columns: %v", err)
	}
	names, field := strings.Repeat("name,", 500), strings.Repeat("long ", 500)
	for text, columns := range map[string][]string{names + "x\n": {"y", "x"}, field + ",y\n1,2\n": {"x", "y"}, "x,y\n1," + field + "\n": nil, "x,y\n" + strings.Repeat("9", 500) + ",2\n": nil} {
		if _, err := readCSV(strings.NewReader(text), "f.csv", Selection{Columns: columns}); err == nil || len(err.Error()) > 500 {
			t.Errorf("an error about much text: %v", err)
		}
	}
}
