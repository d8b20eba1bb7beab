package train

import (
	"math"
	"testing"
)

// In a training of any length the rate rises for at most a tenth of the steps, comes near the peak but never above it, and then falls.
// It is above 0 in the last step.
func TestShortTrainingsReachThePeak(t *testing.T) {
	for _, total := range []int{1, 2, 9, 20, 100, 1000, 2000, 50000} {
		highest, at := 0.0, 0
		for done := range total {
			if rate := learningRate(3, done, total); rate > highest {
				highest, at = rate, done
			}
		}
		// At a tenth of the way half a cosine has fallen to .976.
		if highest > 3 || highest < 3*.97 || at > max(1, total/10) {
			t.Errorf("%d steps: the rate is highest after %d, %v of 3", total, at, highest)
		}
		for done := at; done < total-1; done++ {
			if !(learningRate(3, done+1, total) < learningRate(3, done, total)) {
				t.Fatalf("%d steps: the rate does not fall after %d", total, done)
			}
		}
		if last := learningRate(3, total-1, total); !(last > 0) {
			t.Errorf("%d steps: the last rate is %v", total, last)
		}
	}
}

// The average's decay starts low, rises, and ends at its limit.
func TestAverageDecay(t *testing.T) {
	for _, limit := range []float64{0, .5, .99, .999, .9999} {
		if first := averageDecay(limit, 1); first > .1 {
			t.Errorf("limit %v: the first decay is %v", limit, first)
		}
		before := 0.0
		for step := 1; step <= 200000; step++ {
			now := averageDecay(limit, step)
			if now < before || now > limit {
				t.Fatalf("limit %v: the decay of step %d is %v, after %v", limit, step, now, before)
			}
			before = now
		}
		if before != limit {
			t.Errorf("limit %v: the decay ends at %v", limit, before)
		}
	}
}

// If the weights hardly change, their average is close to them from the start.
func TestAverageOfWhatStaysIsThat(t *testing.T) {
	c := config
	c.LearningRate = 1e-30
	trainer := newTrainer(c)
	for range c.Steps {
		for i, w := range trainer.network.Weights {
			if got := trainer.Average().Weights[i]; math.Abs(float64(got-w)) > 1e-6 {
				t.Fatalf("after %d steps weight %d is %v, its average %v", trainer.Done(), i, w, got)
			}
		}
		advance(t, trainer, 1)
	}
}
