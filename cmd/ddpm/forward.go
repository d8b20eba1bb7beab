package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/landscape"
	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample/audit"
)

type forwardCmd struct {
	Data      string   `arg:"" optional:"" help:"What to drown in noise: a picture (.png, .jpg, .gif), a .csv, .tsv or .npy file of points, or one of ${builtins} (a picture that ddpm draws itself)."`
	As        string   `placeholder:"KIND" help:"Take a picture as an image, the default, or as a density, its ink being probability: image or density."`
	Timesteps int      `default:"${timesteps}" help:"Steps T of the noising chain."`
	Schedule  []string `default:"${schedule}" placeholder:"NAME,…" help:"How noise grows along the chain: ${schedules}. Several are compared; the first is drawn."`
	Columns   []string `placeholder:"X,Y" help:"The two columns of a file to read, by name or by number from 1 (the first two)."`
	Out       string   `short:"o" placeholder:"FOLDER" help:"Where the page, figures and tables go (runs/NAME-forward)."`
	Overwrite bool     `help:"Replace what an earlier forward left in --out."`
}

// forwarded is what ddpm forward has found of a distribution, as JSON.
type forwarded struct {
	Data       string             `json:"data"`
	Folder     string             `json:"folder"`
	Seed       uint64             `json:"seed"`
	Points     int                `json:"points,omitempty"` // of a file: how many the distribution consists of
	Forgetting []audit.Forgetting `json:"forgetting"`       // of each schedule
	Remarks    []string           `json:"remarks"`          // on each schedule's end
	Complete   bool               `json:"complete"`         // false while it is still being made
}

// The files that forward leaves.
const (
	forwardPage      = "forward.html"
	forwardJSON      = "forward.json"
	forwardTable     = "forgetting.csv"
	forwardDensities = "densities.csv"
	forwardParticles = "particles.gif"
	forwardHeat      = "heat.gif"

	// Of an image.
	forwardGIF        = "forward.gif"
	forwardCompaction = "compaction.csv"
	forwardRedundancy = "redundancy.csv"
)

// lawPoints is how many points of a file the distribution that is drowned consists of at most: the cost of densities is in proportion.
const lawPoints = 4000

func (c *forwardCmd) Run(ctx context.Context, a *app) error {
	schedules, err := c.schedules()
	if err != nil {
		return badInput(err)
	}
	name := runs.NameFor(c.Data)
	if c.Data == "" {
		name = drawnPicture
	}
	folder, err := c.folder(name)
	if err != nil {
		return badInput(err)
	}
	asImage, err := c.asImage()
	if err != nil {
		return badInput(err)
	}
	if asImage {
		clean, err := openImage(c.Data)
		if err != nil {
			return badInput(err)
		}
		return a.forwardImage(ctx, folder, name, clean, schedules)
	}
	dataset, err := c.open()
	if err != nil {
		return badInput(err)
	}
	return a.forwardLaw(ctx, folder, dataset, schedules)
}

// asImage reports whether the image itself is drowned, and not a distribution. It fails if the flags do not fit what is drowned.
func (c *forwardCmd) asImage() (bool, error) {
	picture := c.Data == "" || data.IsPicture(c.Data)
	switch {
	case c.As != "" && c.As != "image" && c.As != "density":
		return false, fmt.Errorf("--as %s: want density or image", c.As)
	case c.As != "" && !picture:
		return false, fmt.Errorf("--as is for pictures, and %s is none", c.Data)
	case c.Columns != nil && picture:
		return false, errors.New("--columns is for files of points, not for pictures")
	}
	return picture && c.As != "density", nil
}

// open returns the distribution or the points that are drowned.
func (c *forwardCmd) open() (*data.Dataset, error) {
	if c.Data != "" {
		return data.Open(c.Data, c.Columns)
	}
	distribution, err := data.NewPicture(data.NewRaster(landscape.Draw(), data.PictureSide))
	return &data.Dataset{Name: drawnPicture, Distribution: distribution}, err
}

// begin makes the folder ready, deletes what an earlier forward left in it, and leaves a first forward.json, so that whatever comes
// after it is known to be ddpm's. found says what is not complete yet.
func begin(folder runs.Folder, found any) error {
	if err := folder.Claim(runs.Forward, true); err != nil { // whether it may be replaced was found out before
		return err
	}
	return folder.WriteJSON(forwardJSON, found)
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
	_, err := os.Stat(folder.File(forwardPage))
	return folder, folder.Check(runs.Forward, c.Overwrite || err != nil)
}

// forwardLaw drowns a distribution in noise along the schedules, and leaves what is seen of it in folder.
func (a *app) forwardLaw(ctx context.Context, folder runs.Folder, dataset *data.Dataset, schedules []*model.Schedule) error {
	d := newDrowning(dataset, schedules[0], a.Seed)
	found := forwarded{Data: dataset.Name, Folder: string(folder), Seed: a.Seed, Points: len(d.fixed)}
	if err := begin(folder, found); err != nil {
		return err
	}
	bar := a.bar(len(schedules)+1, "noising")
	defer bar.Finish()
	for _, schedule := range schedules {
		f, err := audit.MeasureForgetting(ctx, d.distribution, schedule, effort.forwardLevels)
		if err != nil {
			return err
		}
		found.Forgetting = append(found.Forgetting, f)
		found.Remarks = append(found.Remarks, remark(f))
		_ = bar.Add(1)
	}
	if err := d.walk(ctx, a.Seed); err != nil {
		return err
	}
	pictures, err := d.leave(ctx, folder, found)
	if err != nil {
		return err
	}
	if err := writeForwardPage(folder, dataset, found, pictures); err != nil {
		return err
	}
	found.Complete = true
	if err := folder.WriteJSON(forwardJSON, found); err != nil {
		return err
	}
	_ = bar.Finish()
	for _, text := range found.Remarks {
		a.printf("%s\n", text)
	}
	a.printf("all of it on one page: %s\n", folder.File(forwardPage))
	return a.result(found)
}

// remark says in words what the last step of a schedule leaves.
func remark(f audit.Forgetting) string {
	last := f.Last()
	text := fmt.Sprintf("%s: after %d steps, at a log-SNR of %.2f, x_T still tells %s of x_0, and its distribution is %s from N(0, I).",
		f.Schedule, f.Steps, last.LogSNR, nats(last.Information), nats(last.KL))
	if f.EndsInNoise() {
		return text + fmt.Sprintf(" It ends in noise, as it does with at most %g nats of x_0.", audit.Forgotten)
	}
	return text + fmt.Sprintf(" It does not end in noise, for which at most %g nats of x_0 may be left: a chain that starts from N(0, I) "+
		"starts from another distribution.", audit.Forgotten)
}

// nats returns an amount of information in words, as exact as it is known.
func nats(value float64) string {
	if value < 1e-6 {
		return "less than 0.000001 nats"
	}
	return strconv.FormatFloat(value, 'g', 2, 64) + " nats"
}
