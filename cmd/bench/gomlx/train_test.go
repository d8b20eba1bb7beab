package main

import (
	"testing"

	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/ml/model"
)

// Training lowers the loss. A network that predicts 0 has the loss 1, and one that predicts the noise in Gaussian points as well as can be
// has the mean of ᾱ over the times, 0.85. The mean over 50 steps with 128 points each has the standard error 0.02.
func TestTrainingLowersTheLoss(t *testing.T) {
	backend, err := gobackend.New("")
	if err != nil {
		t.Fatal(err)
	}
	const all, last = 250, 50
	count, mean := 0, 0.
	for loss := range steps(backend, model.NewStore(), 128) {
		if count++; count > all-last {
			mean += float64(loss) / last
		}
		if count == all {
			break
		}
	}
	if mean < .7 || mean > .95 {
		t.Errorf("loss %v", mean)
	}
}
