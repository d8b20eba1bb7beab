// Package training runs a training for a command: in a run's folder, with progress, checkpoints and a log. An interrupt or a full disk
// loses nothing that was saved.
//
// Read run.go, then history.go.
package training

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/model"
	"ddpm/train"
)

// Request says which run to train: a new one, or one to go on with.
type Request struct {
	Settings  runs.Settings
	Seed      uint64
	Out       string   // the folder of a new run; "": the first free one in runs
	Overwrite bool     // delete the run that Out holds
	Resume    string   // the folder of the run to go on with, with its own settings; "": a new run
	Given     []string // names of the settings that the user gave, which must not contradict those of the run to go on with
}

// Run is a run that is trained. After Train it is also the result, as JSON.
type Run struct {
	Folder     runs.Folder `json:"run"`
	Parameters int         `json:"parameters"`
	Steps      int         `json:"steps"`
	PerSecond  float64     `json:"steps_per_second"`
	Loss       float64     `json:"loss"`                  // mean over the last logged tenth of the steps
	TargetLoss float64     `json:"target_loss,omitempty"` // the same against the mean noise, if that was the target
	Kept       *Kept       `json:"kept,omitempty"`        // nil: no held-out loss was measured, and the last network is kept

	Config  runs.Config   `json:"-"`
	Dataset *data.Dataset `json:"-"`
	Model   *model.Model  `json:"-"`

	LongerThan int `json:"-"` // how many steps a run to go on with had before it was made longer; 0: it has as many as before

	trainer   *train.Trainer
	fresh     bool // its folder is still to be made
	overwrite bool
	lock      *runs.Lock // on the folder, once training began
}

// Begin opens the run to go on with, or prepares a new one. A new run's folder is made only when it is trained. The error is what is
// wrong with the request.
func Begin(r Request) (*Run, error) {
	run := &Run{Folder: runs.Folder(r.Resume)}
	var err error
	switch {
	case r.Resume == "":
		run.Config, run.Dataset, err = runs.NewConfig(r.Settings, r.Seed)
	case r.Out != "" || r.Overwrite:
		err = errors.New("--resume goes on in the run's own folder: want neither --out nor --overwrite with it")
	default:
		err = run.open(r)
	}
	if err != nil {
		return nil, terminal.BadInput(err)
	}
	if run.trainer, run.Model, err = run.Config.Trainer(run.Dataset); err != nil {
		return nil, terminal.BadInput(err)
	}
	run.Parameters = len(run.Model.Network.Weights)
	if r.Resume != "" {
		return run, terminal.BadInput(run.readCheckpoint())
	}
	if run.Folder = runs.Folder(r.Out); r.Out == "" {
		run.Folder = runs.Next(runs.NameFor(run.Config.Data))
	}
	run.fresh, run.overwrite = true, r.Overwrite
	if err := run.Folder.Check(runs.Run, r.Overwrite); err != nil {
		return run, terminal.BadInput(err)
	}
	return run, terminal.BadInput(run.Folder.CheckData(run.Config))
}

// open opens the run to go on with. More steps than it had make its training longer: it goes on from where it is, at the learning rate that
// a training of so many steps has there. Other settings must be its own. Its folder stays as it is until it is trained.
func (run *Run) open(r Request) (err error) {
	if run.Config, run.Dataset, err = run.Folder.Open(); err != nil {
		return err
	}
	before, settings := run.Config.Steps, r.Settings
	if slices.Contains(r.Given, "steps") && settings.Steps > before {
		settings.Steps, run.Config.Steps = before, settings.Steps
		run.Config.Grown, run.LongerThan = append(run.Config.Grown, before), before
	}
	return run.Folder.CheckGiven(settings, r.Seed, r.Given)
}

// Done reports whether all steps have been taken.
func (run *Run) Done() bool { return run.trainer.Done() >= run.Config.Steps }

// Release lets others write into the run's folder.
func (run *Run) Release() { run.lock.Release() }

// checkpointEvery is how often a checkpoint is written, in steps.
const checkpointEvery = 1000

// Train takes the steps that are left, and writes model, checkpoint and history into the run's folder. If ctx ends, it saves them, and
// the error names the command that goes on from there: goesOn, unless that is "".
func (run *Run) Train(ctx context.Context, out *terminal.Output, goesOn string) error {
	trainer := run.trainer
	lock, err := run.Folder.Lock()
	if err != nil {
		return err
	}
	run.lock = lock
	switch {
	case run.fresh:
		err = run.Folder.Create(run.Config, run.overwrite)
	case run.LongerThan > 0 || run.Config.Sampling != nil: // which may be other than when the run was begun
		err = run.Folder.WriteJSON(runs.ConfigFile, run.Config)
	}
	if err != nil {
		return err
	}
	history, err := run.openHistory(trainer.Done())
	if err != nil {
		return err
	}
	defer history.close()
	save := func() error {
		run.settle(rowsOf(history.heldOut))
		return cmp.Or(
			history.flush(),
			run.Folder.Write(trainer.WriteCheckpoint, runs.CheckpointFile),
			run.Folder.Write(run.Model.Write, runs.ModelFile))
	}
	first, began := trainer.Done(), time.Now()
	out.Printf("training on %s in %s: %d weights, %d steps of %d points\n",
		run.Config.Data, run.Folder, run.Parameters, run.Config.Steps, run.Config.Batch)
	bar := out.Bar(run.Config.Steps, "training")
	recent := 0.0
	for step, err := range trainer.Steps(ctx) {
		if err != nil {
			bar.Exit()
			return run.stopped(err, save, trainer.Done(), goesOn)
		}
		if err := history.add(step, run.Config.Steps); err != nil {
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
		if step.Number%checkpointEvery == 0 && step.Number < run.Config.Steps {
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
	run.Loss = history.loss("loss")
	out.Printf("trained %d weights for %d steps in %.1f s, %.0f steps a second; final loss %.4f",
		run.Parameters, run.Steps-first, seconds, run.PerSecond, run.Loss)
	if rows := rowsOf(history.excess); len(rows) > 0 {
		out.Printf(" (the best possible network: %.4f)", rows[len(rows)-1][3])
	}
	if run.Config.Target == train.MeanNoise {
		run.TargetLoss = history.loss("target_loss")
		out.Printf(", and %.4f against the mean noise", run.TargetLoss)
	}
	out.Printf("\n")
	if run.Kept != nil {
		out.Printf("kept: %v\n", run.Kept)
	}
	return nil
}

// readCheckpoint puts the run where it was last saved, or at the start if it never was.
func (run *Run) readCheckpoint() error {
	file, err := os.Open(run.Folder.File(runs.CheckpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if err := run.trainer.ReadCheckpoint(file); err != nil {
		return fmt.Errorf("%s: %w", file.Name(), err)
	}
	rows, err := run.Folder.ReadTable(runs.HeldOutFile, heldOutHeader(run.Config.Keep))
	if run.Done() {
		run.settle(rows)
	}
	return err
}

// stopped returns the error of a training that ended early. An interrupt saves first; divergence keeps the last checkpoint.
func (run *Run) stopped(err error, save func() error, step int, goesOn string) error {
	if errors.Is(err, train.ErrDiverged) {
		if _, statErr := os.Stat(run.Folder.File(runs.CheckpointFile)); statErr == nil {
			err = fmt.Errorf("%w; %s keeps the last checkpoint", err, run.Folder)
		}
		return err
	}
	if saveErr := save(); saveErr != nil {
		return saveErr
	}
	err = fmt.Errorf("%w after step %d, all saved", err, step)
	if goesOn == "" {
		return err
	}
	return fmt.Errorf("%w: go on with %s", err, goesOn)
}
