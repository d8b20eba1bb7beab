package data

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
)

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenWithLabels(t *testing.T) {
	var array bytes.Buffer
	if err := npyio.Write(&array, mat.NewDense(3, 3, []float64{5, 1, 2, -7, 3, 4, 5, 6, 7})); err != nil {
		t.Fatal(err)
	}
	byColumn := npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }",
		0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40, 0, 0, 0, 0, 0, 0, 0x80, 0xbf)
	for _, c := range []struct {
		name, file, text string
		columns          []string
		label            string
		points           Points
		labels           []int
		names            []string
	}{
		{"text", "a.csv", "kind,x,y\ndog,1,2\ncat,3,4\ndog,5,6\n", nil, "kind", Points{{1, 2}, {3, 4}, {5, 6}}, []int{1, 0, 1}, []string{"cat", "dog"}},
		{"in the middle", "a.csv", "x,kind,y\n1,dog,2\n3,cat,4\n", nil, "kind", Points{{1, 2}, {3, 4}}, []int{1, 0}, []string{"cat", "dog"}},
		{"chosen columns", "a.csv", "x,kind,y\n1,dog,2\n3,cat,4\n", []string{"y", "x"}, "2", Points{{2, 1}, {4, 3}}, []int{1, 0}, []string{"cat", "dog"}},
		{"no header", "a.csv", "1,2,dog\n3,4,cat\n", nil, "3", Points{{1, 2}, {3, 4}}, []int{1, 0}, []string{"cat", "dog"}},
		{"integers", "a.csv", "1,2,10\n3,4,9\n5,6,-1\n7,8,9\n", nil, "3", Points{{1, 2}, {3, 4}, {5, 6}, {7, 8}}, []int{2, 1, 0, 1}, []string{"-1", "9", "10"}},
		{"integers and text", "a.csv", "1,2,10\n3,4,9\n5,6,x\n", nil, "3", Points{{1, 2}, {3, 4}, {5, 6}}, []int{0, 1, 2}, []string{"10", "9", "x"}},
		{"tabs", "a.tsv", "x\ty\tlabel\n1\t2\ta b\n3\t4\tb\n", nil, "label", Points{{1, 2}, {3, 4}}, []int{0, 1}, []string{"a b", "b"}},
		{"decimal commas", "a.csv", "1;2,5;1,0\n3;4,5;2,5\n5;6,5;1\n", nil, "3", Points{{1, 2.5}, {3, 4.5}, {5, 6.5}}, []int{0, 1, 0}, []string{"1", "2.5"}},
		{"array", "a.npy", array.String(), nil, "1", Points{{1, 2}, {3, 4}, {6, 7}}, []int{1, 0, 1}, []string{"-7", "5"}},
		{"array, chosen columns", "a.npy", array.String(), []string{"3", "2"}, "1", Points{{2, 1}, {4, 3}, {7, 6}}, []int{1, 0, 1}, []string{"-7", "5"}},
		{"array by column", "a.npy", byColumn, []string{"2", "1"}, "3", Points{{3, 1}, {4, 2}}, []int{1, 0}, []string{"-1", "0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Open(writeFile(t, c.file, c.text), c.columns, c.label)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.points, got.Fixed) + cmp.Diff(c.labels, got.FixedLabels) + cmp.Diff(c.names, got.LabelNames); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOpenWithLabelsErrors(t *testing.T) {
	var many strings.Builder
	for i := range 257 {
		fmt.Fprintf(&many, "%d,2,%d\n", i, i)
	}
	const array = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }"
	for _, c := range []struct {
		file, text string
		columns    []string
		label      string
		want       string
	}{
		{"a.csv", "x,y\n1,2\n", nil, "kind", `:1: no column "kind"; there are "x", "y"`},
		{"a.csv", "x,kind\n1,2\n", nil, "kind", `:1: two columns, of which "kind" holds the label; points need two more`},
		{"a.csv", "x,y,kind\n1,2,a\n", []string{"x", "3"}, "kind", `:1: column "kind" holds the label; points need two others`},
		{"a.csv", "x,y,kind\n1,2,a\n1,2,\n", nil, "kind", `:3: column "kind": "" is a missing value; --drop-missing leaves such rows out`},
		{"a.csv", "x,y,kind\n1,2,none\n1,2,NA\n", nil, "kind", `:3: column "kind": "NA" is a missing value; --drop-missing leaves such rows out`},
		{"a.csv", "x,y,k,k\n1,2,a,b\n", nil, "k", `:1: columns 3 and 4 are both called "k"; want the number of one`},
		{"a.csv", "x,y,kind\n1,2,a\n1,2,a\n", nil, "kind", `: column "kind": all rows have the label "a"; at least two different labels are needed`},
		{"a.csv", many.String(), nil, "3", `:257: column 3: "256" is one label more than 256; a column of labels has few different ones, each on many rows`},
		{"a.npy", npy(array, make([]byte, 8)...) + "\x00\x00\x80\x5f", nil, "3", `: row 1, column 3: 1.8446744073709552e+19 is not a label; the labels of an array are numbers up to 2⁵³`},
		{"a.npy", npy(array, make([]byte, 12)...), nil, "kind", `: no column "kind"; there is no header, and columns are numbered from 1 to 3`},
		{"a.doc", "1,2,3\n", nil, "3", `: unknown kind of file; points are read from ` + PointKinds + `, and pictures from ` + PictureKinds},
	} {
		path := writeFile(t, c.file, c.text)
		if _, err := Open(path, c.columns, c.label); err == nil || err.Error() != path+c.want {
			t.Errorf("got %v\nwant %s", err, path+c.want)
		}
	}
}

func TestOpenRefusesLabels(t *testing.T) {
	for _, c := range []struct{ name, label, want string }{
		{"moons", "kind", `no column "kind"; that of the labels of moons, which is built in, is called "label"`},
		{"swissroll", "label", "all points of swissroll have the same label"},
		{"mons", "label", `unknown distribution "mons"`},
	} {
		if _, err := Open(c.name, nil, c.label); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// Points keep their labels when they are written, read, held out and drawn. The points are the same as without labels.
func TestLabelsStayWithTheirPoints(t *testing.T) {
	grid, _ := Lookup("grid")
	distribution := grid.Mixture()
	points, labels := make([]Point, 500), make([]int, 500)
	Draw(points, labels, distribution, 1, Drawn, 0)
	of := make(map[Point]int)
	for i, x := range points {
		of[x] = labels[i]
	}
	var file bytes.Buffer
	if err := WriteLabelledCSV(&file, points, labels); err != nil {
		t.Fatal(err)
	}
	path := writeFile(t, "grid.csv", file.String())
	plain, err := Open(path, []string{"x", "y"}, "")
	if err != nil {
		t.Fatal(err)
	}
	labelled, err := Open(path, nil, builtinLabel)
	if err != nil {
		t.Fatal(err)
	}
	if len(labelled.LabelNames) != 25 || labelled.LabelNames[10] != "10" {
		t.Errorf("labels are called %q", labelled.LabelNames)
	}
	if plain, err = plain.HoldOut(.2, 3); err != nil {
		t.Fatal(err)
	}
	if labelled, err = labelled.HoldOut(.2, 3); err != nil {
		t.Fatal(err)
	}
	if !cmp.Equal(plain.Fixed, labelled.Fixed) || !cmp.Equal(plain.Held, labelled.Held) {
		t.Error("labels change what is held out")
	}
	check := func(points Points, labels []int) {
		t.Helper()
		if len(points) == 0 || len(points) != len(labels) {
			t.Fatalf("%d points and %d labels", len(points), len(labels))
		}
		for i, x := range points {
			if want, ok := of[x]; !ok || labels[i] != want {
				t.Fatalf("%v has label %d, want %d", x, labels[i], want)
			}
		}
	}
	check(labelled.Fixed, labelled.FixedLabels)
	check(labelled.Held, labelled.HeldLabels)

	with, without := Rand(1, Batch, 0, 0), Rand(1, Batch, 0, 0)
	var drawn Points
	var drawnLabels []int
	for range 50 {
		x, label := labelled.Source().Sample(with)
		y, _ := plain.Source().Sample(without)
		if x != y {
			t.Fatal("labels change what is drawn")
		}
		z := make([]Point, 1)
		labelled.Standardizer().From(z, []Point{x})
		nearest := slices.IndexFunc(points, func(p Point) bool { return math.Hypot(p[0]-z[0][0], p[1]-z[0][1]) < 1e-9 })
		drawn, drawnLabels = append(drawn, points[nearest]), append(drawnLabels, label)
	}
	check(drawn, drawnLabels)

	fresh, err := Open("grid", nil, builtinLabel)
	if err != nil {
		t.Fatal(err)
	}
	unlabelled, _ := Open("grid", nil, "")
	a, errA := fresh.Fix(300, 2)
	b, errB := unlabelled.Fix(300, 2)
	if errA != nil || errB != nil || !cmp.Equal(a.Fixed, b.Fixed) || b.FixedLabels != nil {
		t.Error("labels change which points are fixed")
	}
	posterior := make([]float64, 25)
	for i, x := range a.Fixed {
		distribution.Posterior(posterior, x)
		if posterior[a.FixedLabels[i]] < 1e-6 {
			t.Fatalf("%v has the impossible label %d", x, a.FixedLabels[i])
		}
	}
}

// A whole number is a label if float64 distinguishes it from its neighbours, which it does up to 2⁵³.
func TestLabelsOfAnArrayAreExact(t *testing.T) {
	for v, good := range map[float64]bool{
		0: true, -7: true, 1 << 53: true, -1 << 53: true, 1<<53 + 2: false, -1<<53 - 2: false, 1 << 62: false, 1e300: false,
		.5: true, math.Inf(1): false, math.NaN(): false,
	} {
		var l labels
		if err := l.addNumber(v); (err == nil) != good {
			t.Errorf("%v as a label: %v", v, err)
		}
	}
}

// Texts of one number are one label, in text files as in arrays, and the order is that of the numbers.
func TestLabelsThatAreOneNumber(t *testing.T) {
	for texts, want := range map[string][]string{
		"1 1.0 01 1.000e+00 +1 1.": {"1"}, "0 -0 0.0 00": {"0"}, "10 9 9.50 -1": {"-1", "9", "9.5", "10"}, "1e-7 0.0000001": {"1e-07"},
		"b a 01": {"1", "a", "b"}, "9007199254740993 9007199254740992": {"9007199254740992", "9007199254740993"}, "0x1 1": {"0x1", "1"},
		"inf nan NA": {"NA", "inf", "nan"}, "1e300": {"1e300"},
	} {
		var inText, inArray labels
		arrays := true
		for _, text := range strings.Fields(texts) {
			if err := inText.add(text); err != nil {
				t.Fatal(err)
			}
			v, err := strconv.ParseFloat(text, 64)
			arrays = arrays && err == nil && math.Abs(v) < 1<<53 && inArray.addNumber(v) == nil
		}
		if err := inText.add("~"); err != nil { // there are at least two
			t.Fatal(err)
		}
		got, err := inText.names()
		if err != nil {
			t.Fatal(err)
		}
		got = slices.DeleteFunc(got, func(name string) bool { return name == "~" })
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", texts, diff)
		}
		if slices.Sort(inArray.texts); arrays && !cmp.Equal(inArray.texts, want) {
			t.Errorf("%s are %q in an array, %q in a text", texts, inArray.texts, want)
		}
	}
	for _, texts := range [][]string{{"10", "9", "9.5", "-1"}, {"-1", "10", "9.50", "9.0"}} {
		var l labels
		for _, text := range texts {
			if err := l.add(text); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := l.names(); err != nil || !cmp.Equal(got, []string{"-1", "9", "9.5", "10"}) {
			t.Errorf("the order is %q, %v", got, err)
		}
	}
}

// The numbers of labels do not depend on the order of the rows, even if two labels are the same integer.
func TestLabelsDoNotDependOnTheOrderOfRows(t *testing.T) {
	for _, texts := range [][]string{{"7", "07", "10", "+7", "-1"}, {"b", "a", "10", "9", "B"}} {
		var want []string
		for seed := range uint64(30) {
			var l labels
			for _, i := range Rand(seed, Drawn, 0, 0).Perm(len(texts)) {
				if err := l.add(texts[i]); err != nil {
					t.Fatal(err)
				}
			}
			got, err := l.names()
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = got
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
		}
	}
}
