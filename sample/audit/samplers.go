package audit

import (
	"context"
	"fmt"

	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/compare"
)

// Rounds is how often MeasureSamplers draws points with each sampler, each time with other noise. One round is not enough: the
// distances of two perfect samplers may differ by a factor of two.
const Rounds = 5

// Samplers holds the distances of points that several samplers draw with the same network, by the number of network evaluations a
// point. The points of true sets have the distance Floor.
type Samplers struct {
	Floor  float64   `json:"floor"`  // sliced 2-Wasserstein between true sets: the mean over pairs
	Points int       `json:"points"` // drawn by each sampler in each round
	Rounds int       `json:"rounds"` // that distances are means over
	Cells  []Sampled `json:"cells"`  // by sampler, then by evaluations
	// OfBlurred says that Exact is with ε* of the blurred points, since that of the truth is not known: see Subject.Blurred.
	OfBlurred bool `json:"exact_of_blurred_points,omitempty"`
}

// Sampled holds the distances of one sampler's points from true points: sliced 2-Wasserstein, on axes on which the truth has mean 0 and
// standard deviation 1.
type Sampled struct {
	Sampler string   `json:"sampler"`
	Evals   int      `json:"evals"`             // network evaluations a point
	Learned *float64 `json:"learned,omitempty"` // with the network; nil if there is no such sampler
	Exact   *float64 `json:"exact,omitempty"`   // with ε*; nil, too, if the distribution is not known
	Absent  string   `json:"absent,omitempty"`  // why there is no such sampler
}

// MeasureSamplers draws up to count points with each of the named samplers and numbers of evaluations, and measures their distances from
// true points. It takes the subject's denoiser and, where it is known, the best possible one; all other options of a sampler have
// their defaults. Distances are means over Rounds. The noise is a function of the subject's seed and the round, and the same for all
// samplers. MeasureSamplers calls progress after each cell.
//
// It fails if a sampler is unknown, a number of evaluations is less than 1, or the truth has too few points; or with ctx's error.
func MeasureSamplers(ctx context.Context, s *Subject, names []string, evals []int, count int, progress func()) (Samplers, error) {
	n := s.Truth.MaxPoints(count)
	if n < 2 {
		return Samplers{}, fmt.Errorf("%s has too few points to compare with: a comparison needs at least 4", s.Truth.Name())
	}
	axes := s.Truth.Axes()
	standardised := func(points []data.Point) []data.Point {
		axes.To(points, points)
		return points
	}
	var targets [Rounds][]data.Point
	for round := range targets {
		targets[round] = standardised(s.Truth.Set(n, s.Seed, round))
	}
	found := Samplers{Points: n, Rounds: Rounds, OfBlurred: s.isBlurred, Floor: slicedFloor(func(k int) (x, y []data.Point) {
		x, y = s.Truth.Pair(n, s.Seed, k)
		return standardised(x), standardised(y)
	})}
	blocks := (n + sample.Block - 1) / sample.Block // of noise, in each round
	distance := func(denoiser sample.Denoiser, sampler *sample.Sampler) (*float64, error) {
		mean := 0.0
		for round, target := range targets {
			noise := sample.Noise{Seed: s.Seed, First: round * blocks * sample.Block}
			x, err := sample.Draw(ctx, denoiser, sampler, noise, n)
			if err != nil {
				return nil, err
			}
			s.Axes().From(x, x)
			mean += compare.SlicedW2(standardised(x), target) / Rounds
		}
		return &mean, nil
	}
	for _, name := range names {
		if _, err := sample.NewSampler(name, s.Model.Schedule, sample.Options{}); err != nil {
			return found, err
		}
		for _, number := range evals {
			if number < 1 {
				return found, fmt.Errorf("evals %d: want at least 1", number)
			}
			cell := Sampled{Sampler: name, Evals: number}
			sampler, err := sample.NewSampler(name, s.Model.Schedule, sample.Options{Evals: number})
			if err != nil {
				cell.Absent = err.Error()
			} else {
				if cell.Learned, err = distance(s.Denoiser, sampler); err != nil {
					return found, err
				}
				if s.Best != nil {
					if cell.Exact, err = distance(s.Best, sampler); err != nil {
						return found, err
					}
				}
			}
			found.Cells = append(found.Cells, cell)
			progress()
		}
	}
	return found, nil
}
