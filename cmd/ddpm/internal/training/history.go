package training

import (
	"context"
	"errors"
	"time"

	"ddpm/cmd/internal/runs"
	"ddpm/sample/audit"
	"ddpm/train"
)

var excessHeader = []string{"step", "excess", "se", "irreducible"}

// logHeader returns the header of log.csv. The loss is that against the noise that was drawn, whatever the target. With the mean target
// the loss against it stands in a column of its own.
func logHeader(target string) []string {
	header := []string{"step", "loss", "lr", "grad_norm"}
	if target == train.MeanNoise {
		header = append(header, "target_loss")
	}
	return append(header, "seconds")
}

// A row goes into log.csv often enough for about logRows of them, and into excess.csv for at most about excessRows, measured at so
// many noise levels with so many points at each.
const (
	logRows     = 4000
	excessRows  = 60
	probeLevels = 16
	probePoints = 512
)

// probeShare bounds what measuring the excess costs, as a share of the training, in evaluations of the network. A training step
// costs three for each row of the batch: one forward, and twice that for the gradient.
const probeShare = 0.05

// probePlan returns how often the excess of a training is measured, in steps, and with how many points at each noise level. A short
// training is measured once, at the end, with fewer points; points is 0 if even that would cost too much.
func probePlan(steps, batch int) (every, points int) {
	affordable := int(probeShare * 3 * float64(batch) * float64(steps) / probeLevels) // points at each level, in all
	if points = min(affordable, probePoints); points < 2 {
		return steps, 0
	}
	rows := min(excessRows, max(1, affordable/points-1)) // and one more at the end
	return max(1, (steps+rows-1)/rows), points
}

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
	every, points := probePlan(run.Config.Steps, run.Config.Batch)
	h := &history{logEvery: max(1, run.Config.Steps/logRows), excessEvery: every, began: time.Now(), hasTargetLoss: run.Config.Target == train.MeanNoise}
	var err error
	if h.log, err = run.Folder.OpenTable(runs.LogFile, logHeader(run.Config.Target), after); err != nil {
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
		h.progress = audit.NewProgress(parts, run.Model.Schedule, probeLevels, points, 1)
		h.excess, err = run.Folder.OpenTable(runs.ExcessFile, excessHeader, after)
	}
	return h, err
}

// add writes down a step that has been taken, of so many.
func (h *history) add(ctx context.Context, step train.Step, steps int) error {
	n := step.Number
	if n%h.logEvery == 0 || n == steps {
		seconds := h.before + time.Since(h.began).Seconds()
		row := []float64{float64(n), step.Loss, step.LearningRate, step.GradNorm}
		if h.hasTargetLoss {
			row = append(row, step.TargetLoss)
		}
		if err := h.log.Add(append(row, seconds)...); err != nil {
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
