package runs

import (
	"fmt"
	"math"

	"ddpm/data"
	"ddpm/train"
)

// Learning is the settings of a training that depend on the points to train on.
type Learning struct {
	Steps      int
	Rate       float64 // the learning rate at its peak
	Target     string
	LossWeight string
}

// LearningFor returns what does well for so many fixed points with that noise on them, or for fresh draws of a distribution, where points is 0.
// The figures beside the rules below are means of KL(data ‖ model) over that of a kernel density estimate, over several draws of the points.
func LearningFor(points int, blur *data.Blur) Learning {
	usual := train.DefaultConfig()
	l := Learning{usual.Steps, usual.LearningRate, train.MeanNoise, train.DefaultLossWeight}
	if points > 0 {
		l.Steps, l.LossWeight = stepsFor(points, l.Steps), lossWeightFor(blur)
	}
	if points > 0 && points < manyPoints {
		l.Rate, l.Target = rateOfFew, train.DrawnNoise
	}
	return l
}

// fewestSteps is for how long a training on few fixed points goes on.
const fewestSteps = 3000

// stepsFor returns a number of steps, at most most. A much longer training learns the points by heart. After 6,000, 9,000 and 12,000 steps on
// 1,000 points: moons .51, .48 and .48, swissroll .60, .54 and .53, pinwheel .80, .70 and .69, checkerboard .82, .82 and .81.
func stepsFor(points, most int) int {
	steps := 9000 * math.Sqrt(float64(points)/1000)
	return int(min(float64(most), max(fewestSteps, 500*math.Round(steps/500))))
}

// The rules for what is learned from below the noise on the points. They have no finer detail, and a network that is trained less there is
// smoother. Without a least noise, with one of 1 blur, and of 1.5, on 200 points: checkerboard .97, .96 and .94, pinwheel .76, .76 and
// .81. With a share of .75 and of .4 of even rows, on 1,000 points: moons .53 and .49, swissroll .62 and .55, pinwheel .75 and .72. With both
// rules, on 10,000 points: moons .67 became .60, swissroll .75 .61, pinwheel .81 .74, checkerboard .67 .65.
const (
	evenShare    = 0.4
	noiseOfBlurs = 1.5 // the least noise, in units of the noise on the points
)

// lossWeightFor returns the loss weight. Points without noise have fine detail, and get the one of fresh draws.
func lossWeightFor(blur *data.Blur) string {
	if blur == nil || blur.Finest == 0 {
		return train.DefaultLossWeight
	}
	return fmt.Sprintf("balanced:share=%v:noise=%.3g", evenShare, min(1, noiseOfBlurs*blur.Finest))
}

// manyPoints is how many fixed points are learned as well from the mean noise, with the learning rate of built-in distributions. From 4,000
// points with the drawn noise and with the mean: moons .64 and .67, swissroll .65 and .61, pinwheel .89 and .73, checkerboard .64 and .82. The
// variance of the drawn noise keeps a network smoother than the blurred points, which the mean noise would lead to.
const manyPoints = 5000

// rateOfFew is the peak of the learning rate for few points. With .006 a training on few points is a little worse: with circular noise of .7
// of the kernel width, mean KL(data ‖ model) over three draws of 200 points was, with .006 and .003, .242 and .222 for moons, and .359 and
// .344 for checkerboard.
const rateOfFew = 3e-3
