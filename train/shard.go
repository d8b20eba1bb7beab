package train

import (
	"ddpm/data"
	"ddpm/model"
)

// shard is a part of the batch: rows [first, first+rows).
type shard struct {
	index, first, rows int
	graph              *model.Shard
	noise              []float32 // (rows, 2), the noise that was drawn
	// Of the last run: its shares of the loss, of the loss against the target, and of the loss above which training has diverged.
	loss, targetLoss, divergedLoss float64
}

// A batch is cut into shards of about half its rows, of minRows to maxRows. Fewer rows would not be worth starting a graph, and more
// would not fit into the cache.
const (
	minRows = 32
	maxRows = 256
)

// newShards cuts a batch into shards. These depend on its size alone, so that sums are the same for any number of cores.
func newShards(network *model.Network, batch int) []*shard {
	rows := min(max(batch/2, minRows), maxRows)
	count := max(1, batch/rows)
	shards := make([]*shard, count)
	for i := range shards {
		first, end := i*batch/count, (i+1)*batch/count
		shards[i] = &shard{index: i, first: first, rows: end - first, graph: network.NewShard(end-first, batch), noise: make([]float32, 2*(end-first))}
	}
	return shards
}

// run draws the shard's rows, x_t = √ᾱ_t x_0 + √(1−ᾱ_t) ε, and computes the gradient of their loss. All levels are cut into as many
// equal parts as the batch has rows, and row i has a level from part i: so each batch has all noise levels. With classes a point keeps
// its label or, with the probability LabelDropout, loses it.
func (s *shard) run(t *Trainer, step int) {
	rng := data.Rand(t.config.Seed, data.Batch, step, s.index)
	s.divergedLoss = 0
	for i := range s.rows {
		at := t.levels.at((float64(s.first+i) + rng.Float64()) / float64(t.config.Batch))
		p := t.target.draw(rng)
		eps := data.Point{rng.NormFloat64(), rng.NormFloat64()}
		hasClass := s.graph.Class != nil && rng.Float64() >= t.config.LabelDropout
		if s.graph.Class != nil {
			s.graph.Class[i] = -1
			if hasClass {
				s.graph.Class[i] = float32(p.label)
			}
		}
		target := t.target.of(p, hasClass, at, eps)
		for axis := range eps {
			s.graph.X[2*i+axis] = float32(at.signal*p.x[axis] + at.noise*eps[axis])
			s.graph.Target[2*i+axis], s.noise[2*i+axis] = float32(target[axis]), float32(eps[axis])
		}
		s.graph.LogSNR[i] = float32(at.logSNR)
		s.graph.Weight[i], s.graph.Importance[i] = float32(at.weight), float32(at.importance)
		s.divergedLoss += at.divergedLoss / float64(t.config.Batch)
	}
	s.graph.Run()
	s.loss, s.targetLoss = s.graph.Loss(s.noise), s.graph.Loss(s.graph.Target)
}
