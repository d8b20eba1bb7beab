package play

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"ddpm/model"
)

// snapshot is a training as it was at a step: enough to look at it, and to go on from there.
type snapshot struct {
	step       int
	average    []float32 // weights to look with
	checkpoint []byte
}

// Snapshots are kept at the steps that differ by at least snapshotRatio, and by no more than a part of the training. If they take more
// than snapshotBytes, every second one goes.
const (
	snapshotRatio = 1.2
	snapshotParts = 40
	snapshotBytes = 96 << 20
)

// snapshotDue reports whether there should be a snapshot of a step.
func (r *run) snapshotDue(step int) bool {
	last := r.snapshots[len(r.snapshots)-1].step
	part := max(1, r.config.Steps/snapshotParts)
	return step == r.config.Steps || step-last >= part || float64(step) >= snapshotRatio*float64(max(1, last)) && step > last && step < 2*part
}

// keepSnapshot keeps a snapshot of the training as it is.
func (r *run) keepSnapshot() {
	var checkpoint bytes.Buffer
	if err := r.trainer.WriteCheckpoint(&checkpoint); err != nil {
		panic("play: a checkpoint could not be written into memory")
	}
	s := snapshot{r.trainer.Done(), slices.Clone(r.model.Network.Weights), checkpoint.Bytes()}
	r.snapshots = append(slices.DeleteFunc(r.snapshots, func(old snapshot) bool { return old.step == s.step }), s)
	if size := len(s.checkpoint) + 4*len(s.average); size*len(r.snapshots) > snapshotBytes && len(r.snapshots) > 3 {
		thinned := r.snapshots[:0]
		for i, s := range r.snapshots {
			if i%2 == 0 || i == len(r.snapshots)-1 {
				thinned = append(thinned, s)
			}
		}
		clear(r.snapshots[len(thinned):])
		r.snapshots = thinned
	}
}

// at returns the snapshot of a step.
func (r *run) at(step int) (snapshot, error) {
	for _, s := range r.snapshots {
		if s.step == step {
			return s, nil
		}
	}
	return snapshot{}, fmt.Errorf("snapshot %d: there is none of that step", step)
}

// look returns a network with the weights of a snapshot, or with those of now if step is nil. It returns the step
// of the network. The caller must hold the engine's lock, and call release when it has looked.
func (r *run) look(step *int) (n *model.Network, done int, release func(), err error) {
	weights := r.model.Network.Weights
	done = r.trainer.Done()
	if step != nil {
		s, err := r.at(*step)
		if err != nil {
			return nil, 0, nil, err
		}
		weights, done = s.average, s.step
	}
	n, release = r.eyes.with(weights)
	return n, done, release, nil
}

type rewindRequest struct {
	Run      string   `json:"run"`
	Snapshot int      `json:"snapshot"`
	LR       *float64 `json:"lr"`
}

// rewind answers the request rewind: the training is again as it was at the snapshot. Another learning rate makes it a branch.
func (e *Engine) rewind(_ context.Context, q rewindRequest, _ []byte) (any, []array, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, r, err := e.current(q.Run)
	if err != nil {
		return nil, nil, err
	}
	s, err := r.at(q.Snapshot)
	if err != nil {
		return nil, nil, err
	}
	before := *r
	if q.LR != nil && *q.LR != r.config.LR {
		r.config.LR = *q.LR
	}
	if err := r.begin(); err != nil {
		*r = before
		return nil, nil, err
	}
	if err := r.trainer.ReadCheckpoint(bytes.NewReader(s.checkpoint)); err != nil {
		*r = before
		return nil, nil, err
	}
	if r.config.LR != before.config.LR {
		r.branches = append(r.branches, branch{s.step, r.config.LR})
		r.settings.LR = r.config.LR
	}
	r.forgetAfter(s.step)
	return r.report(0), nil, nil
}

// forgetAfter drops what was written down after a step.
func (r *run) forgetAfter(step int) {
	later := func(row []float64) bool { return row[0] > float64(step) }
	r.log, r.excess = slices.DeleteFunc(r.log, later), slices.DeleteFunc(r.excess, later)
	r.snapshots = slices.DeleteFunc(r.snapshots, func(s snapshot) bool { return s.step > step })
	r.branches = slices.DeleteFunc(r.branches, func(b branch) bool { return b.Step > step })
	if r.seconds = 0; len(r.log) > 0 {
		last := r.log[len(r.log)-1]
		r.seconds = last[len(last)-1]
	}
	r.on, r.diverged, r.progress, r.levels, r.chain = false, nil, nil, nil, nil
	r.steps, r.fast = 0, 0
	r.measures.generation++ // what is being measured is of no use
	r.measures.busy, r.measures.kl, r.measures.due = false, nil, time.Time{}
}
