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

	"ddpm/cmd/ddpm/internal/atomicfile"
	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/audit"
)

type sampleCmd struct {
	Folder string `arg:"" name:"run" help:"Folder of a trained run."`
	drawing
	Out        string `short:"o" placeholder:"FILE" help:"Where the points go: .csv, .npy, or - for CSV on standard output (samples.csv in the run's folder)."`
	Trajectory string `placeholder:"FILE.npy" help:"Also write every x_t of every point, in the units of the data, as an array of shape (steps+1, count, 2)."`
	Gif        string `placeholder:"FILE.gif" help:"Also draw the way from noise to points as an animation."`
}

// sampled is what ddpm sample has done, as JSON.
type sampled struct {
	Run      string  `json:"run"`
	File     string  `json:"file"`
	Count    int     `json:"count"`
	Evals    int     `json:"evals"` // network evaluations a point
	Sampling drawn   `json:"sampling"`
	Seconds  float64 `json:"seconds"`
}

// streamed is how many points are drawn at a time: memory does not grow with --count.
const streamed = 64 * sample.Block

// scatterWidth is the width in characters of a scatter in the terminal.
const scatterWidth = 60

func (c *sampleCmd) Run(ctx context.Context, a *app) error {
	folder := runs.Folder(c.Folder)
	if c.Out == "" {
		c.Out = folder.File(runs.SamplesFile)
	}
	m, err := folder.ReadModel()
	if err != nil {
		return badInput(err)
	}
	choice, err := c.choice(m)
	if err == nil {
		err = c.checkCount()
	}
	if err == nil {
		err = c.checkFiles(a)
	}
	if err != nil {
		return badInput(err)
	}
	var dataset *data.Dataset
	if choice.Options.Variance == sample.Optimal {
		if _, dataset, err = openRun(folder); err != nil {
			return badInput(fmt.Errorf("the optimal variance is estimated from the run's data: %w", err))
		}
	}
	subject, err := newSubject(ctx, m, dataset, choice, a.Seed)
	if err != nil {
		return err
	}

	began := time.Now()
	reel := newFilm(times(subject), animationFrames, figure.Learned)
	var first []data.Point
	points := func(w io.Writer, observers ...observer) (err error) {
		if c.Gif != "" {
			observers = append(observers, reel.shoot)
		}
		first, err = c.stream(ctx, a, w, subject, observers)
		return err
	}
	if c.Trajectory == "" {
		err = c.toOut(a, func(w io.Writer) error { return points(w) })
	} else {
		err = atomicfile.Write(c.Trajectory, func(file io.Writer) error {
			states := data.NewNPYWriter(file, len(subject.Sampler.Levels()), c.Count)
			err := c.toOut(a, func(w io.Writer) error { return points(w, trajectory(states, subject.Axes())) })
			return errors.Join(err, states.Close())
		})
	}
	if err != nil {
		return err
	}
	if c.Gif != "" {
		if err := drawAnimation(c.Gif, reel); err != nil {
			return err
		}
	}
	how := drawnBy(choice, c.Count, a.Seed)
	result := sampled{c.Folder, c.Out, c.Count, *how.Evals, how, time.Since(began).Seconds()}
	if c.Out != "-" {
		if err := terminal.Scatter(a.text(), first, scatterWidth); err != nil {
			return err
		}
		a.printf("%d points, %d network evaluations each, in %.1f s: %s\n", result.Count, result.Evals, result.Seconds, result.File)
	}
	return a.result(result)
}

// checkCount fails unless that many points can be drawn.
func (c *sampleCmd) checkCount() error {
	if c.Trajectory != "" { // which has all points of a step beside each other
		return checkCount(c.Count, mostHeld)
	}
	return checkCount(c.Count, mostStreamed)
}

// checkFiles finds out before the work what is wrong with the names of files.
func (c *sampleCmd) checkFiles(a *app) error {
	if _, err := data.NewWriter(io.Discard, c.Out, c.Count); err != nil {
		return err
	}
	switch {
	case c.Out == "-" && a.JSON:
		return errors.New("--out - and --json both print to standard output: want one of them")
	case c.Trajectory != "" && !strings.EqualFold(filepath.Ext(c.Trajectory), ".npy"):
		return errors.New("--trajectory " + c.Trajectory + ": want a .npy file")
	case c.Gif != "" && !strings.EqualFold(filepath.Ext(c.Gif), ".gif"):
		return errors.New("--gif " + c.Gif + ": want a .gif file")
	}
	return nil
}

// toOut writes what --out names.
func (c *sampleCmd) toOut(a *app, write func(io.Writer) error) error {
	if c.Out == "-" {
		return write(a.stdout)
	}
	return atomicfile.Write(c.Out, write)
}

// stream draws the points and writes them to w, some at a time, or all at once if their trajectory is wanted. It returns
// the first of them.
func (c *sampleCmd) stream(ctx context.Context, a *app, w io.Writer, subject *audit.Subject, observers []observer) ([]data.Point, error) {
	writer, err := data.NewWriter(w, c.Out, c.Count)
	if err != nil {
		return nil, err
	}
	size := streamed
	if c.Trajectory != "" {
		size = c.Count
	}
	stretches := (c.Count + size - 1) / size
	bar := a.bar(stretches*(len(subject.Sampler.Levels())-1), "sampling")
	defer bar.Finish()
	var first []data.Point
	x := make([]data.Point, min(c.Count, size))
	for done := 0; done < c.Count; done += size {
		x = x[:min(c.Count-done, size)]
		if err := subject.Draw(ctx, x, done, append(observers, moveBar(bar))...); err != nil {
			return nil, err
		}
		if first == nil {
			first, observers = slices.Clone(x), nil
		}
		if err := writer.Write(x); err != nil {
			return nil, err
		}
	}
	return first, writer.Close()
}

// trajectory is an observer that writes every state in the units of the data.
func trajectory(to data.Writer, axes data.Standardizer) observer {
	return func(state sample.State) error {
		x := slices.Clone(state.X)
		axes.From(x, x)
		return to.Write(x)
	}
}

// drawAnimation writes the film of a reverse chain as an animation.
func drawAnimation(path string, reel *film) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		return figure.GIF(w, reel.view(), reel.frames)
	})
}
