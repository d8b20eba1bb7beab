package main

import (
	"encoding/json"
	"math"
	"testing"
)

// A longer training is nearer to the distribution, by every number. Means, ratios and errors are those of the trainings.
func TestDefaults(t *testing.T) {
	measure := func(steps string) defaulted {
		text, _ := do(t, 0, "defaults", "eightgaussians", "--json", "--seeds", "2", "--points", "1000", "--steps", steps)
		var got []defaulted
		if err := json.Unmarshal([]byte(text), &got); err != nil || len(got) != 1 {
			t.Fatalf("%v\n%s", err, text)
		}
		return got[0]
	}
	short, long := measure("20"), measure("600")
	for name, pair := range map[string][2]float64{
		"KL": {short.KL, long.KL}, "sliced W2": {short.Sliced.Mean, long.Sliced.Mean}, "outside": {short.Outside.Mean, long.Outside.Mean},
		"seconds": {long.Seconds.Mean, short.Seconds.Mean},
	} {
		if !(pair[0] > pair[1]) {
			t.Errorf("%s: %v after 20 steps, %v after 600", name, pair[0], pair[1])
		}
	}
	if len(long.Sliced.Values) != 2 || math.Abs(long.Ratio.Value-long.Sliced.Mean/long.Floor.Mean) > 1e-12 {
		t.Errorf("%+v", long)
	}
	if !(long.KLSE > 0) || long.KLSE > long.KL {
		t.Errorf("the KL divergence is %v ± %v", long.KL, long.KLSE)
	}
	do(t, statusBadInput, "defaults", "mars")
	do(t, statusBadInput, "defaults", "--seeds", "0")
}
