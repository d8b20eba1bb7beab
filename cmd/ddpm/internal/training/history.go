package training

import (
	"context"
	"errors"
	"time"

	"ddpm/cmd/internal/runs"
	"ddpm/sample/audit"
	"ddpm/train"
)

// history writes down a training, as an observer of its steps: what happened into log.csv, and, where the distribution of the data
// is known, how far the network is from the best possible one into excess.csv.
type history struct {
	log, excess           *runs.Table
	logEvery, excessEvery int
	progress              *audit.Progress // nil: the distribution is not known, or the training is too short to measure it
	hasTargetLoss         bool
	before                float64 // seconds of earlier sessions
	began                 time.Time
}

// openHistory opens the history of a run to go on after a step.
func (run *Run) openHistory(after int) (*history, error) {
	every, points := runs.ProbePlan(run.Config.Steps, run.Config.Batch)
	h := &history{logEvery: runs.LogEvery(run.Config.Steps), excessEvery: every, began: time.Now(), hasTargetLoss: run.Config.Target == train.MeanNoise}
	var err error
	if h.log, err = run.Folder.OpenTable(runs.LogFile, runs.LogHeader(run.Config.Target), after); err != nil {
		return nil, err
	}
	if seconds := h.log.Column("seconds"); len(seconds) > 0 {
		h.before = seconds[len(seconds)-1]
	}
	if run.Dataset.Distribution != nil && points > 0 {
		labelDropout := 0.0
		if run.Config.LabelDropout != nil {
			labelDropout = *run.Config.LabelDropout
		}
		parts := audit.Parts(run.Model.Network, audit.AxesOf(run.Model).Distribution(run.Dataset.Distribution), labelDropout)
		h.progress = audit.NewProgress(parts, run.Model.Schedule, runs.ProbeLevels, points, 1)
		h.excess, err = run.Folder.OpenTable(runs.ExcessFile, runs.ExcessHeader, after)
	}
	return h, err
}

// add writes down a step that has been taken, of so many.
func (h *history) add(ctx context.Context, step train.Step, steps int) error {
	n := step.Number
	if n%h.logEvery == 0 || n == steps {
		seconds := h.before + time.Since(h.began).Seconds()
		row := []float64{float64(n), step.Loss, step.LearningRate, step.GradNorm, seconds}
		if h.hasTargetLoss {
			row = append(row, step.TargetLoss)
		}
		if err := h.log.Add(row...); err != nil {
			return err
		}
	}
	if h.progress == nil || n%h.excessEvery != 0 && n != steps {
		return nil
	}
	total, se, irreducible, err := h.progress.Excess(ctx)
	if err != nil {
		return nil // an interrupt, which the next step reports
	}
	return h.excess.Add(float64(n), total, se, irreducible)
}

// excessRows returns the rows of excess.csv.
func (h *history) excessRows() [][]float64 {
	if h.excess == nil {
		return nil
	}
	return h.excess.Rows
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

// loss returns the mean over the last tenth of the log of a column with losses.
func (h *history) loss(column string) float64 {
	losses := h.log.Column(column)
	last := losses[len(losses)-(len(losses)+9)/10:]
	sum := 0.0
	for _, loss := range last {
		sum += loss
	}
	return sum / float64(max(1, len(last)))
}
