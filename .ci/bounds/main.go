// Command bounds fails unless a run's compare.json is as good as a short training makes it. The bounds are several times
// what such a run reaches and a fraction of what an untrained model does: on the swiss roll, 4,000 steps give a sliced W2
// of about 1.5 floors, and noise in place of samples 15.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// largest is how many floors away from the truth each metric may be.
var largest = map[string]float64{"sliced_w2": 4, "w2": 1.5, "energy": 3}

// largestKL bounds KL(data ‖ model) in nats. Such a run reaches about .03, and N(0, I) in place of the model has 1.5.
const largestKL = 0.2

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		fail(err)
	}
	var result struct {
		Metrics []struct {
			Name         string
			Value, Floor float64
		}
		KL struct{ Value float64 }
	}
	if err := json.NewDecoder(file).Decode(&result); err != nil {
		fail(err)
	}
	checked := 0
	for _, m := range result.Metrics {
		limit, ok := largest[m.Name]
		if !ok {
			continue
		}
		checked++
		fmt.Printf("%s: %.2f floors, at most %g\n", m.Name, m.Value/m.Floor, limit)
		if !(m.Value <= limit*m.Floor) {
			fail(fmt.Errorf("%s is out of bounds", m.Name))
		}
	}
	fmt.Printf("KL: %.3f nats, at most %g\n", result.KL.Value, largestKL)
	if !(result.KL.Value > -0.01 && result.KL.Value <= largestKL) {
		fail(fmt.Errorf("KL is out of bounds"))
	}
	if checked != len(largest) {
		fail(fmt.Errorf("only %d of %d metrics are there", checked, len(largest)))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "bounds:", err)
	os.Exit(1)
}
