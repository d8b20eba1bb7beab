package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/atomicfile"
	"ddpm/data"
)

// described is what is known of a distribution, as JSON.
type described struct {
	Name        string     `json:"name"`
	Description string     `json:"description,omitempty"`
	Labels      int        `json:"labels,omitempty"`
	Entropy     *float64   `json:"entropy,omitempty"` // nats
	Points      int        `json:"points,omitempty"`  // of a file
	Rows        int        `json:"rows,omitempty"`    // of a file, with those that are left out
	Mean        data.Point `json:"mean"`
	SD          data.Point `json:"sd"`
	Correlation float64    `json:"correlation"`

	*data.Reading // of a file
}

func describe(d *data.Dataset) described {
	s := described{Name: d.Name, Points: len(d.Fixed), Rows: len(d.Fixed), Reading: d.Reading}
	if d.Reading != nil {
		s.Rows += d.Reading.Dropped
	}
	distribution := interface{ Cov() [3]float64 }(d.Fixed)
	if d.Distribution != nil {
		distribution = d.Distribution
		builtin, _ := data.Lookup(d.Name)
		entropy := d.Distribution.Entropy()
		s.Description, s.Labels, s.Entropy = builtin.Description, d.Distribution.Labels(), &entropy
		if data.IsPicture(d.Name) {
			s.Description = "a picture, whose ink is probability"
		}
	}
	standardizer := d.Standardizer()
	cov := distribution.Cov()
	s.Mean, s.SD = standardizer.Mean, data.Point{math.Sqrt(cov[0]), math.Sqrt(cov[2])}
	if product := s.SD[0] * s.SD[1]; product > 0 {
		s.Correlation = cov[1] / product
	}
	return s
}

func (c *dataListCmd) Run(a *app) error {
	var list []described
	if c.Out != "" && !strings.EqualFold(filepath.Ext(c.Out), ".png") {
		return terminal.BadInput(fmt.Errorf("--out %s: want a .png file", c.Out))
	}
	table := tabwriter.NewWriter(a.out.Text(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tENTROPY\tLABELS\tWHAT IT IS")
	for _, builtin := range data.Builtins() {
		d := describe(&data.Dataset{Name: builtin.Name, Distribution: builtin.Mixture()})
		fmt.Fprintf(table, "%s\t%.4f\t%d\t%s\n", d.Name, *d.Entropy, d.Labels, d.Description)
		list = append(list, d)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if c.Out != "" {
		if err := c.draw(a.Seed, a.effort.evaluate.Pixels); err != nil {
			return err
		}
	}
	a.out.Printf("Entropy in nats. Files of points (%s)\nand pictures (%s), whose ink is probability, can stand in place of a name.\n",
		data.PointKinds, data.PictureKinds)
	return a.out.Result(list)
}

// draw draws all built-ins, each scaled so that it fills its panel, with so many pixels a point.
func (c *dataListCmd) draw(seed uint64, pixels float64) error {
	var panels []figure.Panel
	for _, builtin := range data.Builtins() {
		points := (&data.Dataset{Name: builtin.Name, Distribution: builtin.Mixture()}).Points(shownPoints, seed)
		view := figure.Around(points)
		half := max(view.Hi[0]-view.Lo[0], view.Hi[1]-view.Lo[1]) / 2
		middle := data.Point{(view.Lo[0] + view.Hi[0]) / 2, (view.Lo[1] + view.Hi[1]) / 2}
		data.Standardizer{Mean: middle, Scale: data.Point{half, half}}.To(points, points)
		panels = append(panels, figure.Panel{Title: builtin.Name, Points: points, Ink: figure.True})
	}
	view := figure.View{Lo: data.Point{-1, -1}, Hi: data.Point{1, 1}}
	return atomicfile.Write(c.Out, func(w io.Writer) error { return figure.Strip(view, panels).Write(w, pixels) })
}

func (c *dataShowCmd) Run(a *app) error {
	dataset, err := c.Selection("").Open(c.Data)
	if err != nil {
		return terminal.BadInput(err)
	}
	d := describe(dataset)
	if dataset.Distribution != nil {
		a.out.Printf("%s: %s\nentropy %.4f nats, %d label(s)\n", d.Name, d.Description, *d.Entropy, d.Labels)
	}
	a.printReading(dataset, dataset.Reading)
	a.out.Printf("mean (%.4g, %.4g), standard deviation (%.4g, %.4g), correlation %.3f\n",
		d.Mean[0], d.Mean[1], d.SD[0], d.SD[1], d.Correlation)
	if err := terminal.Scatter(a.out.Text(), dataset.Points(shownPoints, a.Seed), scatterWidth); err != nil {
		return err
	}
	return a.out.Result(d)
}

// printReading prints how a file was read, in one line. Of a built-in distribution there is nothing to print.
func (a *app) printReading(d *data.Dataset, reading *data.Reading) {
	if reading != nil {
		points := ""
		if d.Distribution == nil {
			points = fmt.Sprintf("%d points, ", len(d.Fixed)+len(d.Held))
		}
		a.out.Printf("%s: %s%s\n", d.Name, points, reading)
	}
}

// xy are the names of the columns of a built-in's points.
var xy = (*data.Reading)(nil).Names()

// shownPoints is how many points a picture of a distribution has.
const shownPoints = 10000

// interruptible is a writer that fails once ctx has ended, with its error.
type interruptible struct {
	ctx context.Context
	io.Writer
}

func (w interruptible) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.Writer.Write(p)
}

func (c *dataDrawCmd) Run(ctx context.Context, a *app) error {
	dataset, err := data.Selection{Ink: c.Ink}.Open(c.Data)
	if err == nil && dataset.Distribution == nil {
		err = fmt.Errorf("%s: points are drawn from built-in distributions and pictures, not from files of points", c.Data)
	}
	if err != nil {
		return terminal.BadInput(err)
	}
	if err := checkCount(c.Count, mostHeld); err != nil {
		return err
	}
	if c.Out == "-" && a.JSON {
		return terminal.BadInput(errors.New("--out - and --json both print to standard output: want one of them"))
	}
	if err := checkPointsFile(c.Out, c.Count); err != nil {
		return terminal.BadInput(err)
	}
	if c.Labels && strings.EqualFold(filepath.Ext(c.Out), ".npy") {
		return terminal.BadInput(errors.New("--labels is for CSV: want a .csv file, or - for standard output"))
	}
	write := func(w io.Writer) error {
		w = interruptible{ctx, w}
		points := make([]data.Point, c.Count)
		if c.Labels {
			labels := make([]int, c.Count)
			data.Draw(points, labels, dataset.Distribution, a.Seed, data.Drawn, 0)
			return data.WriteLabelledCSV(w, points, labels)
		}
		data.Draw(points, nil, dataset.Distribution, a.Seed, data.Drawn, 0)
		writer, err := data.NewWriter(w, c.Out, xy, c.Count)
		if err != nil {
			return err
		}
		if err := writer.Write(points); err != nil {
			return err
		}
		return writer.Close()
	}
	if c.Out == "-" {
		return write(a.out.Out)
	}
	if err := atomicfile.Write(c.Out, write); err != nil {
		return err
	}
	a.out.Printf("%d points of %s: %s\n", c.Count, c.Data, c.Out)
	return a.out.Result(struct {
		Data  string `json:"data"`
		File  string `json:"file"`
		Count int    `json:"count"`
	}{c.Data, c.Out, c.Count})
}
