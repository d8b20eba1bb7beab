package findings

import (
	"context"
	"fmt"

	"ddpm/data"
	"ddpm/sample/audit"
	"ddpm/sample/compare"
)

// BlurredPoints is the name of the distribution that the model of a file is held against, and of points of it.
const BlurredPoints = "blurred points"

// AboutBlurred says what the numbers beside the blurred points are.
const AboutBlurred = "Beside the blurred points, which the network was trained on and which are not the truth:"

// blurredPointsTaken is how many points numbers beside the blurred points are means over, at most: ε* of thousands of Gaussians takes a while.
const blurredPointsTaken = 2000

// judgeBlurred holds the model of a file against the exact distribution of the blurred points. A model that is like them has learned what it
// was shown; whether that is good, held-out points say.
func (f *Findings) judgeBlurred(ctx context.Context, s *audit.Subject, points []data.Point, e Effort) error {
	const name = "blurred_points"
	if rows := len(s.Data.Fixed); rows > e.BlurredRows {
		f.Absent[name] = fmt.Sprintf("The exact distribution of %d blurred points takes too long: it is measured for up to %d.", rows, e.BlurredRows)
		return nil
	}
	e.LikelihoodPoints, e.ChainPoints = min(e.LikelihoodPoints, blurredPointsTaken), min(e.ChainPoints, blurredPointsTaken)
	exact, err := beside(ctx, s.Blurred(), points, compare.Result{}, e, f.Absent, name+".")
	f.Blurred = &exact
	for _, missing := range ofTheTruth {
		if _, also := f.Absent[name+"."+missing]; also {
			continue
		}
		f.Absent[missing] += " See the numbers beside the blurred points."
	}
	return err
}
