package runs

import "testing"

// However short a training is, measuring its excess takes at most 5% of what the training itself takes, in evaluations of the network:
// three for each row of a step. Long ones are measured some sixty times.
func TestProbesCostLittle(t *testing.T) {
	for _, batch := range []int{1, 16, 32, 256, 4096} {
		for _, steps := range []int{1, 2, 20, 59, 61, 500, 2000, 44000, 1000000} {
			every, points := ProbePlan(steps, batch)
			if every < 1 || points < 0 || points > probePoints {
				t.Fatalf("%d steps of %d: %d points every %d steps", steps, batch, points, every)
			}
			times := steps / every
			if steps%every != 0 {
				times++ // at the end
			}
			cost, training := float64(times*points*ProbeLevels), float64(3*batch*steps)
			if cost > 0.05*training {
				t.Errorf("%d steps of %d: %v evaluations beside a training of %v", steps, batch, cost, training)
			}
			if training > 1e8 && (times < 55 || times > 61 || points != probePoints) {
				t.Errorf("%d steps of %d: measured %d times with %d points", steps, batch, times, points)
			}
			if steps >= 2000 && batch >= 32 && times < 1 {
				t.Errorf("%d steps of %d are never measured", steps, batch)
			}
		}
	}
}
