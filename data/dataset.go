package data

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"ddpm/data/mixture"
)

// Dataset is something to train on or to compare with: a built-in distribution, a picture, or the points of a file.
type Dataset struct {
	Name         string           // the name of the built-in, or of the file without its folder
	Distribution *mixture.Mixture // the exact distribution of a built-in, of a picture or of a drawing; nil for a file of points
	Fixed        Points           // the points to train on; nil if a training draws new points of Distribution in every step
	Held         Points           // points of a file that are held out of training
	Blur         *Blur            // the noise on Fixed when they are drawn; nil: none
	Reading      *Reading         // how the file was read; nil for a built-in
	SHA256       string           // of the file, in hexadecimal digits; "" for a built-in

	LabelNames              []string // the text of each label; nil if the dataset was opened without labels
	FixedLabels, HeldLabels []int    // the labels of Fixed and of Held; nil without LabelNames
}

// builtinLabel is the name of the column that holds the labels of a built-in's points.
const builtinLabel = "label"

// Open returns the built-in distribution, the picture, or the points of the file of that name, with the columns and the label of a
// Selection that leaves all else to the file.
func Open(name string, columns []string, label string) (*Dataset, error) {
	return Selection{Columns: columns, Label: label}.Open(name)
}

// Open returns the built-in distribution, the picture, or the points of the file of that name. Files of points are text (.csv, .tsv, .txt,
// .dat, .tab, .data), NumPy's arrays (.npy, .npz, file.npz:name), each perhaps compressed (.gz, .bz2), and -, standard input.
//
//   - A label is any text, and numbers that are the same are one. Labels are in the order of their values if all are numbers, else in
//     that of their texts. A file must have 2 to 256 different labels.
//   - A built-in distribution has no columns. Its label is "" or "label", for the labels of its components. A picture and a drawing have neither.
//
// An error is one line. It says what is wrong, in which file and where, and what would be right.
func (s Selection) Open(name string) (*Dataset, error) {
	d := &Dataset{Name: TitleOf(name)}
	if builtin, ok := Lookup(name); ok {
		if flag := s.ofPoints(); flag != "" {
			return nil, fmt.Errorf("%s is for a file of points, and %s is built in", flag, name)
		}
		if s.Ink != "" {
			return nil, fmt.Errorf("--ink is for a picture, and %s is built in", name)
		}
		d.Distribution = builtin.Mixture()
		if err := d.nameLabels(s.Label); err != nil {
			return nil, err
		}
		return d, nil
	}
	if IsPicture(name) {
		if flag := s.ofPoints(); flag != "" {
			return nil, fmt.Errorf("%s is for a file of points, and %s is a picture", flag, name)
		}
		if s.Label != "" {
			return nil, fmt.Errorf("%s is a picture, and all its points have the same label", name)
		}
		var err error
		if d.Distribution, d.Reading, err = readPicture(name, s.Ink); err != nil {
			return nil, err
		}
		return d, nil
	}
	if IsDrawing(name) {
		if flag := s.ofPoints(); flag != "" || s.Label != "" || s.Ink != "" {
			return nil, fmt.Errorf("%s is a drawing, which has neither columns, labels nor ink to choose", name)
		}
		var err error
		if d.Distribution, err = readDrawing(name); err != nil {
			return nil, err
		}
		return d, nil
	}
	if err := s.checkFile(name); err != nil {
		return nil, err
	}
	rows, err := readFile(name, s)
	if err != nil {
		return nil, err
	}
	d.Fixed, d.Reading, d.SHA256 = rows.points, &rows.reading, rows.sum
	if s.Label != "" {
		if d.LabelNames, err = rows.labels.names(); err != nil {
			return nil, fmt.Errorf("%s: column %q: %w", name, s.Label, err)
		}
		d.FixedLabels = rows.labels.numbers(d.LabelNames)
	}
	return d, nil
}

// checkFile returns an error if a file of points cannot have that name or be read in that way.
func (s Selection) checkFile(name string) error {
	if s.Ink != "" {
		return fmt.Errorf("--ink is for a picture, and %s is a file of points", name)
	}
	if name != StandardInput && extension(name) == "" {
		if info, err := os.Stat(name); err == nil && !info.IsDir() {
			return fmt.Errorf("%s: the name of the file says no kind: want one that ends as in %s, or its content on standard input with - as its name",
				name, PointKinds)
		}
		return fmt.Errorf("unknown distribution %q: want a file of points (%s), a picture (%s) or one of %s",
			name, PointKinds, PictureKinds, strings.Join(BuiltinNames(), ", "))
	}
	if !slices.Contains([]string{"", "yes", "no"}, s.Header) {
		return fmt.Errorf("header %q: want yes or no", s.Header)
	}
	return nil
}

// ofPoints returns a flag that was given and that is for files of points only, or "".
func (s Selection) ofPoints() string {
	switch {
	case s.Columns != nil:
		return "--columns"
	case s.Header != "":
		return "--header"
	case s.DropMissing:
		return "--drop-missing"
	}
	return ""
}

// nameLabels sets the names of a built-in's labels, unless the label's column is "".
func (d *Dataset) nameLabels(column string) error {
	switch {
	case column == "":
		return nil
	case column != builtinLabel:
		return fmt.Errorf("no column %q; that of the labels of %s, which is built in, is called %q", column, d.Name, builtinLabel)
	case d.Distribution.Labels() < 2:
		return fmt.Errorf("all points of %s have the same label", d.Name)
	}
	for i := range d.Distribution.Labels() {
		d.LabelNames = append(d.LabelNames, strconv.Itoa(i))
	}
	return nil
}

// maxFixed bounds the memory of a training set.
const maxFixed = 1 << 24

// Fix returns the dataset with n points of its distribution as the points to train on. They are a function of seed. It is an error
// if the dataset is a file of points, or if n is below 1 or above 2²⁴.
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

// Given returns the dataset of one class: of the points whose label is class. The dataset must have been opened with labels. The result has
// the distribution of the class if it is known, and the fixed and the held-out points of the class. It is an error if the distribution is
// not known and there is no point to train on. Given panics if class is not a label.
func (d *Dataset) Given(class int) (*Dataset, error) {
	given := &Dataset{Name: d.Name + ", class " + d.LabelNames[class], Reading: d.Reading}
	of := func(points Points, labels []int) (chosen Points) {
		for i, label := range labels {
			if label == class {
				chosen = append(chosen, points[i])
			}
		}
		return chosen
	}
	given.Fixed, given.Held = of(d.Fixed, d.FixedLabels), of(d.Held, d.HeldLabels)
	if d.Blur != nil {
		given.Blur = &Blur{Sizes: d.Blur.Sizes[class : class+1], Neighbours: []int{d.Blur.neighbours(class)}, Atoms: d.Blur.Atoms}
	}
	if d.Distribution != nil {
		given.Distribution = d.Distribution.Given(class)
	} else if given.Fixed == nil {
		return nil, fmt.Errorf("%s: there are no points to train on", given.Name)
	}
	return given, nil
}

// Standardizer returns the standardizer of the distribution if it is known, else of the points to train on.
func (d *Dataset) Standardizer() Standardizer {
	if d.Distribution != nil {
		return NewStandardizer(d.Distribution)
	}
	return NewStandardizer(d.Fixed)
}

// Source returns what a training draws from, in standardised coordinates. It draws labels if the dataset was opened with labels.
func (d *Dataset) Source() Source {
	standardizer := d.Standardizer()
	if d.Fixed == nil {
		return standardizer.Distribution(d.Distribution)
	}
	points := slices.Clone(d.Fixed)
	standardizer.To(points, points)
	if d.Blur != nil {
		roots, scale := d.covariances(), standardizer.Scale
		for i, cov := range roots {
			root, slope, rest := mixture.Cholesky(cov)
			roots[i] = [3]float64{root / scale[0], slope / scale[1], rest / scale[1]}
		}
		return noisy{Labelled{points, d.FixedLabels}, roots}
	}
	if d.LabelNames != nil {
		return Labelled{points, d.FixedLabels}
	}
	return points
}

// Points returns n points to show: new points of the distribution if it is known, else random rows of the file. They are a function
// of seed.
func (d *Dataset) Points(n int, seed uint64) []Point {
	points := make([]Point, n)
	if d.Distribution != nil {
		Draw(points, nil, d.Distribution, seed, Drawn, 0)
	} else {
		Draw(points, nil, d.Fixed, seed, Drawn, 0)
	}
	return points
}
