package audit

import (
	"context"
	"fmt"
	"io"
	"strings"

	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/compare"
)

// Rounds is how often MeasureSamplers draws with each sampler, with other noise each time: two perfect samplers may differ by
// a factor of two in one round.
const Rounds = 5

// Samplers says what samplers make of a network with so many evaluations a point, each with the noise that it has by default.
type Samplers struct {
	Floor  float64   `json:"floor"`  // sliced 2-Wasserstein of true points: the mean over pairs
	Points int       `json:"points"` // drawn by each sampler in each round
	Rounds int       `json:"rounds"` // that distances are means over
	Cells  []Sampled `json:"cells"`  // by sampler, then by evaluations
}

// Sampled is how far the points of one sampler are from true ones: sliced 2-Wasserstein, on axes on which the truth has mean 0
// and standard deviation 1.
type Sampled struct {
	Sampler string   `json:"sampler"`
	Evals   int      `json:"evals"`
	Learned *float64 `json:"learned,omitempty"` // with the network; nil if there is no such sampler
	Exact   *float64 `json:"exact,omitempty"`   // with ε*; nil if the distribution is not known either
	Absent  string   `json:"absent,omitempty"`  // why there is no such sampler
}

// MeasureSamplers draws up to count points with each of the named samplers and numbers of evaluations, from the subject's denoiser
// and, where it is known, from the best possible one, and measures how far they are from the subject's truth. All else of a
// sampler is left at its default. Distances are means over Rounds, in each of which all have one noise, which is a function of the
// seed and of the round. progress is called after each cell. The errors are those of an unknown sampler or number of
// evaluations, of a truth of too few points, and ctx's.
func MeasureSamplers(ctx context.Context, s *Subject, names []string, evals []int, count int, progress func()) (Samplers, error) {
	n := s.Truth.Most(count)
	if n < 2 {
		return Samplers{}, fmt.Errorf("%s has too few points to compare with: a comparison needs at least 4", s.Truth.Name())
	}
	found := Samplers{Points: n, Rounds: Rounds}
	toTruth := s.Truth.Axes()
	standardised := func(points []data.Point) []data.Point {
		toTruth.To(points, points)
		return points
	}
	var targets [Rounds][]data.Point
	for round := range targets {
		targets[round] = standardised(s.Truth.Set(n, s.Seed, round))
	}
	for k := range compare.Pairs {
		x, y := s.Truth.Pair(n, s.Seed, k)
		found.Floor += compare.SlicedW2(standardised(x), standardised(y)) / compare.Pairs
	}
	blocks := (n + sample.Block - 1) / sample.Block // of noise, in each round
	distance := func(denoiser sample.Denoiser, sampler sample.Sampler) (*float64, error) {
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

// WriteTable writes the distances for people, in multiples of the floor.
func (s Samplers) WriteTable(w io.Writer) error {
	var b strings.Builder
	const row = "%-8s %6s  %10s %8s  %10s %8s\n"
	fmt.Fprintf(&b, "sliced 2-Wasserstein of %d points, mean over %d seeds; floor %.4f\n\n", s.Points, s.Rounds, s.Floor)
	fmt.Fprintf(&b, row, "sampler", "evals", "learned", "× floor", "exact", "× floor")
	for _, c := range s.Cells {
		if c.Absent != "" {
			fmt.Fprintf(&b, "%-8s %6d  %s\n", c.Sampler, c.Evals, c.Absent)
			continue
		}
		learned, times := s.text(c.Learned)
		exact, timesExact := s.text(c.Exact)
		fmt.Fprintf(&b, row, c.Sampler, fmt.Sprint(c.Evals), learned, times, exact, timesExact)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// text returns a distance and how many floors that is, or dashes if there is none.
func (s Samplers) text(distance *float64) (value, floors string) {
	if distance == nil {
		return "-", "-"
	}
	return fmt.Sprintf("%.4f", *distance), fmt.Sprintf("%.2f", *distance/s.Floor)
}

// WriteCSV writes a row for every cell; what there is not is left empty.
func (s Samplers) WriteCSV(w io.Writer) error {
	var b strings.Builder
	b.WriteString("sampler,evals,learned,exact,floor\n")
	number := func(v *float64) string {
		if v == nil {
			return ""
		}
		return fmt.Sprintf("%.6g", *v)
	}
	for _, c := range s.Cells {
		fmt.Fprintf(&b, "%s,%d,%s,%s,%.6g\n", c.Sampler, c.Evals, number(c.Learned), number(c.Exact), s.Floor)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
