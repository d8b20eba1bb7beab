package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/ddpm/internal/film"
	"ddpm/cmd/ddpm/internal/part"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/atomicfile"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/audit"
)

// sampled is what ddpm sample has done, as JSON.
type sampled struct {
	Run      string     `json:"run"`
	File     string     `json:"file"`
	Part     string     `json:"part,omitempty"` // of sampling.count points, which are here; "": all of them
	Count    int        `json:"count"`
	Evals    int        `json:"evals"` // network evaluations a point
	Sampling runs.Drawn `json:"sampling"`
	Outside  int        `json:"far_outside,omitempty"` // points outside the range of the data by more than its width
	Seconds  float64    `json:"seconds"`
}

// share is which of the points are drawn: count of them, from number first on.
type share struct{ first, count int }

// own returns the points of a part. Parts divide the blocks of points that share a stream of random numbers.
func (c *sampleCmd) own(p part.Part) (share, error) {
	blocks := (c.Count-1)/sample.Block + 1
	if p.Count > blocks {
		return share{}, fmt.Errorf("--part %v: a part has at least %d points, so of %d there are at most %d parts", p, sample.Block, c.Count, blocks)
	}
	if !p.IsWhole() && c.Out == "" {
		return share{}, fmt.Errorf("--part %v: want --out with it, a file of its own for each part", p)
	}
	lo, hi := p.Range(blocks)
	first := lo * sample.Block
	return share{first, min(hi*sample.Block, c.Count) - first}, nil
}

// streamed is how many points are drawn at a time: memory does not grow with --count.
const streamed = 64 * sample.Block

func (c *sampleCmd) Run(ctx context.Context, a *app) error {
	folder := runs.Folder(c.Folder)
	if err := c.in(folder); err != nil {
		return err
	}
	m, err := folder.ReadModel()
	if err != nil {
		return terminal.BadInput(err)
	}
	config, err := folder.Config()
	if err != nil {
		return terminal.BadInput(err)
	}
	choice, err := c.Choice(m)
	if err == nil && c.Round && (config.Reading == nil || config.Reading.Extent == nil || config.Reading.Extent.Step == data.Point{}) {
		err = fmt.Errorf("--round is for data on a grid, such as whole numbers, and that of %s is on none", c.Folder)
	}
	if err == nil {
		err = checkCount(c.Count, mostStreamed)
	}
	p, own := part.Whole, share{}
	if err == nil {
		p, err = c.ownPart(a)
	}
	if err == nil {
		own, err = c.own(p)
	}
	if c.Out == "" {
		c.Out = folder.File(runs.SamplesFile)
	}
	if err == nil {
		err = c.checkFiles(a, own)
	}
	if err == nil {
		err = c.checkPlaces(folder, config)
	}
	if err != nil {
		return terminal.BadInput(err)
	}
	if c.Gif != "" { // which is written last
		if err := atomicfile.Check(c.Gif); err != nil {
			return err
		}
	}
	var dataset *data.Dataset
	if choice.Options.Variance == sample.Optimal {
		if _, dataset, err = folder.Open(); err != nil {
			return terminal.BadInput(fmt.Errorf("the optimal variance is estimated from the run's data: %w", err))
		}
	}
	subject, err := evaluate.NewSubject(ctx, m, dataset, choice, a.Seed)
	if err != nil {
		return err
	}

	began := time.Now()
	reel := film.Backward(subject.Sampler, m.Schedule, film.Frames)
	var first []data.Point
	var outside int
	points := func(w io.Writer, observers ...func(sample.State) error) (err error) {
		if c.Gif != "" {
			observers = append(observers, reel.Shoot)
		}
		first, outside, err = c.stream(ctx, a, w, config, subject, own, observers)
		return err
	}
	if c.Trajectory == "" {
		err = c.toOut(a, func(w io.Writer) error { return points(w) })
	} else {
		err = atomicfile.Write(c.Trajectory, func(file io.Writer) error {
			states := data.NewNPYWriter(file, len(subject.Sampler.Levels()), own.count)
			if err := c.toOut(a, func(w io.Writer) error { return points(w, trajectory(states, subject.Axes())) }); err != nil {
				return err
			}
			return states.Close()
		})
	}
	if err != nil {
		return err
	}
	if c.Gif != "" {
		if err := atomicfile.Write(c.Gif, func(w io.Writer) error { return reel.Animation().Write(w, a.effort.evaluate.Pixels) }); err != nil {
			return err
		}
	}
	how := runs.DrawnBy(choice, c.Count, a.Seed)
	result := sampled{c.Folder, c.Out, "", own.count, *how.Evals, how, outside, time.Since(began).Seconds()}
	if !p.IsWhole() {
		result.Part = p.String()
	}
	if c.Out != "-" {
		if err := terminal.Scatter(a.out.Text(), first, scatterWidth); err != nil {
			return err
		}
		if !p.IsWhole() {
			a.out.Printf("part %v of %d points, from number %d: ", p, c.Count, own.first)
		}
		a.out.Printf("%d points, %d network evaluations each, in %.1f s: %s\n", result.Count, result.Evals, result.Seconds, result.File)
	}
	if warning := runs.FarOutside(outside, own.count); warning != "" {
		if c.Out != "-" {
			a.out.Printf("%s\n", warning)
		} else if !a.Quiet {
			fmt.Fprintf(a.out.Err, "%s\n", warning)
		}
	}
	return a.out.Result(result)
}

// checkFiles finds out before the work what is wrong with the names of files, or with the number of points that go into them.
func (c *sampleCmd) checkFiles(a *app, own share) error {
	if err := checkPointsFile(c.Out, own.count); err != nil {
		return err
	}
	switch {
	case c.Trajectory != "" && own.count > mostHeld: // it has all points of a step beside each other
		return checkCount(own.count, mostHeld)
	case c.Out == "-" && a.JSON:
		return errors.New("--out - and --json both print to standard output: want one of them")
	case c.Trajectory != "" && !strings.EqualFold(filepath.Ext(c.Trajectory), ".npy"):
		return errors.New("--trajectory " + c.Trajectory + ": want a .npy file")
	case c.Gif != "" && !strings.EqualFold(filepath.Ext(c.Gif), ".gif"):
		return errors.New("--gif " + c.Gif + ": want a .gif file")
	}
	return nil
}

// checkPlaces finds out whether a file would take the place of another, or of one that the run needs.
func (c *sampleCmd) checkPlaces(run runs.Folder, config runs.Config) error {
	flags := make(map[string]string) // of the files, by their paths
	for _, file := range []struct{ flag, path string }{{"--out", c.Out}, {"--trajectory", c.Trajectory}, {"--gif", c.Gif}} {
		if file.path == "" || file.path == "-" {
			continue
		}
		if other, twice := flags[filepath.Clean(file.path)]; twice {
			return fmt.Errorf("%s and %s are the same file, %s: want two", other, file.flag, file.path)
		}
		flags[filepath.Clean(file.path)] = file.flag
		if err := run.CheckOutput(config, file.flag, file.path); err != nil {
			return err
		}
	}
	return nil
}

// toOut writes what --out names.
func (c *sampleCmd) toOut(a *app, write func(io.Writer) error) error {
	if c.Out == "-" {
		return write(a.out.Out)
	}
	return atomicfile.Write(c.Out, write)
}

// stream draws its own points and writes them to w, some at a time, or all at once if their trajectory is wanted. It returns
// the first of them, and how many lie far outside the data.
func (c *sampleCmd) stream(ctx context.Context, a *app, w io.Writer, config runs.Config, subject *audit.Subject, own share, observers []func(sample.State) error) (first []data.Point, outside int, err error) {
	writer, err := data.NewWriter(w, c.Out, config.Reading.Names(), own.count)
	if err != nil {
		return nil, 0, err
	}
	size := streamed
	if c.Trajectory != "" {
		size = own.count
	}
	stretches := (own.count + size - 1) / size
	bar := a.out.Bar(stretches*(len(subject.Sampler.Levels())-1), "sampling")
	defer bar.Finish()
	extent := config.Extent()
	x := make([]data.Point, min(own.count, size))
	for done := 0; done < own.count; done += size {
		x = x[:min(own.count-done, size)]
		if err := subject.Draw(ctx, x, own.first+done, append(observers, evaluate.MoveBar(bar))...); err != nil {
			return nil, 0, err
		}
		extent.Keep(x, c.Round)
		outside += extent.FarOutside(x)
		if first == nil {
			first, observers = slices.Clone(x), nil
		}
		if err := writer.Write(x); err != nil {
			return nil, 0, err
		}
	}
	return first, outside, writer.Close()
}

// trajectory is an observer that writes every state in the units of the data.
func trajectory(to data.Writer, axes data.Standardizer) func(sample.State) error {
	return func(state sample.State) error {
		x := slices.Clone(state.X)
		axes.From(x, x)
		return to.Write(x)
	}
}
