package likelihood

import (
	"context"
	"math"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
)

// flow carries points along the probability-flow ODE of a denoiser, towards more noise, in λ = log-SNR:
//
//	dx/dλ = −(σ/2)(ε̂(x, λ) − σx)        (Song et al. 2021, eq. 13, with x = a·x_0 + σ·ε and a² = sigmoid(λ), σ² = 1 − a²)
//
// Along a path the logarithm of the density changes by minus the divergence of that (their eq. 39). Neither has a
// singularity, and near a point of data no eigenvalue of the linear part exceeds ½, so steps of order one in λ are short enough at any
// noise level. Where paths to different modes separate, the field is stiff, but only for few points and for a short stretch.
//
// So every point has its own steps: those of Dormand & Prince 1980, of order 5 with an error estimate of order 4. A stretch of
// λ is tried for all points at once, and halved for those whose error is above the tolerance.
type flow struct {
	denoiser  sample.Differentiable
	tolerance float64 // the largest estimated error of one step, of the log-density in nats and of x in units of σ
}

// particle is a point on its way.
type particle struct {
	state state
	slope state // its derivative in λ
	rough bool  // the error of some step was above the tolerance though the step was as short as steps may be
}

// state is x_0 and x_1, and the integral of the divergence so far.
type state [3]float64

// deepest is how many times a stretch is halved at most.
const deepest = 10

// Dormand and Prince's coefficients. Stage s is at the part dpNode[s] of the step, and uses the slopes of the stages before it with the
// weights dpStage[s]. The last stage is at the new point, so its slope is the first one of the next step. dpError has the weights of
// the difference between the solutions of order 5 and 4.
var (
	dpNode  = [...]float64{0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1}
	dpStage = [...][6]float64{
		{},
		{1. / 5},
		{3. / 40, 9. / 40},
		{44. / 45, -56. / 15, 32. / 9},
		{19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
		{9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
		{35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84},
	}
	dpError = [...]float64{71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40}
)

// start returns points at a log-SNR as particles.
func (f flow) start(x []data.Point, logSNR float64) []*particle {
	particles := make([]*particle, len(x))
	states, slopes := make([]state, len(x)), make([]state, len(x))
	for i, x := range x {
		states[i] = state{x[0], x[1], 0}
	}
	f.slopes(slopes, states, logSNR)
	for i := range particles {
		particles[i] = &particle{state: states[i], slope: slopes[i]}
	}
	return particles
}

// slopes sets dst to the derivatives of states at a log-SNR.
func (f flow) slopes(dst, states []state, logSNR float64) {
	x, noise := make([]data.Point, len(states)), make([]data.Point, len(states))
	jacobian := make([][4]float64, len(states))
	for i, s := range states {
		x[i] = data.Point{s[0], s[1]}
	}
	f.denoiser.PredictNoiseJacobian(noise, jacobian, x, logSNR)
	_, sigma := model.SignalNoise(logSNR)
	for i, x := range x {
		dst[i] = state{
			-sigma / 2 * (noise[i][0] - sigma*x[0]),
			-sigma / 2 * (noise[i][1] - sigma*x[1]),
			-sigma / 2 * (jacobian[i][0] + jacobian[i][3] - 2*sigma),
		}
	}
}

// advance carries particles over a stretch of λ. The stretch was made by halving a longer one depth times. It stops early once ctx
// has ended.
func (f flow) advance(ctx context.Context, particles []*particle, from, to float64, depth int) {
	if len(particles) == 0 || ctx.Err() != nil {
		return
	}
	var slopes [len(dpNode)][]state
	slopes[0] = make([]state, len(particles))
	for i, p := range particles {
		slopes[0][i] = p.slope
	}
	h := to - from
	states := make([]state, len(particles))
	for s := 1; s < len(dpNode); s++ {
		for i, p := range particles {
			states[i] = p.state
			for k, weight := range dpStage[s][:s] {
				for axis := range states[i] {
					states[i][axis] += h * weight * slopes[k][i][axis]
				}
			}
		}
		slopes[s] = make([]state, len(particles))
		f.slopes(slopes[s], states, from+dpNode[s]*h)
	}
	_, sigma := model.SignalNoise(to)
	var rejected []*particle
	for i, p := range particles {
		var e state
		for k, weight := range dpError {
			for axis := range e {
				e[axis] += h * weight * slopes[k][i][axis]
			}
		}
		size := math.Max(math.Abs(e[2]), math.Hypot(e[0], e[1])/sigma)
		if size > f.tolerance && depth < deepest {
			rejected = append(rejected, p)
			continue
		}
		p.rough = p.rough || !(size <= f.tolerance) // so is NaN, which no shorter step changes
		p.state, p.slope = states[i], slopes[len(dpNode)-1][i]
	}
	middle := from + h/2
	f.advance(ctx, rejected, from, middle, depth+1)
	f.advance(ctx, rejected, middle, to, depth+1)
}
