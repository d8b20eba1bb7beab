package training

import (
	"ddpm/cmd/internal/runs"
	"ddpm/train"
)

// Curves are how a training went, from the tables of its run. Without a known distribution, or where a training was too short to be
// measured, there is no excess.
type Curves struct {
	Step, Loss, Rate   []float64
	TargetLoss         []float64 // the loss against the mean target; nil if that was not the target
	ExcessStep, Excess []float64
	Irreducible        float64 // loss of the best possible network

	HeldOutStep, HeldOut []float64 // the loss at held-out rows, in nats a point
	Kept                 *Kept     // nil: that loss was not measured

	Seconds float64 // that the training took, with what was measured in between
}

// ReadCurves reads the curves of the run in a folder.
func ReadCurves(run runs.Folder) (Curves, error) {
	config, err := run.Config()
	if err != nil {
		return Curves{}, err
	}
	rows, err := run.ReadTable(runs.LogFile, runs.LogHeader(config.Target))
	if err != nil {
		return Curves{}, err
	}
	excess, err := run.ReadTable(runs.ExcessFile, runs.ExcessHeader)
	if err != nil {
		return Curves{}, err
	}
	heldOut, err := run.ReadTable(runs.HeldOutFile, heldOutHeader(config.Keep))
	if err != nil {
		return Curves{}, err
	}
	c := Curves{
		Step: column(rows, 0), Loss: column(rows, 1), Rate: column(rows, 2), ExcessStep: column(excess, 0), Excess: column(excess, 1),
		HeldOutStep: column(heldOut, 0), HeldOut: column(heldOut, 1), Kept: keptOf(heldOut),
	}
	if n := len(rows); n > 0 {
		c.Seconds = rows[n-1][len(rows[n-1])-1]
	}
	if config.Target == train.MeanNoise {
		c.TargetLoss = column(rows, 4)
	}
	if len(excess) > 0 {
		c.Irreducible = excess[0][3]
	}
	return c, nil
}

// column returns the numbers of a column of rows.
func column(rows [][]float64, i int) (values []float64) {
	for _, row := range rows {
		values = append(values, row[i])
	}
	return values
}
