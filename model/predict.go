package model

import (
	"runtime"
	"sync"
	"sync/atomic"

	G "gorgonia.org/gorgonia"
)

// predictRows is the batch of one prediction graph. Larger batches fall out of the cache, smaller ones pay more often
// for starting the machine.
const predictRows = 512

// predictor is the graph of one prediction, for one goroutine at a time.
type predictor struct {
	inputs
	noise   []float32 // (predictRows, 2)
	machine G.VM
}

func newPredictor(n *Network) *predictor {
	g := G.NewGraph()
	in := newInputs(g, predictRows)
	prediction, weights := n.build(in, nil)
	outputs := prediction.Op().(*head).result.Float32s()
	return &predictor{in, outputs, compile(g, append(weights, in.xNode, in.logSNRNode), G.Nodes{prediction})}
}

// PredictNoise sets dst to the predicted noise in the points x at one log-SNR, on all cores. dst may be x. What is
// predicted for a point depends neither on the other points nor on the number of cores.
func (n *Network) PredictNoise(dst, x [][2]float64, logSNR float64) {
	if len(dst) != len(x) {
		panic("model: destination and points differ in number")
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	blocks := (len(x) + predictRows - 1) / predictRows
	workers := min(blocks, runtime.GOMAXPROCS(0))
	for len(n.predictors) < workers {
		n.predictors = append(n.predictors, newPredictor(n))
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for _, p := range n.predictors[:workers] {
		group.Go(func() {
			for i := range p.logSNR {
				p.logSNR[i] = float32(logSNR)
			}
			for block := int(next.Add(1)) - 1; block < blocks; block = int(next.Add(1)) - 1 {
				lo, hi := block*predictRows, min((block+1)*predictRows, len(x))
				p.predict(dst[lo:hi], x[lo:hi])
			}
		})
	}
	group.Wait()
}

// predict does up to predictRows points. Rows beyond them hold old points, and what comes of those is left.
func (p *predictor) predict(dst, x [][2]float64) {
	for i, point := range x {
		p.x[2*i], p.x[2*i+1] = float32(point[0]), float32(point[1])
	}
	run(p.machine)
	for i := range dst {
		dst[i] = [2]float64{float64(p.noise[2*i]), float64(p.noise[2*i+1])}
	}
}
