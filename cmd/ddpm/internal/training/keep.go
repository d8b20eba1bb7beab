package training

import (
	"fmt"

	"gonum.org/v1/gonum/stat"

	"ddpm/cmd/internal/runs"
	"ddpm/model"
	"ddpm/train"
)

// Kept says which moment of a training the model is of, and why. Losses are held-out losses, in nats a point.
type Kept struct {
	Step       int     `json:"step"`           // after which the network was the one that is kept
	HeldOut    float64 `json:"held_out"`       // its loss
	Last       float64 `json:"last"`           // the loss after the last step that was measured
	LastStep   int     `json:"last_step"`      // that step
	Lowest     float64 `json:"lowest"`         // the lowest loss of all moments that were measured
	LowestStep int     `json:"lowest_step"`    // the step after which it was so low
	SE         float64 `json:"se,omitempty"`   // the standard error of Last − Lowest, from the differences of the rows
	Chosen     bool    `json:"chosen_by_loss"` // false: the last moment is kept, whatever its loss
}

// clearRise is by how many standard errors the last loss must be above the lowest for an earlier moment to be kept.
const clearRise = 2

// heldOutHeader returns the header of heldout.csv, by the setting keep. To keep the best moment, each row says after which step the loss was
// lowest so far, how much higher it is now, with a standard error, and of which step the model would be if the training ended now.
func heldOutHeader(keep string) []string {
	header := []string{"step", "held_out"}
	if keep == runs.KeepBest {
		header = append(header, "lowest_step", "rise", "se", "kept_step")
	}
	return header
}

// bestRow returns the row of heldout.csv for a step, where the best moment is kept.
func bestRow(step int, loss float64, lowestStep int, rise, se float64) []float64 {
	kept := step
	if rise > clearRise*se {
		kept = lowestStep
	}
	return []float64{float64(step), loss, float64(lowestStep), rise, se, float64(kept)}
}

// keeper measures the held-out loss during a training, and lets the trainer hold on to the weights of the best moment, if one is to be kept.
type keeper struct {
	watch   *watch
	trainer *train.Trainer
	keep    bool      // the best moment
	lowest  []float64 // the losses of the rows at the best moment so far; nil: there is none
}

// newKeeper returns the keeper of a run. One measurement takes at most so many evaluations of the network. If the trainer holds the weights
// of a best moment, the losses there are measured again.
func newKeeper(run *Run, evaluations int) *keeper {
	k := &keeper{newWatch(run.Dataset, run.Model, evaluations, run.Config.Seed), run.trainer, run.Config.Keep == runs.KeepBest, nil}
	if best := run.best(); best != nil {
		k.lowest = k.watch.losses(best)
	}
	return k
}

// measure returns the row of heldout.csv for a step that the trainer has just taken.
func (k *keeper) measure(step int) []float64 {
	losses := k.watch.losses(k.trainer.Average())
	loss := stat.Mean(losses, nil)
	if !k.keep {
		return []float64{float64(step), loss}
	}
	if k.lowest == nil || loss < stat.Mean(k.lowest, nil) {
		k.lowest, k.trainer.BestStep = losses, step
		k.trainer.Best = append(k.trainer.Best[:0], k.trainer.Average().Weights...)
	}
	mean, se := rise(losses, k.lowest)
	return bestRow(step, loss, k.trainer.BestStep, mean, se)
}

// best returns the network of the best moment that the trainer holds, or nil.
func (run *Run) best() *model.Network {
	if run.trainer.Best == nil {
		return nil
	}
	network, err := model.NewNetwork(run.Model.Network.Config())
	if err != nil {
		panic("training: the shape of a network makes no network")
	}
	copy(network.Weights, run.trainer.Best)
	return network
}

// settle gives the run's model the network that is kept by the rows of heldout.csv so far.
func (run *Run) settle(rows [][]float64) {
	run.Kept, run.Model.Network = keptOf(rows), run.trainer.Average()
	if best := run.best(); best != nil && run.Kept != nil && run.Kept.earlier() {
		run.Model.Network = best
	}
}

// keptOf returns what the rows of heldout.csv say. It returns nil if there are none.
func keptOf(rows [][]float64) *Kept {
	if len(rows) == 0 {
		return nil
	}
	last := rows[len(rows)-1]
	k := &Kept{Step: int(last[0]), HeldOut: last[1], LastStep: int(last[0]), Last: last[1]}
	if k.Chosen = len(last) > 2; k.Chosen {
		k.LowestStep, k.Lowest, k.SE = int(last[2]), last[1]-last[3], last[4]
		if k.Step = int(last[5]); k.earlier() {
			k.HeldOut = k.Lowest
		}
		return k
	}
	k.LowestStep, k.Lowest = k.LastStep, k.Last
	for _, row := range rows {
		if row[1] < k.Lowest {
			k.LowestStep, k.Lowest = int(row[0]), row[1]
		}
	}
	return k
}

// earlier reports whether the model is of an earlier moment than the last.
func (k *Kept) earlier() bool { return k.Step != k.LastStep }

// String says what is kept, and why, in one line.
func (k *Kept) String() string {
	switch rise := k.Last - k.Lowest; {
	case k.LowestStep == k.LastStep:
		return fmt.Sprintf("the network after the last step: its held-out loss, %.4f nats a point, is the lowest", k.Last)
	case !k.Chosen:
		return fmt.Sprintf("the network after the last step, as --keep last says: its held-out loss is %.4f nats a point, and the lowest was %.4f, "+
			"after step %d", k.Last, k.Lowest, k.LowestStep)
	case k.earlier():
		return fmt.Sprintf("the network after step %d of %d: its held-out loss, %.4f nats a point, is the lowest, and that after the last step is "+
			"higher by %.4f ± %.4f", k.Step, k.LastStep, k.Lowest, rise, k.SE)
	default:
		return fmt.Sprintf("the network after the last step: its held-out loss, %.4f nats a point, is higher than the lowest, after step %d, by no "+
			"more than chance may explain: %.4f ± %.4f", k.Last, k.LowestStep, rise, k.SE)
	}
}
