package data

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"ddpm/data/mixture"
)

// Dataset is something to train on or to compare with: a built-in distribution, a picture, or the points of a file.
type Dataset struct {
	Name         string           // the built-in's, or the file's without its folder
	Distribution *mixture.Mixture // the exact distribution of a built-in or a picture; nil for a file of points
	Fixed        Points           // the points to train on, where they are fixed; nil: fresh draws of Distribution for ever
	Held         Points           // points of a file that are not trained on

	LabelNames              []string // what each label is called; nil where points are opened without labels
	FixedLabels, HeldLabels []int    // the labels of Fixed and of Held; nil without LabelNames
}

// Open returns the built-in of that name, or else reads the picture, as ReadPicture does, or the points of the file of that name;
// columns chooses two of a file's columns, as ReadFile says. The error is one line and says what would be right.
func Open(name string, columns []string) (*Dataset, error) {
	if builtin, ok := Lookup(name); ok {
		if columns != nil {
			return nil, fmt.Errorf("columns are of a file, and %s is built in", name)
		}
		return &Dataset{Name: name, Distribution: builtin.Mixture()}, nil
	}
	if IsPicture(name) {
		if columns != nil {
			return nil, fmt.Errorf("columns are of a file of points, and %s is a picture", name)
		}
		distribution, err := ReadPicture(name)
		if err != nil {
			return nil, err
		}
		return &Dataset{Name: filepath.Base(name), Distribution: distribution}, nil
	}
	if err := checkFileName(name); err != nil {
		return nil, err
	}
	points, err := ReadFile(name, columns)
	if err != nil {
		return nil, err
	}
	return &Dataset{Name: filepath.Base(name), Fixed: points}, nil
}

// BuiltinLabel is what the column of a built-in's labels is called.
const BuiltinLabel = "label"

// OpenLabelled does what Open does, with labels: a column of a file, as ReadLabelledFile says, or, of a built-in, those of its
// own components, BuiltinLabel.
func OpenLabelled(name string, columns []string, label string) (*Dataset, error) {
	if _, ok := Lookup(name); ok {
		d, err := Open(name, columns)
		switch {
		case err != nil:
			return nil, err
		case label != BuiltinLabel:
			return nil, fmt.Errorf("no column %q; that of the labels of %s, which is built in, is called %q", label, name, BuiltinLabel)
		case d.Distribution.Labels() < 2:
			return nil, fmt.Errorf("all points of %s have one label, so there is nothing to tell apart by it", name)
		}
		for i := range d.Distribution.Labels() {
			d.LabelNames = append(d.LabelNames, strconv.Itoa(i))
		}
		return d, nil
	}
	if IsPicture(name) {
		return nil, fmt.Errorf("%s is a picture, and all its points have one label, so there is nothing to tell apart by it", name)
	}
	if err := checkFileName(name); err != nil {
		return nil, err
	}
	points, names, err := ReadLabelledFile(name, columns, label)
	if err != nil {
		return nil, err
	}
	return &Dataset{Name: filepath.Base(name), Fixed: points.Points, FixedLabels: points.Labels, LabelNames: names}, nil
}

// checkFileName says what is wrong with a name that is no built-in's and cannot be a file's.
func checkFileName(name string) error {
	if filepath.Ext(name) == "" {
		return fmt.Errorf("unknown distribution %q: want a .csv, .tsv or .npy file, a picture or one of %s", name, strings.Join(BuiltinNames(), ", "))
	}
	return nil
}

// BuiltinNames returns the names of the built-in distributions.
func BuiltinNames() []string {
	var names []string
	for _, builtin := range Builtins() {
		names = append(names, builtin.Name)
	}
	return names
}

// HoldOut returns the dataset of a file with a random share of its points held out of training. See SplitHoldout.
func (d *Dataset) HoldOut(fraction float64, seed uint64) (*Dataset, error) {
	if d.Distribution != nil {
		return nil, fmt.Errorf("holding out is for files of points: %s has fresh points for ever", d.Name)
	}
	out, err := heldOut(len(d.Fixed), fraction, seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	split := *d
	if out == nil {
		return &split, nil
	}
	split.Fixed, split.Held = divide(d.Fixed, out)
	if d.LabelNames != nil {
		split.FixedLabels, split.HeldLabels = divide(d.FixedLabels, out)
	}
	return &split, nil
}

// maxFixed bounds the memory of a training set.
const maxFixed = 1 << 24

// Fix returns the dataset of n draws of a distribution, which stay the same throughout a training.
func (d *Dataset) Fix(n int, seed uint64) (*Dataset, error) {
	switch {
	case d.Distribution == nil:
		return nil, fmt.Errorf("drawing a fixed number of points is for built-in distributions and pictures: %s is a file of points", d.Name)
	case n < 1 || n > maxFixed:
		return nil, fmt.Errorf("a training set of %d points: want 1 to %d", n, maxFixed)
	}
	fixed := *d
	fixed.Fixed = make(Points, n)
	if d.LabelNames != nil {
		fixed.FixedLabels = make([]int, n)
	}
	Draw(fixed.Fixed, fixed.FixedLabels, d.Distribution, seed, Fixed, 0)
	return &fixed, nil
}

// Given returns the dataset of the points of one class, which must have been opened with labels: its distribution if that is known, and
// those of the fixed and held-out points. It fails if no point is left of a file.
func (d *Dataset) Given(class int) (*Dataset, error) {
	given := &Dataset{Name: d.Name + ", class " + d.LabelNames[class]}
	of := func(points Points, labels []int) (chosen Points) {
		for i, label := range labels {
			if label == class {
				chosen = append(chosen, points[i])
			}
		}
		return chosen
	}
	given.Fixed, given.Held = of(d.Fixed, d.FixedLabels), of(d.Held, d.HeldLabels)
	if d.Distribution != nil {
		given.Distribution = d.Distribution.Given(class)
	} else if given.Fixed == nil {
		return nil, fmt.Errorf("%s: there are no points to train on", given.Name)
	}
	return given, nil
}

// Standardizer returns the standardizer of the distribution if it is known, else of the points.
func (d *Dataset) Standardizer() Standardizer {
	if d.Distribution != nil {
		return NewStandardizer(d.Distribution)
	}
	return NewStandardizer(d.Fixed)
}

// Source returns what training draws from, in standardised coordinates, with labels if the dataset was opened with them.
func (d *Dataset) Source() Source {
	standardizer := d.Standardizer()
	if d.Fixed == nil {
		return standardizer.Distribution(d.Distribution)
	}
	points := slices.Clone(d.Fixed)
	standardizer.To(points, points)
	if d.LabelNames != nil {
		return Labelled{points, d.FixedLabels}
	}
	return points
}

// Points returns n points to look at: fresh draws of the distribution if it is known, else points of the file, at random.
func (d *Dataset) Points(n int, seed uint64) []Point {
	points := make([]Point, n)
	if d.Distribution != nil {
		Draw(points, nil, d.Distribution, seed, Drawn, 0)
	} else {
		Draw(points, nil, d.Fixed, seed, Drawn, 0)
	}
	return points
}
