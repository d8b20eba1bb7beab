package compare

import (
	"context"
	"fmt"
	"io"
	"strings"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
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
	Exact   *float64 `json:"exact,omitempty"`   // with ε*; nil if the law is not known either
	Absent  string   `json:"absent,omitempty"`  // why there is no such sampler
}

// MeasureSamplers draws up to count points with each of the named samplers and numbers of evaluations, from a denoiser that sees
// points through axes and, where the law is known, from ε*, and measures how far they are from the truth. Distances are means
// over Rounds, in each of which all have one noise, which is a function of seed. progress is called after each cell. The
// errors are those of an unknown sampler or number of evaluations, of a truth of too few points, and ctx's.
func MeasureSamplers(
	ctx context.Context, denoiser sample.Denoiser, axes data.Standardizer, truth Truth, schedule *model.Schedule,
	names []string, evals []int, count int, seed uint64, progress func(),
) (Samplers, error) {
	n := truth.most(count)
	if n < 2 {
		return Samplers{}, fmt.Errorf("%s has too few points to compare with: a comparison needs at least 4", truth.Name())
	}
	s := Samplers{Points: n, Rounds: Rounds}
	toTruth := truth.axes()
	standardised := func(points []data.Point) []data.Point {
		toTruth.To(points, points)
		return points
	}
	var targets [Rounds][]data.Point
	for round := range targets {
		targets[round] = standardised(truth.set(n, seed+uint64(round)))
	}
	for k := range Pairs {
		x, y := truth.pair(n, seed, k)
		s.Floor += SlicedW2(standardised(x), standardised(y)) / Pairs
	}
	distance := func(denoiser sample.Denoiser, sampler sample.Sampler) (*float64, error) {
		mean := 0.0
		for round, target := range targets {
			x, err := sample.Draw(ctx, denoiser, sampler, sample.Noise{Seed: seed + uint64(round)}, n)
			if err != nil {
				return nil, err
			}
			axes.From(x, x)
			mean += SlicedW2(standardised(x), target) / Rounds
		}
		return &mean, nil
	}
	for _, name := range names {
		if _, err := sample.NewSampler(name, schedule, sample.Options{}); err != nil {
			return s, err
		}
		for _, number := range evals {
			if number < 1 {
				return s, fmt.Errorf("evals %d: want at least 1", number)
			}
			cell := Sampled{Sampler: name, Evals: number}
			sampler, err := sample.NewSampler(name, schedule, sample.Options{Evals: number})
			if err != nil {
				cell.Absent = err.Error()
			} else {
				if cell.Learned, err = distance(denoiser, sampler); err != nil {
					return s, err
				}
				if law := truth.mixture(); law != nil {
					if cell.Exact, err = distance(nearlyExact{axes.Law(law)}, sampler); err != nil {
						return s, err
					}
				}
			}
			s.Cells = append(s.Cells, cell)
			progress()
		}
	}
	return s, nil
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
