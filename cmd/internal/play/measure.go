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
	points     []data.Point // that the divergence is a mean over, or over the first of them
	logDensity []float64    // exact, at the points
	pace       float64      // seconds of computing that the last divergence took for each of its points

	knots       []float64 // log-SNRs of the curve of the irreducible loss
	losses      []float64 // at the first knots
	irreducible *float64  // mean over t = 1, …, T, once all knots are known
}

type klReply struct {
	Value number `json:"value"` // nats
	SE    number `json:"se"`
	Step  int    `json:"step"`

	points int // that Value is a mean over
}

const (
	// klPoints is how many points the divergence is a mean over: as many as a network predicts at a time. The first divergences of a
	// training are means over fewer, from fewestPoints on, if more would take too long.
	klPoints     = 256
	fewestPoints = 64
	// measureShare is the largest share of the time that measurements compute. On two cores, the training goes on beside them at about
	// half its speed. On one core, as in a browser, the two take turns. measureEvery is the shortest time between two measurements, and measureFirst that before the
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
	fresh := m.divergent(step, klPoints) && m.irreducible != nil && (r.levels == nil || r.levelStep == step)
	if r.session.truth == nil || step == 0 || m.busy || fresh || e.closed ||
		!now && (r.seconds < measureFirst || time.Now().Before(m.due) || time.Since(e.asked) > unseen) {
		return
	}
	m.busy = true
	count := klPoints
	if !now {
		count = m.affordable(r.seconds)
	}
	network, release := r.eyes.with(r.model.Network.Weights)
	job := measurement{e, *m, network, r.model, r.session.truth, r.config.Parts(r.model.Network, r.session.truth), 0}
	job.losses = slices.Clip(m.losses) // another measurement may go on from them too, after the run has gone back
	e.measuring.Go(func() {
		defer release()
		if !job.divergent(step, count) {
			job.divergence(step, count)
			e.take(&r.measures, job.measures) // now, since the irreducible loss takes longer
		}
		job.goOn(job.spent)
		e.mu.Lock()
		defer e.mu.Unlock()
		m := &r.measures
		if m.generation != job.generation {
			return
		}
		*m = job.measures
		m.busy = false
		m.due = time.Now().Add(max(measureEvery, time.Duration(float64(job.spent)/measureShare)))
		if !r.on && e.ctx.Err() == nil {
			r.measureLevels(e.ctx)
			e.measure(r, true) // the training may have moved on before it was switched off, and knots may be left
		}
	})
}

// take takes over what was measured, unless it is of no use any more.
func (e *Engine) take(m *measures, measured measures) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if m.generation == measured.generation {
		*m = measured
	}
}

// divergent returns whether the divergence at a step is known, as a mean over at least so many points.
func (m *measures) divergent(step, count int) bool {
	return m.kl != nil && m.kl.Step == step && m.kl.points >= count
}

// affordable returns over how many points the next divergence is a mean, after so many seconds of training. The first one is quick, and
// later ones are as precise as they can be in half of the measurements' share of the training so far.
func (m *measures) affordable(seconds float64) int {
	count := fewestPoints
	for count < klPoints && m.pace > 0 && m.pace*float64(2*count) <= measureShare*seconds/2 {
		count *= 2
	}
	return count
}

// measurement is what is measured in one go: the measures so far, which it goes on with, and all that it looks at.
type measurement struct {
	e *Engine
	measures
	network *model.Network // with weights of its own
	model   *model.Model
	truth   *mixture.Mixture
	parts   []audit.Part
	spent   time.Duration // computing, without the breaths
}

// divergence measures the KL divergence of the model from the truth, both blurred, as audit.KL does with less precision. It is a mean over
// the first count points. If the engine ends meanwhile, it leaves the divergence as it was.
func (m *measurement) divergence(step, count int) {
	lowest, highest := m.model.KnownLogSNRs()
	integral := likelihood.New(lowest, highest, likelihood.Coarse)
	if m.points == nil {
		m.points, m.logDensity = make([]data.Point, klPoints), make([]float64, klPoints)
		blurred := m.truth.At(1, integral.Blur)
		data.Draw(m.points, nil, blurred, runs.DefaultSeed, data.Likelihood, 0)
		blurred.LogDensities(m.logDensity, m.points)
	}
	gap, learned := slices.Clone(m.logDensity[:count]), make([]float64, count)
	if _, err := integral.LogDensities(m.e.ctx, learned, breathing{m.network, m}, m.points[:count]); err != nil {
		return
	}
	floats.Sub(gap, learned)
	mean, deviation := stat.MeanStdDev(gap, nil)
	m.kl = &klReply{number(mean), number(stat.StdErr(deviation, float64(count))), step, count}
	m.pace = m.spent.Seconds() / float64(count)
}

// goOn goes on with the irreducible loss for about the given time of computing, by a knot at least.
func (m *measurement) goOn(duration time.Duration) {
	schedule := m.model.Schedule
	if m.knots == nil {
		m.knots = audit.IrreducibleKnots(schedule.LogSNR(schedule.Steps()), schedule.LogSNR(1))
	}
	for until := m.spent + duration; len(m.losses) < len(m.knots) && m.e.ctx.Err() == nil; {
		began, loss := time.Now(), 0.0
		for _, part := range m.parts {
			loss += part.Share * audit.IrreducibleAt(part.Distribution, m.knots[len(m.losses)])
		}
		m.losses = append(m.losses, loss)
		m.spent += time.Since(began)
		if m.e.options.Breathe(); m.spent > until {
			break
		}
	}
	if len(m.losses) == len(m.knots) && m.irreducible == nil {
		m.irreducible = new(audit.FitIrreducible(m.knots, m.losses).Mean(schedule))
	}
}

// breathing is a denoiser that lets other work go on between its predictions, and adds up what time they take.
type breathing struct {
	sample.Differentiable
	m *measurement
}

// PredictNoiseJacobian implements sample.Differentiable.
func (b breathing) PredictNoiseJacobian(noise []data.Point, jacobian [][4]float64, x []data.Point, logSNR float64) {
	b.m.e.options.Breathe()
	began := time.Now()
	b.Differentiable.PredictNoiseJacobian(noise, jacobian, x, logSNR)
	b.m.spent += time.Since(began)
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
