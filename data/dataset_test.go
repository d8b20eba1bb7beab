package data

import (
	"bytes"
	"fmt"
	"math"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// With the same seed, the points of Fix, those of Points, and those drawn for any other purpose have no point in common.
func TestPurposesShareNoPoints(t *testing.T) {
	d, err := Open("moons", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	fixed, err := d.Fix(200, 5)
	if err != nil {
		t.Fatal(err)
	}
	uses := map[string][]Point{"Fix": fixed.Fixed, "Points": d.Points(200, 5)}
	for purpose := Weights; purpose <= Pixels; purpose++ {
		if purpose == Fixed || purpose == Drawn { // those of Fix and of Points
			continue
		}
		x := make([]Point, 200)
		Draw(x, nil, d.Distribution, 5, purpose, 0)
		uses[fmt.Sprint("purpose ", purpose)] = x
	}
	first := make(map[Point]string)
	for name, points := range uses {
		for _, x := range points {
			if other, ok := first[x]; ok && other != name {
				t.Fatalf("%s and %s have a point in common", name, other)
			}
			first[x] = name
		}
	}
}

// Each point of a file is in exactly one class, both of those to train on and of those held out. Classes keep the order of the rows.
func TestClassesDivideAFile(t *testing.T) {
	eight, _ := Lookup("eightgaussians")
	points, labels := make([]Point, 400), make([]int, 400)
	Draw(points, labels, eight.Mixture(), 1, Drawn, 0)
	of := make(map[Point]int)
	for i, x := range points {
		of[x] = labels[i]
	}
	var file bytes.Buffer
	if err := WriteLabelledCSV(&file, points, labels); err != nil {
		t.Fatal(err)
	}
	path := writeFile(t, "eight.csv", file.String())
	d, err := Open(path, nil, builtinLabel)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = d.HoldOut(.3, 2); err != nil {
		t.Fatal(err)
	}
	for class, name := range d.LabelNames {
		given, err := d.Given(class)
		if err != nil {
			t.Fatal(err)
		}
		if want := "eight.csv, class " + name; given.Name != want || given.Distribution != nil {
			t.Errorf("class %d is called %q, want %q", class, given.Name, want)
		}
		for _, part := range []struct{ all, got Points }{{d.Fixed, given.Fixed}, {d.Held, given.Held}} {
			var want Points
			for _, x := range part.all {
				if of[x] == class {
					want = append(want, x)
				}
			}
			if diff := cmp.Diff(want, part.got); diff != "" {
				t.Errorf("class %d: %s", class, diff)
			}
		}
	}
	none := &Dataset{Name: "few.csv", Fixed: Points{{1, 2}}, FixedLabels: []int{1}, LabelNames: []string{"a", "b"}}
	if _, err := none.Given(0); err == nil || err.Error() != "few.csv, class a: there are no points to train on" {
		t.Errorf("a class without points: %v", err)
	}
}

// The density of a class of a known distribution is that of Bayes' theorem. Each of the fixed draws is in exactly one class.
func TestClassesDivideADistribution(t *testing.T) {
	d, err := Open("lopsided", nil, builtinLabel)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = d.Fix(500, 1); err != nil {
		t.Fatal(err)
	}
	fixed := 0
	given := make([]*Dataset, d.Distribution.Labels())
	for class := range given {
		if given[class], err = d.Given(class); err != nil {
			t.Fatal(err)
		}
		fixed += len(given[class].Fixed)
	}
	if fixed != 500 {
		t.Errorf("the classes have %d of 500 points", fixed)
	}
	posterior := make([]float64, len(given))
	for _, x := range d.Points(20, 1) {
		d.Distribution.Posterior(posterior, x)
		for class, part := range given {
			joint := d.Distribution.LabelWeight(class) * math.Exp(part.Distribution.LogDensity(x))
			if want := posterior[class] * math.Exp(d.Distribution.LogDensity(x)); !cmp.Equal(joint, want, near) {
				t.Errorf("class %d: joint density %v at %v, want %v", class, joint, x, want)
			}
		}
	}
}

// Fixed draws of a known distribution are standardised with the moments of the distribution, not with their own.
func TestFixedDrawsHaveTheAxesOfTheirDistribution(t *testing.T) {
	d, err := Open("lopsided", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	few, err := d.Fix(3, 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d.Standardizer(), few.Standardizer()); diff != "" {
		t.Error(diff)
	}
	before := append(Points(nil), few.Fixed...)
	x, _ := few.Source().Sample(Rand(1, Batch, 0, 0))
	if diff := cmp.Diff(before, few.Fixed); diff != "" {
		t.Errorf("a source changes the points that it is made from: %s", diff)
	}
	back := []Point{x}
	d.Standardizer().From(back, back)
	nearest := math.Inf(1)
	for _, p := range few.Fixed {
		nearest = min(nearest, math.Hypot(p[0]-back[0][0], p[1]-back[0][1]))
	}
	if nearest > 1e-12 {
		t.Errorf("training draws %v, which is none of %v", back[0], few.Fixed)
	}
}

func TestFixBounds(t *testing.T) {
	d, err := Open("square", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{-1, 0, maxFixed + 1} {
		if _, err := d.Fix(n, 1); err == nil {
			t.Errorf("a training set of %d points", n)
		}
	}
	one, err := d.Fix(1, 1)
	if err != nil || len(one.Fixed) != 1 {
		t.Errorf("a training set of one point: %v", err)
	}
	file := &Dataset{Name: "f.csv", Fixed: Points{{1, 2}, {3, 4}}}
	if _, err := file.Fix(1, 1); err == nil {
		t.Error("a file's points are drawn afresh")
	}
	if _, err := d.HoldOut(.5, 1); err == nil {
		t.Error("points of a distribution are held out")
	}
}

// The name of a file's dataset is the name of the file without its folder.
func TestDatasetIsNamedAfterItsFile(t *testing.T) {
	path := writeFile(t, "three.csv", "x,y,label\n1,2,a\n3,4,b\n5,6,a\n")
	plain, err := Open(path, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	labelled, err := Open(path, nil, "label")
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Base(path); plain.Name != want || labelled.Name != want {
		t.Errorf("the names are %q and %q, want %q", plain.Name, labelled.Name, want)
	}
}
