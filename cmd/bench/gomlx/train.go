package main

import (
	"iter"
	"math"
	"math/rand/v2"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// The training of tiny-diffusion.
const (
	timesteps    = 50
	firstBeta    = 1e-4
	lastBeta     = .02
	learningRate = 1e-3
	epsilon      = 1e-8
	weightDecay  = .01
	largestNorm  = 1
	points       = 8000
)

// step adds a training step on noised points x of shape (n, 2) at times t of shape (n, 1), and returns the loss.
func step(scope *model.Scope, x, t, noise *graph.Node) *graph.Node {
	loss := graph.ReduceAllMean(graph.Square(graph.Sub(predict(scope, x, t), noise)))
	gradients := scope.BuildTrainableVariablesGradientsGraph(loss)
	squares := graph.Square(graph.L2Norm(gradients[0]))
	for _, gradient := range gradients[1:] {
		squares = graph.Add(squares, graph.Square(graph.L2Norm(gradient)))
	}
	factor := graph.MinScalar(graph.Div(graph.Const(x.Graph(), float32(largestNorm)), graph.Sqrt(squares)), 1)
	for i, gradient := range gradients {
		gradients[i] = graph.Mul(gradient, factor)
	}
	adamw := optimizer.Adam().LearningRate(learningRate).Epsilon(epsilon).WeightDecay(weightDecay).Done()
	adamw.(train.OptimizeWithGradients).UpdateGraphWithGradients(scope, gradients, dtypes.Float32)
	return loss
}

// steps trains on batches, and yields the loss of each step. The work does not depend on what the points are.
func steps(backend compute.Backend, store *model.Store, batch int) iter.Seq[float32] {
	exec := model.MustNewExec(backend, store, step)
	rng := rand.New(rand.NewPCG(1, 2))
	data := make([][2]float64, points)
	for i := range data {
		data[i] = [2]float64{rng.NormFloat64(), rng.NormFloat64()}
	}
	var signal, deviation [timesteps]float64
	alphaBar := 1.
	for t := range timesteps {
		alphaBar *= 1 - (firstBeta + (lastBeta-firstBeta)*float64(t)/(timesteps-1))
		signal[t], deviation[t] = math.Sqrt(alphaBar), math.Sqrt(1-alphaBar)
	}
	return func(yield func(float32) bool) {
		for {
			x, times, noise := make([]float32, 2*batch), make([]float32, batch), make([]float32, 2*batch)
			for i := range batch {
				p, t := data[rng.IntN(points)], rng.IntN(timesteps)
				times[i] = float32(t)
				for axis := range p {
					e := rng.NormFloat64()
					noise[2*i+axis] = float32(e)
					x[2*i+axis] = float32(signal[t]*p[axis] + deviation[t]*e)
				}
			}
			loss := exec.MustCall1(tensors.FromFlatDataAndDimensions(x, batch, 2), tensors.FromFlatDataAndDimensions(times, batch, 1),
				tensors.FromFlatDataAndDimensions(noise, batch, 2))
			value := tensors.ToScalar[float32](loss)
			loss.MustFinalizeAll()
			if !yield(value) {
				return
			}
		}
	}
}
