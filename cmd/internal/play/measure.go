package play

import (
	"context"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
	"ddpm/sample/likelihood"
)

// measures are what is measured beside a training, in a goroutine of its own: the KL divergence of the model, and the irreducible loss.
type measures struct {
	generation int // what was begun for an earlier one is dropped
	busy       bool
	due        time.Time // not before
	kl         *klReply
	points     []data.Point // that the divergence is a mean over
	logDensity []float64    // exact, at the points

	knots       []float64 // log-SNRs of the curve of the irreducible loss
	losses      []float64 // at the first knots
	irreducible *float64  // mean over t = 1, …, T, once all knots are known
}

type klReply struct {
	Value number `json:"value"` // nats
	SE    number `json:"se"`
	Step  int    `json:"step"`
}

const (
	// klPoints is how many points the divergence is a mean over: as many as a network predicts at a time.
	klPoints = 256
	// measureShare is the largest share of the time in which there is a measurement under way. On two cores, the training goes on
	// beside it at about half its speed. measureEvery is the shortest time between two measurements, and measureFirst that before the
	// first.
	measureShare = 0.15
	measureEvery = time.Second
	measureFirst = 0.5 // seconds of training
)

// measure begins to measure the run as it is, if that is due and known. With now, it is due if the training has moved on at all. The
// caller must hold the lock.
func (e *Engine) measure(r *run, now bool) {
	m := &r.measures
	step := r.trainer.Done()
	fresh := m.kl != nil && m.kl.Step == step && m.irreducible != nil && (r.levels == nil || r.levelStep == step)
	if r.session.truth == nil || step == 0 || m.busy || fresh || e.closed ||
		!now && (r.seconds < measureFirst || time.Now().Before(m.due) || time.Since(e.asked) > unseen) {
		return
	}
	m.busy = true
	network, release := r.eyes.with(r.model.Network.Weights)
	job := measurement{e, *m, network, r.model, r.session.truth, r.parts()}
	job.losses = slices.Clip(m.losses) // another measurement may go on from them too, after the run has gone back
	e.measuring.Go(func() {
		defer release()
		began := time.Now()
		if job.kl == nil || job.kl.Step != step {
			job.divergence(step)
		}
		job.goOn(time.Since(began))
		e.mu.Lock()
		defer e.mu.Unlock()
		m := &r.measures
		if m.generation != job.generation {
			return
		}
		*m = job.measures
		m.busy = false
		m.due = time.Now().Add(max(measureEvery, time.Duration(float64(time.Since(began))/measureShare)))
		if !r.on && e.ctx.Err() == nil {
			r.measureLevels(e.ctx)
			e.measure(r, true) // the training may have moved on before it was switched off, and knots may be left
		}
	})
}

// measurement is what is measured in one go: the measures so far, which it goes on with, and all that it looks at.
type measurement struct {
	e *Engine
	measures
	network *model.Network // with weights of its own
	model   *model.Model
	truth   *mixture.Mixture
	parts   []audit.Part
}

// divergence measures the KL divergence of the model from the truth, both blurred, as audit.KL does with less precision. If the engine ends
// meanwhile, it leaves the divergence as it was.
func (m *measurement) divergence(step int) {
	lowest, highest := m.model.KnownLogSNRs()
	integral := likelihood.New(lowest, highest, likelihood.Coarse)
	if m.points == nil {
		m.points, m.logDensity = make([]data.Point, klPoints), make([]float64, klPoints)
		blurred := m.truth.At(1, integral.Blur)
		data.Draw(m.points, nil, blurred, runs.DefaultSeed, data.Likelihood, 0)
		blurred.LogDensities(m.logDensity, m.points)
	}
	gap, learned := slices.Clone(m.logDensity), make([]float64, klPoints)
	if _, err := integral.LogDensities(m.e.ctx, learned, breathing{m.network, m.e.options.Breathe}, m.points); err != nil {
		return
	}
	floats.Sub(gap, learned)
	mean, deviation := stat.MeanStdDev(gap, nil)
	m.kl = &klReply{number(mean), number(stat.StdErr(deviation, klPoints)), step}
}

// goOn goes on with the irreducible loss for about the given time, by a knot at least.
func (m *measurement) goOn(duration time.Duration) {
	schedule := m.model.Schedule
	if m.knots == nil {
		m.knots = audit.IrreducibleKnots(schedule.LogSNR(schedule.Steps()), schedule.LogSNR(1))
	}
	for began := time.Now(); len(m.losses) < len(m.knots) && m.e.ctx.Err() == nil; {
		loss := 0.0
		for _, part := range m.parts {
			loss += part.Share * audit.IrreducibleAt(part.Distribution, m.knots[len(m.losses)])
		}
		m.losses = append(m.losses, loss)
		if m.e.options.Breathe(); time.Since(began) > duration {
			break
		}
	}
	if len(m.losses) == len(m.knots) && m.irreducible == nil {
		m.irreducible = new(audit.FitIrreducible(m.knots, m.losses).Mean(schedule))
	}
}

// breathing is a denoiser that lets other work go on between its predictions.
type breathing struct {
	sample.Differentiable
	breathe func()
}

// PredictNoiseJacobian implements sample.Differentiable.
func (b breathing) PredictNoiseJacobian(noise []data.Point, jacobian [][4]float64, x []data.Point, logSNR float64) {
	b.breathe()
	b.Differentiable.PredictNoiseJacobian(noise, jacobian, x, logSNR)
}

// measureLevels measures the excess loss by noise level where the training stands. The caller must hold the lock.
func (r *run) measureLevels(ctx context.Context) {
	if r.progress == nil || r.levelStep == r.trainer.Done() && r.levels != nil {
		return
	}
	if levels, err := r.progress.Gap(ctx); err == nil && !math.IsNaN(levels.Total) {
		r.levels, r.levelStep = &levels, r.trainer.Done()
	}
}
