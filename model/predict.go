package model

import (
	"context"
	"runtime"
	"sync"

	G "gorgonia.org/gorgonia"

	"ddpm/data/parallel"
)

// predictRows is how many points a prediction graph takes at a time. More fall out of the cache, fewer pay more often for
// starting the machine.
const predictRows = 512

// predictor is a graph of the prediction, for one goroutine at a time.
type predictor struct {
	inputs
	noise   []float32 // (predictRows, 2)
	machine *machine
}

func newPredictor(n *Network) *predictor {
	g := G.NewGraph()
	in := n.newInputs(g, predictRows)
	prediction, weights := n.build(in, nil)
	return &predictor{
		inputs:  in,
		noise:   prediction.Op().(*head).result.Float32s(),
		machine: compile(g, append(weights, in.nodes...), G.Nodes{prediction}),
	}
}

// PredictNoise sets dst to the predicted noise in the points x, of no class, at one log-SNR, on all cores. dst may be x. What
// is predicted for a point depends neither on the other points nor on the number of cores.
func (n *Network) PredictNoise(dst, x [][2]float64, logSNR float64) {
	n.predictNoise(dst, x, logSNR, noClass)
}

func (n *Network) predictNoise(dst, x [][2]float64, logSNR float64, class float32) {
	if len(dst) != len(x) {
		panic("model: destination and points differ in number")
	}
	n.predictors.share(len(x), predictRows, func() *predictor { return newPredictor(n) }, func(p *predictor, lo, hi int) {
		p.set(x[lo:hi], logSNR, class)
		p.machine.run()
		for i := range dst[lo:hi] {
			dst[lo+i] = [2]float64{float64(p.noise[2*i]), float64(p.noise[2*i+1])}
		}
	})
}

// set puts points of one class into the first rows of the inputs. What comes of further rows, which hold old points, is left.
func (in *inputs) set(x [][2]float64, logSNR float64, class float32) {
	for i, point := range x {
		in.x[2*i], in.x[2*i+1] = float32(point[0]), float32(point[1])
		in.logSNR[i] = float32(logSNR)
	}
	for i := range min(len(x), len(in.class)) {
		in.class[i] = class
	}
}

// crew are graphs that do one thing, one for each goroutine that does it, made when they are first needed.
type crew[T any] struct {
	mu      sync.Mutex
	members []T
}

// share cuts [0, n) into blocks of a size and has the crew work on all of them, on all cores. It may be called from
// several goroutines; one call waits for another.
func (c *crew[T]) share(n, size int, recruit func() T, work func(member T, lo, hi int)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	blocks := (n + size - 1) / size
	workers := min(blocks, runtime.GOMAXPROCS(0))
	for len(c.members) < workers {
		c.members = append(c.members, recruit())
	}
	parallel.Workers(context.Background(), n, size, func(worker int) func(lo, hi int) {
		return func(lo, hi int) { work(c.members[worker], lo, hi) }
	})
}
