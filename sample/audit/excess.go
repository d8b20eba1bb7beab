package audit

import (
	"context"
	"math"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample"
)

// ExcessLoss is how far a denoiser is from the best possible one, by noise level. Losses are means over the two coordinates
// and the points, as the training loss is: that is Total + Irreducible, but for chance.
type ExcessLoss struct {
	Total       float64     `json:"total"`       // mean of E‖ε̂ − ε*‖²/2 over the times 1, …, T
	SE          float64     `json:"se"`          // standard error of Total
	Irreducible float64     `json:"irreducible"` // mean of E‖ε − ε*‖²/2: the loss of ε* itself, exact
	ByT         []LevelLoss `json:"by_t"`        // at most so many times as the probe has levels
}

// LevelLoss is the loss at one time.
type LevelLoss struct {
	T       int     `json:"t"`
	LogSNR  float64 `json:"log_snr"`
	Optimal float64 `json:"optimal"` // E‖ε − ε*‖²/2, exact
	Learned float64 `json:"learned"` // E‖ε − ε̂‖²/2 = Optimal + Excess
	Excess  float64 `json:"excess"`  // E‖ε̂ − ε*‖²/2
	SE      float64 `json:"se"`      // standard error of Excess
	// Nats is what the excess costs in the variational bound: natsPerLoss times the sum over the coordinates, with the
	// shares of the times between levels, so that the sum over all levels is Budget.Network. It is 0 where there is no budget.
	Nats float64 `json:"nats,omitempty"`
}

// Probe are noised points of a distribution at some times of a schedule, and ε* in them. Holding a network against them costs its
// evaluations only, so one probe serves a whole training, and its chance is the same each time.
type Probe struct {
	schedule     *model.Schedule
	irreducible  *Irreducible
	distribution *mixture.Mixture
	variance     sample.Variance
	times        []int
	shares       []float64 // of each time in the mean over all
	nats         []float64 // what a unit of ‖ε̂ − ε*‖², summed over the coordinates, costs, for each time and its share; nil if variance is Optimal
	x, best      [][]data.Point
}

// NewProbe returns a probe of distribution, in standardised coordinates, with points points at each of at most count times of the
// schedule: all of them, if there are no more. Costs in nats are those of a chain with the given reverse variance; for
// Optimal there are none. The points are a function of seed.
func NewProbe(distribution *mixture.Mixture, schedule *model.Schedule, variance sample.Variance, count, points int, seed uint64) *Probe {
	if count < 2 || points < 2 {
		panic("compare: a probe needs two times and two points at least")
	}
	steps := schedule.Steps()
	p := &Probe{
		schedule: schedule, distribution: distribution, variance: variance,
		irreducible: NewIrreducible(distribution, schedule.LogSNR(steps), schedule.LogSNR(1)),
		times:       levels(schedule, count),
	}
	p.shares = spread(schedule, p.times, func(int) float64 { return 1 / float64(steps) })
	if variance != sample.Optimal {
		p.nats = spread(schedule, p.times, func(t int) float64 { return natsPerLoss(schedule, t, variance) })
	}
	for _, t := range p.times {
		x, best := make([]data.Point, points), make([]data.Point, points)
		data.Draw(x, nil, distribution.At(schedule.Signal(t), schedule.Noise(t)), seed, data.Probe, t)
		sample.Exact{Distribution: distribution}.PredictNoise(best, x, schedule.LogSNR(t))
		p.x, p.best = append(p.x, x), append(p.best, best)
	}
	return p
}

// Excess holds a denoiser against the best possible one. The error is ctx's.
func (p *Probe) Excess(ctx context.Context, denoiser sample.Denoiser) (ExcessLoss, error) {
	e := ExcessLoss{Irreducible: mean(p.schedule, func(t int) float64 { return p.irreducible.At(p.schedule.LogSNR(t)) / 2 })}
	variance := 0.0
	noise, losses := make([]data.Point, len(p.x[0])), make([]float64, len(p.x[0]))
	for i, t := range p.times {
		if err := ctx.Err(); err != nil {
			return e, err
		}
		logSNR := p.schedule.LogSNR(t)
		denoiser.PredictNoise(noise, p.x[i], logSNR)
		for k, n := range noise {
			losses[k] = square(n, p.best[i][k]) / 2
		}
		excess, sd := stat.MeanStdDev(losses, nil)
		optimal, se := p.irreducible.At(logSNR)/2, sd/math.Sqrt(float64(len(losses)))
		level := LevelLoss{T: t, LogSNR: logSNR, Optimal: optimal, Learned: optimal + excess, Excess: excess, SE: se}
		if p.nats != nil {
			level.Nats = p.nats[i] * 2 * excess
		}
		e.ByT = append(e.ByT, level)
		e.Total += p.shares[i] * excess
		variance += math.Pow(p.shares[i]*se, 2)
	}
	e.SE = math.Sqrt(variance)
	return e, nil
}

// square returns |a−b|².
func square(a, b data.Point) float64 {
	dx, dy := a[0]-b[0], a[1]-b[1]
	return dx*dx + dy*dy
}
