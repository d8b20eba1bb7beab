package audit

import (
	"context"
	"math"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare/transport"
)

// Straightness says how straight the paths of a denoiser's probability flow are. On the path x_t = (1−t) x_0 + t ε of flow matching (Liu
// et al. 2023), the flow is dx/dt = û = ε̂ − x̂_0. No flow from noise to data has less energy than the squared 2-Wasserstein distance
// between the two, and one whose paths are straight and do not cross has just that (Benamou & Brenier 2000). So the normalised path energy
//
//	NPE = |E ∫ ‖û‖² dt − W2²|/W2²        (Tong et al. 2024, OT-CFM and [SF]²M, table 2 of both)
//
// is 0 for straight paths that are the shortest. It is a number of the denoiser alone, as the KL is: whatever its schedule and its
// prediction are, it has the same flow.
type Straightness struct {
	NPE    float64 `json:"npe"`
	SE     float64 `json:"se"`          // standard error of NPE, of the paths alone
	Energy float64 `json:"path_energy"` // E ∫ ‖û‖² dt
	Least  float64 `json:"w2_squared"`  // W2² between noise and true points, as many as there are paths
}

// pathSteps is the number of Heun's steps that a path takes, evenly in t. With a hundred, the energies of Gaussians are exact to 5e-3.
const pathSteps = 100

// MeasureStraightness follows the paths of a denoiser from noise, as many as there are true points, which are in standardised
// coordinates. The noise is a function of seed. The error is ctx's.
func MeasureStraightness(ctx context.Context, denoiser sample.Denoiser, truth []data.Point, seed uint64) (s Straightness, err error) {
	schedule, err := model.NewSchedule("flow", pathSteps)
	if err != nil {
		return s, err
	}
	sampler, err := sample.NewSampler("heun", schedule, sample.Options{Grid: "trailing", Evals: 2*pathSteps - 1})
	if err != nil {
		return s, err
	}
	x, energies := make([]data.Point, len(truth)), make([]float64, len(truth))
	noise := sample.Noise{Seed: seed}
	noise.Start(x)
	s.Least = math.Pow(transport.W2(x, truth), 2)
	eps := make([]data.Point, len(x))
	for state, err := range sampler.Chain(ctx, denoiser, noise, x) {
		if err != nil {
			return s, err
		}
		if state.Step == pathSteps { // data: û there is taken to be that of the step before
			break
		}
		// The trapezoidal rule from t = 1 to 1/pathSteps, and a rectangle from there to 0.
		width := 1. / pathSteps
		switch state.Step {
		case 0:
			width /= 2
		case pathSteps - 1:
			width *= 1.5
		}
		denoiser.PredictNoise(eps, state.X, state.LogSNR)
		signal, sigma := model.SignalNoise(state.LogSNR)
		for i, z := range state.X {
			for axis := range z {
				u := ((signal+sigma)*eps[i][axis] - z[axis]) / signal
				energies[i] += width * u * u
			}
		}
	}
	energy, sd := stat.MeanStdDev(energies, nil)
	s.Energy, s.NPE = energy, math.Abs(energy-s.Least)/s.Least
	s.SE = stat.StdErr(sd, float64(len(energies))) / s.Least
	return s, nil
}
