package sample_test

import (
	"context"
	"flag"
	"math"
	"os"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

var update = flag.Bool("update", false, "write testdata/moons.csv from what this machine draws")

// machineTolerance is the largest distance, in standard deviations of the data, between the same points on two machines. They differ
// because kernels differ in the order of sums, and in whether they round once or twice for each product.
const machineTolerance = 1e-5

// A model file of one machine can be read on every other, and the points drawn from it are the same.
func TestMachinesAgree(t *testing.T) {
	file := must.Get(os.Open("testdata/moons.safetensors"))
	defer file.Close()
	m := must.Get(model.Read(file))
	var got []data.Point
	for _, name := range sample.SamplerNames() {
		for _, denoiser := range []sample.Denoiser{m.Network, m.Network.Class(1)} {
			sampler := must.Get(sample.NewSampler(name, m.Schedule, sample.Options{}))
			x := make([]data.Point, 16)
			noise := sample.Noise{Seed: 7}
			noise.Start(x)
			for _, err := range sampler.Chain(context.Background(), denoiser, noise, x) {
				if err != nil {
					t.Fatal(err)
				}
			}
			got = append(got, x...)
		}
	}
	const path = "testdata/moons.csv"
	if *update {
		out := must.Get(os.Create(path))
		w := data.NewCSVWriter(out, [2]string{"x", "y"})
		must.Do(w.Write(got))
		must.Do(w.Close())
		return
	}
	want, err := data.ReadFile(path, nil)
	if err != nil || len(want) != len(got) {
		t.Fatal(err, len(want), len(got))
	}
	worst := 0.0
	for i, x := range got {
		worst = max(worst, math.Abs(x[0]-want[i][0]), math.Abs(x[1]-want[i][1]))
	}
	if !(worst <= machineTolerance) {
		t.Errorf("points are as far as %v from those of another machine", worst)
	}
}
