package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/forward"
	"ddpm/cmd/ddpm/internal/imagenoise"
	"ddpm/cmd/ddpm/internal/landscape"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/model"
)

func (c *forwardCmd) Run(ctx context.Context, a *app) error {
	schedules, err := c.schedules()
	if err != nil {
		return terminal.BadInput(err)
	}
	name := runs.NameFor(c.Data)
	if c.Data == "" {
		name = imagenoise.OwnPicture
	}
	folder, err := c.folder(name)
	if err != nil {
		return terminal.BadInput(err)
	}
	asImage, err := c.asImage(a)
	if err != nil {
		return terminal.BadInput(err)
	}
	var found any
	if asImage {
		clean, err := imagenoise.Open(c.Data, a.effort.imageSide)
		if err != nil {
			return terminal.BadInput(err)
		}
		if found, err = imagenoise.Run(ctx, a.out, folder, name, clean, schedules, a.Seed, c.command(a.Seed), a.effort.forward); err != nil {
			return err
		}
	} else {
		dataset, err := c.open()
		if err != nil {
			return terminal.BadInput(err)
		}
		a.printReading(dataset, dataset.Reading)
		if found, err = forward.Run(ctx, a.out, folder, dataset, schedules, a.Seed, c.command(a.Seed), a.effort.forward); err != nil {
			return err
		}
	}
	a.out.Printf("all of it on one page: %s\n", folder.File(forward.PageFile))
	return a.out.Result(found)
}

// command returns the command line that makes the page again, with the flags that differ from their defaults.
func (c *forwardCmd) command(seed uint64) string {
	words := []string{"ddpm", "forward"}
	if c.Data != "" {
		words = append(words, runs.Quoted(c.Data))
	}
	if c.As != "" {
		words = append(words, "--as", c.As)
	}
	if c.Timesteps != model.DefaultSteps {
		words = append(words, "--timesteps", fmt.Sprint(c.Timesteps))
	}
	if !slices.Equal(c.Schedule, []string{model.DefaultSchedule}) {
		words = append(words, "--schedule", runs.Quoted(strings.Join(c.Schedule, ",")))
	}
	words = append(words, runs.Flags(c.FileFlags, runs.FileFlags{})...)
	if seed != runs.DefaultSeed {
		words = append(words, "--seed", fmt.Sprint(seed))
	}
	return strings.Join(words, " ")
}

// asImage reports whether noise is added to an image itself, and not to a distribution. It fails if the flags do not fit that.
func (c *forwardCmd) asImage(a *app) (bool, error) {
	picture := c.Data == "" || data.IsPicture(c.Data)
	switch {
	case c.As != "" && c.As != "image" && c.As != "density":
		return false, fmt.Errorf("--as %s: want density or image", c.As)
	case c.As != "" && !picture:
		return false, fmt.Errorf("--as is for pictures, and %s is none", c.Data)
	case c.Ink != "" && (c.Data == "" || picture && c.As != "density"):
		return false, errors.New("--ink is for a picture of yours as a density: want DATA and --as density with it")
	}
	for _, name := range []string{"columns", "header", "drop-missing"} {
		if picture && a.gave(name) {
			return false, fmt.Errorf("--%s is for files of points, not for pictures", name)
		}
	}
	return picture && c.As != "density", nil
}

// open returns the distribution or the points that noise is added to.
func (c *forwardCmd) open() (*data.Dataset, error) {
	if c.Data != "" {
		return c.Selection("").Open(c.Data)
	}
	distribution, err := data.NewPicture(data.NewRaster(landscape.Draw(), data.PictureSide))
	return &data.Dataset{Name: imagenoise.OwnPicture, Distribution: distribution}, err
}

// schedules returns the schedules that are asked for.
func (c *forwardCmd) schedules() (schedules []*model.Schedule, err error) {
	if len(c.Schedule) > figure.Schedules {
		return nil, fmt.Errorf("--schedule names %d: want at most %d, to tell them apart", len(c.Schedule), figure.Schedules)
	}
	for i, spec := range c.Schedule {
		if slices.Contains(c.Schedule[:i], spec) {
			return nil, fmt.Errorf("--schedule names %s twice", spec)
		}
		schedule, err := model.NewSchedule(spec, c.Timesteps)
		if err != nil {
			return nil, err
		}
		schedules = append(schedules, schedule)
	}
	return schedules, nil
}

// folder returns the folder for what becomes of something of that name. One that holds a run, a file that is in the way, or an
// earlier forward that may not be replaced, is refused. What an interrupted forward left may be.
func (c *forwardCmd) folder(name string) (runs.Folder, error) {
	if c.Out == "" {
		return runs.Next(name + "-forward"), nil
	}
	folder := runs.Folder(c.Out)
	if folder.HoldsRun() {
		return "", fmt.Errorf("%s holds a run: want another --out", folder)
	}
	_, err := os.Stat(folder.File(forward.PageFile))
	return folder, folder.Check(runs.Forward, c.Overwrite || err != nil)
}
