package model

import (
	"context"
	"sync"

	"ddpm/data/parallel"

	G "gorgonia.org/gorgonia"
)

// predictRows is how many points a graph of the prediction takes at a time. With more, the graph's memory does not fit into the cache;
// with fewer, starting the graph costs more.
const predictRows = 512

// predictor is a graph of the prediction, perhaps with its derivative in x, for one goroutine at a time.
type predictor struct {
	inputs
	noise    []float32 // (rows, 2), ε̂
	gradient []float32 // (2·rows, 2): of p·F₀ in the first half, of p·F₁ in the second, see newDifferentiator; nil without the derivative
	run      func()
}

// graphs are predictors for some points at a time, and smaller ones for few: a graph always computes all of its rows.
type graphs struct {
	rows      int       // of a graph, at most
	many, few sync.Pool // of *predictor; those in few have fewRows rows
}

// fewRows is how many points the smaller graphs take.
const fewRows = 64

func newGraphs(rows int, build func(rows int) *predictor) *graphs {
	return &graphs{
		rows: rows,
		many: sync.Pool{New: func() any { return build(rows) }},
		few:  sync.Pool{New: func() any { return build(fewRows) }},
	}
}

// newPredictor returns a graph of the prediction alone.
func newPredictor(n *Network, rows int) *predictor {
	g := G.NewGraph()
	in := n.newInputs(g, rows)
	prediction, weights := n.build(in, nil)
	return &predictor{in, resultOf(prediction), nil, compile(g, append(weights, in.nodes...), G.Nodes{prediction})}
}

// PredictNoise sets dst to the predicted noise in the points x at one log-SNR, on all cores. The points are of no class, unless n comes
// from Class. dst may be x. What is predicted for a point depends neither on the other points nor on the number of cores. It panics if
// dst and x differ in length.
func (n *Network) PredictNoise(dst, x [][2]float64, logSNR float64) {
	if len(dst) != len(x) {
		panic("model: destination and points differ in number")
	}
	n.predict(n.predictors, x, logSNR, func(p *predictor, i, row int) {
		dst[i] = [2]float64{float64(p.noise[2*row]), float64(p.noise[2*row+1])}
	})
}

// predict runs graphs on the points x. It calls read for each point, with the predictor that has it in a row.
func (n *Network) predict(graphs *graphs, x [][2]float64, logSNR float64, read func(p *predictor, i, row int)) {
	parallel.Blocks(context.Background(), len(x), graphs.rows, func(lo, hi int) {
		predictors := &graphs.many
		if hi-lo <= fewRows {
			predictors = &graphs.few
		}
		p := predictors.Get().(*predictor)
		defer predictors.Put(p)
		p.set(x[lo:hi], logSNR, n.class)
		p.run()
		for i := lo; i < hi; i++ {
			read(p, i, i-lo)
		}
	})
}

// set puts points of one class into the first rows of the inputs. The rows below keep earlier points, and their results are not used.
func (in *inputs) set(x [][2]float64, logSNR float64, class float32) {
	for i, point := range x {
		in.x[2*i], in.x[2*i+1] = float32(point[0]), float32(point[1])
		in.logSNR[i] = float32(logSNR)
	}
	for i := range min(len(x), len(in.class)) {
		in.class[i] = class
	}
}
