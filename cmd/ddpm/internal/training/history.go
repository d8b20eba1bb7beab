package training

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ddpm/cmd/internal/runs"
	"ddpm/sample/audit"
	"ddpm/train"
)

// history writes down a training, as an observer of its steps: what happened into log.csv; where the distribution of the data is
// known, how far the network is from the best possible one into excess.csv; and where rows are held out, the loss at them into heldout.csv.
type history struct {
	log, excess, heldOut   *runs.Table // the second and the third are nil where the training is not measured so
	logEvery, measureEvery int
	progress               *audit.Progress // nil: the distribution is not known, or the training is too short to measure it
	keeper                 *keeper         // nil: no rows are held out, or the training is too short
	target                 string          // of the training
	before                 float64         // seconds of earlier sessions
	began                  time.Time
}

// openHistory opens the history of a run to go on after a step.
func (run *Run) openHistory(after int) (*history, error) {
	every, points := runs.ProbePlan(run.Config.Steps, run.Config.Batch)
	h := &history{logEvery: runs.LogEvery(run.Config.Steps), measureEvery: every, target: run.Config.Target, began: time.Now()}
	var err error
	if h.log, err = run.Folder.OpenTable(runs.LogFile, runs.LogHeader(run.Config.Target), after); err != nil {
		return nil, err
	}
	if seconds := h.log.Column("seconds"); len(seconds) > 0 {
		h.before = seconds[len(seconds)-1]
	}
	if run.Dataset.Distribution != nil && points > 0 {
		parts := run.Config.Parts(run.Model.Network, audit.AxesOf(run.Model).Distribution(run.Dataset.Distribution))
		h.progress = audit.NewProgress(parts, run.Model.Schedule, runs.ProbeLevels, points, 1)
		h.excess, err = run.Folder.OpenTable(runs.ExcessFile, runs.ExcessHeader, after)
	}
	if len(run.Dataset.Held) > 1 && points > 0 && err == nil {
		h.keeper = newKeeper(run, runs.ProbeLevels*points)
		h.heldOut, err = run.Folder.OpenTable(runs.HeldOutFile, heldOutHeader(run.Config.Keep), after)
	}
	return h, err
}

// add writes down a step that has been taken, of so many. It takes no context: an interrupt waits for a measurement, whose row no later session
// would write.
func (h *history) add(step train.Step, steps int) error {
	n := step.Number
	if n%h.logEvery == 0 || n == steps {
		seconds := h.before + time.Since(h.began).Seconds()
		if err := h.log.Add(runs.LogRow(h.target, step, seconds)...); err != nil {
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
	excess, err := h.progress.Gap(context.Background())
	if err != nil {
		return err
	}
	return h.excess.Add(float64(n), excess.Total, excess.SE, h.progress.Irreducible())
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
		err = cmp.Or(err, table.Flush())
	}
	return err
}

func (h *history) close() (err error) {
	for _, table := range h.tables() {
		err = cmp.Or(err, table.Close())
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
