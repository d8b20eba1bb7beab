package training

import (
	"context"
	"errors"
	"slices"
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

// probeShare bounds what measuring costs, as a share of the training, in evaluations of the network. A training step
// costs three for each row of the batch: one forward, and twice that for the gradient.
const probeShare = 0.05

// probePlan returns how often a training is measured, its excess or its held-out loss, in steps, and with how many points at each noise
// level. A short training is measured once, at the end, with fewer points; points is 0 if even that would cost too much.
func probePlan(steps, batch int) (every, points int) {
	affordable := int(probeShare * 3 * float64(batch) * float64(steps) / probeLevels) // points at each level, in all
	if points = min(affordable, probePoints); points < 2 {
		return steps, 0
	}
	rows := min(excessRows, max(1, affordable/points-1)) // and one more at the end
	return max(1, (steps+rows-1)/rows), points
}

// history writes down a training, as an observer of its steps: what happened into log.csv; where the distribution of the data is
// known, how far the network is from the best possible one into excess.csv; and where rows are held out, the loss at them into heldout.csv.
type history struct {
	log, excess, heldOut   *runs.Table // the second and the third are nil where the training is not measured so
	logEvery, measureEvery int
	progress               *audit.Progress // nil: the distribution is not known, or the training is too short to measure it
	keeper                 *keeper         // nil: no rows are held out, or the training is too short
	hasTargetLoss          bool
	before                 float64 // seconds of earlier sessions
	began                  time.Time
}

// openHistory opens the history of a run to go on after a step.
func (run *Run) openHistory(after int) (*history, error) {
	every, points := probePlan(run.Config.Steps, run.Config.Batch)
	h := &history{logEvery: max(1, run.Config.Steps/logRows), measureEvery: every, began: time.Now(), hasTargetLoss: run.Config.Target == train.MeanNoise}
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
	if len(run.Dataset.Held) > 1 && points > 0 && err == nil {
		h.keeper = newKeeper(run, probeLevels*points)
		h.heldOut, err = run.Folder.OpenTable(runs.HeldOutFile, heldOutHeader(run.Config.Keep), after)
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
	if n%h.measureEvery != 0 && n != steps {
		return nil
	}
	if h.keeper != nil {
		return h.heldOut.Add(h.keeper.measure(n)...)
	}
	if h.progress == nil {
		return nil
	}
	total, se, irreducible, err := h.progress.Excess(ctx)
	if err != nil {
		return nil // an interrupt, which the next step reports
	}
	return h.excess.Add(float64(n), total, se, irreducible)
}

// rowsOf returns the rows of a table of the history, none if there is no such table.
func rowsOf(table *runs.Table) [][]float64 {
	if table == nil {
		return nil
	}
	return table.Rows
}

// tables returns the tables that the history has.
func (h *history) tables() []*runs.Table {
	return slices.DeleteFunc([]*runs.Table{h.log, h.excess, h.heldOut}, func(t *runs.Table) bool { return t == nil })
}

// flush brings what was written down to the files.
func (h *history) flush() (err error) {
	for _, table := range h.tables() {
		err = errors.Join(err, table.Flush())
	}
	return err
}

func (h *history) close() (err error) {
	for _, table := range h.tables() {
		err = errors.Join(err, table.Close())
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
