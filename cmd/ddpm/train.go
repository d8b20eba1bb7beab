package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data"
	"ddpm/model"
	"ddpm/train"
)

type trainCmd struct{ training }

// training are the flags of the commands that train.
type training struct {
	settings
	Out       string `short:"o" placeholder:"FOLDER" help:"The run's folder (runs/NAME, or the first free of runs/NAME-2, …)."`
	Resume    string `placeholder:"RUN" help:"Go on with the interrupted run in this folder, with its settings."`
	Overwrite bool   `help:"Delete the run that --out holds."`
}

// trained is a run whose training is done, and the JSON that says so.
type trained struct {
	Folder     runs.Folder `json:"run"`
	Parameters int         `json:"parameters"`
	Steps      int         `json:"steps"`
	PerSecond  float64     `json:"steps_per_second"`
	Loss       float64     `json:"loss"` // mean over the last logged tenth of the steps

	config    config
	dataset   *data.Dataset
	model     *model.Model
	fresh     bool // its folder is still to be made
	overwrite bool
	history   *history   // once training began
	lock      *runs.Lock // on the folder, once training began
}

func (c *trainCmd) Run(ctx context.Context, a *app) error {
	run, trainer, err := c.begin(a)
	if err != nil {
		return err
	}
	defer run.release()
	if err := run.train(ctx, a, trainer, "ddpm train --resume "+string(run.Folder)); err != nil {
		return err
	}
	a.printf("next: ddpm sample %s, or ddpm compare %s\n", run.Folder, run.Folder)
	return a.result(run)
}

// checkpointEvery is how often a checkpoint is written, in steps.
const checkpointEvery = 1000

// train takes the trainer's steps and leaves model, checkpoint and history in the run's folder. When ctx ends it saves
// them and says what goes on from there.
func (run *trained) train(ctx context.Context, a *app, trainer *train.Trainer, goesOn string) error {
	lock, err := run.Folder.Lock()
	if err != nil {
		return err
	}
	run.lock = lock
	switch {
	case run.fresh:
		err = run.Folder.Create(run.config, run.overwrite)
	case run.config.Sampling != nil: // which may be other than when the run was begun
		err = run.Folder.WriteJSON(runs.ConfigFile, run.config)
	}
	if err != nil {
		return err
	}
	history, err := run.openHistory(trainer.Done())
	if err != nil {
		return err
	}
	run.history = history
	defer history.close()
	save := func() error {
		return errors.Join(
			history.flush(),
			run.Folder.Write(trainer.WriteCheckpoint, runs.CheckpointFile),
			run.Folder.Write(run.model.Write, runs.ModelFile))
	}
	first, began := trainer.Done(), time.Now()
	a.printf("training on %s in %s: %d weights, %d steps of %d points\n",
		run.config.Data, run.Folder, run.Parameters, run.config.Steps, run.config.Batch)
	bar := a.bar(run.config.Steps, "training")
	recent := 0.0
	for step, err := range trainer.Steps(ctx) {
		if err != nil {
			bar.Exit()
			return run.stopped(err, save, trainer.Done(), goesOn)
		}
		if err := history.add(ctx, step, run.config.Steps); err != nil {
			return err
		}
		if recent == 0 {
			recent = step.Loss
		}
		recent += (step.Loss - recent) / 100
		if step.Number%50 == 0 {
			bar.Describe(fmt.Sprintf("training  loss %.4f", recent))
			bar.Set(step.Number)
		}
		if step.Number%checkpointEvery == 0 && step.Number < run.config.Steps {
			if err := save(); err != nil {
				return err
			}
		}
	}
	bar.Finish()
	if err := save(); err != nil {
		return err
	}
	seconds := time.Since(began).Seconds()
	run.Steps, run.PerSecond = trainer.Done(), float64(trainer.Done()-first)/max(seconds, 1e-9)
	run.Loss = history.loss()
	a.printf("trained %d weights for %d steps in %.1f s, %.0f steps a second; final loss %.4f",
		run.Parameters, run.Steps-first, seconds, run.PerSecond, run.Loss)
	if rows := history.excessRows(); len(rows) > 0 {
		a.printf(", of which %.4f can't be learned", rows[len(rows)-1][3])
	}
	a.printf("\n")
	return nil
}

// release lets others write into the run's folder.
func (run *trained) release() { run.lock.Release() }

// begin opens the run to resume, or prepares a new one, and returns it with its trainer. A new run's folder is made only
// when training starts.
func (c *training) begin(a *app) (*trained, *train.Trainer, error) {
	run := &trained{Folder: runs.Folder(c.Resume)}
	var err error
	switch {
	case c.Resume == "":
		run.config, run.dataset, err = a.newConfig(c.settings)
	case c.Out != "" || c.Overwrite:
		err = errors.New("--resume goes on in the run's own folder: want neither --out nor --overwrite with it")
	default:
		run.config, run.dataset, err = a.resume(run.Folder, c.settings)
	}
	if err != nil {
		return nil, nil, badInput(err)
	}
	trainer, m, err := run.config.trainer(run.dataset)
	if err != nil {
		return nil, nil, badInput(err)
	}
	run.model, run.Parameters = m, len(m.Network.Weights)
	if c.Resume != "" {
		return run, trainer, badInput(readCheckpoint(run.Folder, trainer))
	}
	if run.Folder = runs.Folder(c.Out); c.Out == "" {
		run.Folder = runs.Next(runs.NameFor(run.config.Data))
	}
	run.fresh, run.overwrite = true, c.Overwrite
	return run, trainer, badInput(run.Folder.Check(runs.Run, c.Overwrite))
}

// readCheckpoint puts trainer where the run in folder was last saved, or at the start if it never was.
func readCheckpoint(folder runs.Folder, trainer *train.Trainer) error {
	file, err := os.Open(folder.File(runs.CheckpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if err := trainer.ReadCheckpoint(file); err != nil {
		return fmt.Errorf("%s: %w", file.Name(), err)
	}
	return nil
}

// stopped completes the error that ended a training: an interrupt saves first, divergence leaves the last checkpoint.
func (run *trained) stopped(err error, save func() error, step int, goesOn string) error {
	if errors.Is(err, train.ErrDiverged) {
		if _, statErr := os.Stat(run.Folder.File(runs.CheckpointFile)); statErr == nil {
			err = fmt.Errorf("%w; %s keeps the last checkpoint", err, run.Folder)
		}
		return err
	}
	if saveErr := save(); saveErr != nil {
		return saveErr
	}
	return fmt.Errorf("%w after step %d, all saved: go on with %s", err, step, goesOn)
}
