package runs

import "ddpm/train"

// ExcessHeader is the header of excess.csv.
var ExcessHeader = []string{"step", "excess", "se", "irreducible"}

// LogHeader returns the header of log.csv. The loss is that against the noise that was drawn, whatever the target. With the mean target
// the loss against it stands in a column of its own.
func LogHeader(target string) []string {
	header := []string{"step", "loss", "lr", "grad_norm"}
	if target == train.MeanNoise {
		header = append(header, "target_loss")
	}
	return append(header, "seconds")
}

// LogRow returns the row of log.csv of a step, as LogHeader has it.
func LogRow(target string, step train.Step, seconds float64) []float64 {
	row := []float64{float64(step.Number), step.Loss, step.LearningRate, step.GradNorm}
	if target == train.MeanNoise {
		row = append(row, step.TargetLoss)
	}
	return append(row, seconds)
}

// A row goes into log.csv often enough for about logRows of them, and into excess.csv for at most about excessRows, measured at so
// many noise levels with so many points at each.
const (
	logRows     = 4000
	excessRows  = 60
	ProbeLevels = 16
	probePoints = 512
)

// LogEvery returns how often a training of so many steps has a row in log.csv, in steps. The last step has one too.
func LogEvery(steps int) int { return max(1, steps/logRows) }

// probeShare bounds what measuring the excess costs, as a share of the training, in evaluations of the network. A training step
// costs three for each row of the batch: one forward, and twice that for the gradient.
const probeShare = 0.05

// ProbePlan returns how often the excess of a training is measured, in steps, and with how many points at each noise level. A short
// training is measured once, at the end, with fewer points; points is 0 if even that would cost too much.
func ProbePlan(steps, batch int) (every, points int) {
	affordable := int(probeShare * 3 * float64(batch) * float64(steps) / ProbeLevels) // points at each level, in all
	if points = min(affordable, probePoints); points < 2 {
		return steps, 0
	}
	rows := min(excessRows, max(1, affordable/points-1)) // and one more at the end
	return max(1, (steps+rows-1)/rows), points
}
