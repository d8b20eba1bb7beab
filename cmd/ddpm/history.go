package main

import (
	"context"
	"errors"
	"time"

	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/sample"
	"ddpm/sample/compare"
	"ddpm/train"
)

var (
	logHeader    = []string{"step", "loss", "lr", "grad_norm", "seconds"}
	excessHeader = []string{"step", "excess", "se", "irreducible"}
)

// A row goes into log.csv often enough for about logRows of them, and into excess.csv for about excessRows, of a probe with
// so many levels and points at each.
const (
	logRows     = 4000
	excessRows  = 60
	probeLevels = 16
	probePoints = 512
)

// history writes down a training, as an observer of its steps: what happened into log.csv, and, where the law of the data is
// known, how far the network is from the best possible one into excess.csv.
type history struct {
	log, excess           *runs.Table
	logEvery, excessEvery int
	probe                 *compare.Probe // nil: the law is not known
	before                float64        // seconds of earlier sessions
	began                 time.Time
}

// openHistory opens the history of a run to go on after a step.
func (run *trained) openHistory(after int) (*history, error) {
	h := &history{
		logEvery:    max(1, run.config.Steps/logRows),
		excessEvery: max(1, run.config.Steps/excessRows),
		began:       time.Now(),
	}
	var err error
	if h.log, err = run.Folder.OpenTable(runs.LogFile, logHeader, after); err != nil {
		return nil, err
	}
	if seconds := h.log.Column("seconds"); len(seconds) > 0 {
		h.before = seconds[len(seconds)-1]
	}
	if run.dataset.Law != nil {
		h.probe = compare.NewProbe(standardizer(run.model).Law(run.dataset.Law), run.model.Schedule, sample.Beta, probeLevels, probePoints, 1)
		h.excess, err = run.Folder.OpenTable(runs.ExcessFile, excessHeader, after)
	}
	return h, err
}

// add writes down a step that has been taken, of so many.
func (h *history) add(ctx context.Context, step train.Step, steps int, network sample.Denoiser) error {
	n := step.Number
	if n%h.logEvery == 0 || n == steps {
		seconds := h.before + time.Since(h.began).Seconds()
		if err := h.log.Add(float64(n), step.Loss, step.LearningRate, step.GradNorm, seconds); err != nil {
			return err
		}
	}
	if h.probe == nil || n%h.excessEvery != 0 && n != steps {
		return nil
	}
	e, err := h.probe.Excess(ctx, network)
	if err != nil {
		return nil // an interrupt, which the next step reports
	}
	return h.excess.Add(float64(n), e.Total, e.SE, e.Irreducible)
}

// flush brings what was written down to the files.
func (h *history) flush() error {
	err := h.log.Flush()
	if h.excess != nil {
		err = errors.Join(err, h.excess.Flush())
	}
	return err
}

func (h *history) close() error {
	err := h.log.Close()
	if h.excess != nil {
		err = errors.Join(err, h.excess.Close())
	}
	return err
}

// loss returns the mean loss over the last tenth of the log.
func (h *history) loss() float64 {
	losses := h.log.Column("loss")
	last := losses[len(losses)-(len(losses)+9)/10:]
	sum := 0.0
	for _, loss := range last {
		sum += loss
	}
	return sum / float64(max(1, len(last)))
}
