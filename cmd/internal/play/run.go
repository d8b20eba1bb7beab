package play

import (
	"context"
	"errors"
	"sync"
	"time"

	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample/audit"
	"ddpm/train"
)

// run is a training, with all that is known of it. Its fields are changed under the engine's lock only.
type run struct {
	session  *session
	settings runs.Settings // as they were asked for
	config   runs.Config   // the same, complete
	dataset  *data.Dataset
	model    *model.Model // with the trained weights' average
	trainer  *train.Trainer
	eyes     *eyes

	asked    bool // its settings were asked for
	on       bool
	until    int   // step after which a training that is on is paused; 0: none
	diverged error // why the training cannot go on; nil if it can
	seconds  float64
	steps    int // since the training was last switched on, in the time of fast
	fast     time.Duration

	log       [][]float64 // rows of log.csv
	excess    [][]float64 // rows of excess.csv, except for their last column
	progress  *audit.Progress
	every     int // steps between two rows of excess
	levels    *audit.ExcessLoss
	levelStep int // that levels are of
	branches  []branch
	snapshots []snapshot
	measures  measures
	chain     *twins
}

// branch says that a training went on from a step with another learning rate.
type branch struct {
	Step int     `json:"step"`
	LR   float64 `json:"lr"`
}

// newRun returns a run of a session at step 0.
func newRun(s *session, wanted runs.Settings, seed uint64) (*run, error) {
	r := &run{session: s, settings: wanted}
	var err error
	if r.config, r.dataset, err = runs.NewConfig(wanted, seed); err != nil {
		return nil, err
	}
	if wanted.Steps == 0 { // they depend on the data
		s.usualSteps, r.settings.Steps = r.config.Steps, r.config.Steps
	}
	if wanted.LR == 0 {
		s.usualRate, r.settings.LR = r.config.LR, r.config.LR
	}
	if err := r.begin(); err != nil {
		return nil, err
	}
	r.keepSnapshot()
	return r, nil
}

// begin makes the trainer and the model of the run's configuration, at step 0.
func (r *run) begin() error {
	trainer, m, err := r.config.Trainer(r.dataset)
	if err != nil {
		return err
	}
	r.trainer, r.model, r.eyes = trainer, m, newEyes(m)
	return nil
}

// stop switches the training off for good.
func (r *run) stop() {
	r.on = false
	r.measures.generation++ // what is still being measured is of no use
}

// advance takes steps for about the given time. An error of the training is kept, and ends it.
func (r *run) advance(ctx context.Context, duration time.Duration) {
	began := time.Now()
	first := r.trainer.Done()
	defer func() {
		spent := time.Since(began)
		r.seconds += spent.Seconds()
		r.steps += r.trainer.Done() - first
		r.fast += spent
	}()
	if r.trainer.Done() >= r.config.Steps {
		r.on = false
		return
	}
	for step, err := range r.trainer.Steps(ctx) {
		if errors.Is(err, train.ErrDiverged) {
			r.on, r.diverged = false, err
		}
		if err != nil {
			return
		}
		r.note(ctx, step, r.seconds+time.Since(began).Seconds())
		if step.Number >= r.config.Steps || step.Number == r.until {
			r.on = false
		}
		if !r.on || time.Since(began) >= duration {
			return
		}
	}
}

// note writes down a step.
func (r *run) note(ctx context.Context, step train.Step, seconds float64) {
	n, steps := step.Number, r.config.Steps
	if n%runs.LogEvery(steps) == 0 || n == steps {
		r.log = append(r.log, runs.LogRow(r.config.Target, step, seconds))
	}
	if r.snapshotDue(n) {
		r.keepSnapshot()
	}
	if r.session.truth == nil {
		return
	}
	r.prepareProgress()
	if r.progress == nil || n%r.every != 0 && n != steps {
		return
	}
	if e, err := r.progress.Gap(ctx); err == nil {
		r.excess = append(r.excess, []float64{float64(n), e.Total, e.SE})
		r.levels, r.levelStep = &e, n
	}
}

// prepareProgress makes the measure of the excess loss when it is first needed. A training that is too short for it has none.
func (r *run) prepareProgress() {
	every, points := runs.ProbePlan(r.config.Steps, r.config.Batch)
	r.every = every
	if r.progress != nil || points == 0 {
		return
	}
	r.progress = audit.NewProgress(r.config.Parts(r.model.Network, r.session.truth), r.model.Schedule, runs.ProbeLevels, points, 1)
}

// eyes are networks to look with: each is a copy of the weights at some step, so that the training can go on meanwhile.
type eyes struct {
	shape model.Config
	pool  sync.Pool // of *model.Network
}

func newEyes(m *model.Model) *eyes { return &eyes{shape: m.Network.Config()} }

// with returns a network with weights of its own, which are set to the given ones. Release gives it back.
func (e *eyes) with(weights []float32) (n *model.Network, release func()) {
	n, _ = e.pool.Get().(*model.Network)
	if n == nil {
		var err error
		if n, err = model.NewNetwork(e.shape); err != nil {
			panic("play: a network of a shape that has served already")
		}
	}
	copy(n.Weights, weights)
	return n, func() { e.pool.Put(n) }
}
