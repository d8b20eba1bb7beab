package play

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"

	"ddpm/data"
	"ddpm/sample"
)

type probeRequest struct {
	Run      string     `json:"run"`
	T        float64    `json:"t"`
	At       data.Point `json:"at"`
	Size     [2]int     `json:"size"`
	View     []float64  `json:"view"`
	Snapshot *int       `json:"snapshot"`
	Class    string     `json:"class"`
}

// probeReply has predictions of the noise in units of the noise, and of x_0 in the units of the data. What is not known is null.
type probeReply struct {
	EpsTrue    *[2]number `json:"eps_true"`
	EpsLearned *[2]number `json:"eps_learned"`
	X0True     *[2]number `json:"x0_true"`
	X0Learned  *[2]number `json:"x0_learned"`
	Error      *number    `json:"error"`       // |ε̂ − ε*|
	LogDensity *number    `json:"log_density"` // of x_t, in nats and in the units of the data
	LogSNR     number     `json:"logsnr"`
}

// probe answers the request probe: what is known of one point x_t.
func (e *Engine) probe(_ context.Context, q probeRequest, _ []byte) (any, []array, error) {
	c, l, err := e.sceneAt(q.Run, q.Snapshot, q.Class, q.T)
	if err != nil {
		return nil, nil, err
	}
	defer c.release()
	g, err := newGrid(c.session, q.Size, q.View)
	if err != nil {
		return nil, nil, err
	}
	if math.IsNaN(q.At[0]+q.At[1]) || math.IsInf(q.At[0]+q.At[1], 0) || math.Abs(q.At[0])+math.Abs(q.At[1]) > 1e75 {
		return nil, nil, errors.New("at: want two numbers that are not too large")
	}
	at := c.session.standardised([]data.Point{q.At})
	reply := probeReply{LogSNR: number(l.logSNR)}
	near := c.predictable(l)
	if c.trained {
		reply.EpsLearned, reply.X0Learned = c.prediction(c.learned(), at[0], near)
	}
	if c.truth == nil {
		return reply, nil, nil
	}
	reply.EpsTrue, reply.X0True = c.prediction(sample.Exact{Distribution: c.truth}, at[0], near)
	if c.trained {
		reply.Error = of(math.Hypot(float64(reply.EpsLearned[0]-reply.EpsTrue[0]), float64(reply.EpsLearned[1]-reply.EpsTrue[1])))
	}
	reply.LogDensity = of(c.truth.At(l.signal, l.noise).LogDensity(at[0]) - math.Log(c.session.area()))
	return reply, []array{floatArray("posterior", c.posterior(at[0], near, g), g.height, g.width)}, nil
}

// prediction returns the noise that a denoiser predicts in a point z_t, and the x_0 that follows from it, in the units of the data.
func (c *scene) prediction(denoiser sample.Denoiser, z data.Point, l level) (eps, x0 *[2]number) {
	noise := make([]data.Point, 1)
	denoiser.PredictNoise(noise, []data.Point{z}, l.logSNR)
	clean := make([]data.Point, 1)
	for axis := range z {
		clean[0][axis] = (z[axis] - l.noise*noise[0][axis]) / l.signal
	}
	c.session.axes.From(clean, clean)
	return &[2]number{number(noise[0][0]), number(noise[0][1])}, &[2]number{number(clean[0][0]), number(clean[0][1])}
}

// posterior returns the probability that a point z_t comes from each cell: p(x_0 | x_t) ∝ p(x_0) N(z_t; a·z_0, σ²I), of sum 1.
func (c *scene) posterior(z data.Point, l level, g grid) []float32 {
	clean := c.session.standardised(g.points())
	logs := make([]float64, len(clean))
	c.truth.LogDensities(logs, clean)
	for i, z0 := range clean {
		dx, dy := z[0]-l.signal*z0[0], z[1]-l.signal*z0[1]
		logs[i] -= (dx*dx + dy*dy) / (2 * l.noise * l.noise)
	}
	total := floats.LogSumExp(logs)
	probabilities := make([]float32, len(logs))
	for i, log := range logs {
		if !math.IsInf(total, -1) { // else no cell has any density
			probabilities[i] = float32(math.Exp(log - total))
		}
	}
	return probabilities
}
