package audit

import (
	"context"
	"math"
	"sync"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare/kdtree"
)

// ExcessLoss is how far a denoiser ε̂ is from the best possible one, ε*. Losses are means over the two coordinates and the points, as
// the training loss is. ε* is a conditional mean, so that E‖ε − ε̂‖² = E‖ε − ε*‖² + E‖ε̂ − ε*‖²: the expected training loss is
// Irreducible + Total.
type ExcessLoss struct {
	Total       float64     `json:"total"`       // mean of E‖ε̂ − ε*‖²/2 over the times 1, …, T
	SE          float64     `json:"se"`          // standard error of Total
	Irreducible float64     `json:"irreducible"` // mean of E‖ε − ε*‖²/2 over the same times, exact: the loss of ε*
	ByT         []LevelLoss `json:"by_t"`        // at the times of the probe
}

// LevelLoss is the loss at one time.
type LevelLoss struct {
	T       int     `json:"t"`
	LogSNR  float64 `json:"log_snr"`
	Optimal float64 `json:"optimal"` // E‖ε − ε*‖²/2, exact
	Learned float64 `json:"learned"` // E‖ε − ε̂‖²/2 = Optimal + Excess
	Excess  float64 `json:"excess"`  // E‖ε̂ − ε*‖²/2
	SE      float64 `json:"se"`      // standard error of Excess

	// Nats is the cost of the excess in the variational bound. It includes a part of the cost at the times between this one and
	// its neighbours in the probe: the sum over all levels is Budget.Network.
	Nats float64 `json:"nats,omitempty"`
}

// Probe holds noised points of a distribution at some times of a schedule, and ε* at these points. It measures the excess loss of any
// number of denoisers, each at the cost of their predictions alone. The points are the same each time, so that differences
// between denoisers are not chance.
type Probe struct {
	schedule     *model.Schedule
	irreducible  func() *Irreducible // takes a second or so when it is first called
	distribution *mixture.Mixture
	variance     string
	times        []int
	weights      []float64      // of each time, in the mean over all times
	nats         []float64      // of each time: cost of ‖ε̂ − ε*‖² = 1, with the weight of the time
	x, best      [][]data.Point // points, and ε* in them; shape (times, points)
}

// NewProbe returns a probe of a distribution in standardised coordinates, with the given number of points at each of at most count
// times of the schedule. Costs in nats are those of a chain with the given reverse variance. The points are a function of seed. It
// panics if count or points is less than 2.
func NewProbe(distribution *mixture.Mixture, schedule *model.Schedule, variance string, count, points int, seed uint64) *Probe {
	if count < 2 || points < 2 {
		panic("audit: a probe needs at least two times and two points")
	}
	steps := schedule.Steps()
	p := &Probe{
		schedule: schedule, distribution: distribution, variance: variance,
		irreducible: sync.OnceValue(func() *Irreducible {
			return NewIrreducible(distribution, schedule.LogSNR(steps), schedule.LogSNR(1))
		}),
		times: chooseTimes(schedule, count),
	}
	p.weights = quadratureWeights(schedule, p.times, func(int) float64 { return 1 / float64(steps) })
	p.nats = quadratureWeights(schedule, p.times, p.boundWeight)
	for _, t := range p.times {
		x, best := make([]data.Point, points), make([]data.Point, points)
		data.Draw(x, nil, distribution.At(schedule.Signal(t), schedule.Noise(t)), seed, data.Probe, t)
		sample.Exact{Distribution: distribution}.PredictNoise(best, x, schedule.LogSNR(t))
		p.x, p.best = append(p.x, x), append(p.best, best)
	}
	return p
}

// Excess returns the excess loss of a denoiser. The error is ctx's.
func (p *Probe) Excess(ctx context.Context, denoiser sample.Denoiser) (ExcessLoss, error) {
	e, err := p.Gap(ctx, denoiser)
	if err != nil {
		return e, err
	}
	e.Irreducible = p.irreducible().Mean(p.schedule)
	for i := range e.ByT {
		level := &e.ByT[i]
		level.Optimal = p.irreducible().At(level.LogSNR)
		level.Learned = level.Optimal + level.Excess
	}
	return e, nil
}

// Gap returns what Excess does, but with zeros for what is known of ε* alone: Irreducible, Optimal and Learned. It is quicker the first
// time.
func (p *Probe) Gap(ctx context.Context, denoiser sample.Denoiser) (e ExcessLoss, err error) {
	variance := 0.0
	noise, losses := make([]data.Point, len(p.x[0])), make([]float64, len(p.x[0]))
	for i, t := range p.times {
		if err := ctx.Err(); err != nil {
			return e, err
		}
		logSNR := p.schedule.LogSNR(t)
		denoiser.PredictNoise(noise, p.x[i], logSNR)
		for k, n := range noise {
			losses[k] = kdtree.SquaredDistance(n, p.best[i][k]) / 2
		}
		excess, sd := stat.MeanStdDev(losses, nil)
		se := stat.StdErr(sd, float64(len(losses)))
		e.ByT = append(e.ByT, LevelLoss{T: t, LogSNR: logSNR, Excess: excess, SE: se, Nats: p.nats[i] * 2 * excess})
		e.Total += p.weights[i] * excess
		variance += math.Pow(p.weights[i]*se, 2)
	}
	e.SE = math.Sqrt(variance)
	return e, nil
}
