package training

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample/compare"
)

// At most so many rows are watched, each at so many noise levels, and none at less than fewestLevels.
const (
	watchedRows  = 1000
	watchLevels  = 16
	fewestLevels = 8
)

// lowestWatched is the lowest log-SNR that is watched. Below there is little to learn, and nothing by heart.
const lowestWatched = -3

// watch measures the denoising loss of a network at rows that its training does not see. The noise and the noise levels are the same
// each time, so that differences between networks are not chance.
type watch struct {
	groups []watchGroup
	rows   int
	logSNR []float64 // of each level
	weight float64   // of one squared error in the loss of its row, in nats
}

// watchGroup are the rows of one class.
type watchGroup struct {
	of       func(*model.Network) *model.Network // the network's prediction for the class
	rows     []int                               // their numbers
	x, noise [][]data.Point                      // of each level; there the rows follow each other, again and again with other noise
}

// newWatch returns the watch over the held-out rows of a dataset, at the log-SNRs that a model is trained on. One measurement takes at most
// the given number of evaluations of the network, at least fewestLevels. The fewer the rows, the more noise each of them has. Which rows are
// watched, if not all, and their noise are a function of seed.
func newWatch(d *data.Dataset, m *model.Model, evaluations int, seed uint64) *watch {
	most := min(watchedRows, evaluations/fewestLevels)
	held := compare.Subset(d.Held, most, seed)
	labels := compare.Subset(d.HeldLabels, most, seed) // of the same rows
	z := make([]data.Point, len(held))
	data.Standardizer{Mean: m.Mean, Scale: m.Scale}.To(z, held)
	levels := min(watchLevels, evaluations/len(z))
	noises := evaluations / (len(z) * levels)

	lowest, highest := m.KnownLogSNRs()
	lowest, highest = max(lowest, lowestWatched), min(highest, model.HighestLogSNR)
	width := (highest - lowest) / float64(levels)
	w := &watch{groups: groupsOf(labels, len(z), len(d.LabelNames)), rows: len(z), weight: width / 2 / float64(noises)}
	for level := range levels {
		logSNR := lowest + (float64(level)+0.5)*width
		signal, sigma := model.SignalNoise(logSNR)
		w.logSNR = append(w.logSNR, logSNR)
		rng := data.Rand(seed, data.Watch, level, 0)
		for g := range w.groups {
			group := &w.groups[g]
			var x, noise []data.Point
			for range noises {
				for _, row := range group.rows {
					eps := data.Point{rng.NormFloat64(), rng.NormFloat64()}
					noise = append(noise, eps)
					x = append(x, data.Point{signal*z[row][0] + sigma*eps[0], signal*z[row][1] + sigma*eps[1]})
				}
			}
			group.x, group.noise = append(group.x, x), append(group.noise, noise)
		}
	}
	return w
}

// groupsOf divides so many rows by their labels, if there are classes.
func groupsOf(labels []int, rows, classes int) (groups []watchGroup) {
	for class := range max(1, classes) {
		group := watchGroup{of: func(n *model.Network) *model.Network { return n }}
		if classes > 0 {
			group.of = func(n *model.Network) *model.Network { return n.Class(class) }
		}
		for row := range rows {
			if classes == 0 || labels[row] == class {
				group.rows = append(group.rows, row)
			}
		}
		if len(group.rows) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// losses returns a network's held-out loss at each row, in nats: ½∫ E‖ε̂ − ε‖² dλ over the watched log-SNRs λ, where the squared norm is
// a sum over the two coordinates. Apart from a term that all networks share, this is the variational bound of minus the log-likelihood of
// the row, from these noise levels (Kingma et al. 2021, eq. 17).
func (w *watch) losses(network *model.Network) []float64 {
	losses := make([]float64, w.rows)
	for _, group := range w.groups {
		predictor := group.of(network)
		predicted := make([]data.Point, len(group.x[0]))
		for level, logSNR := range w.logSNR {
			predictor.PredictNoise(predicted, group.x[level], logSNR)
			for i, eps := range group.noise[level] {
				dx, dy := predicted[i][0]-eps[0], predicted[i][1]-eps[1]
				losses[group.rows[i%len(group.rows)]] += w.weight * (dx*dx + dy*dy)
			}
		}
	}
	return losses
}

// rise returns how much higher losses are than others of the same rows, in the mean, and the standard error of that.
func rise(losses, others []float64) (mean, se float64) {
	differences := make([]float64, len(losses))
	for i, loss := range losses {
		differences[i] = loss - others[i]
	}
	mean, sd := stat.MeanStdDev(differences, nil)
	return mean, sd / math.Sqrt(float64(len(differences)))
}
