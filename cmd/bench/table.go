package main

import (
	"fmt"
	"io"
	"strings"

	"ddpm/model"
)

// table writes the results for people to read.
func (s *speed) table(to io.Writer) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%d threads, whose multiply-adds peak at %.0f GFLOP/s; medians of %d rounds\n", s.Threads, s.Peak, s.Rounds)
	if s.Torch != nil {
		fmt.Fprintf(&text, "PyTorch %s, whose products of %d×%d by %d×%d reach %.0f GFLOP/s, at its best thread setting (its own, OpenBLAS's)\n",
			s.Torch.Version, productRows, tinyDiffusion.Width, tinyDiffusion.Width, tinyDiffusion.Width, s.Torch.Product)
		if s.Torch.slow(*s) {
			text.WriteString("That is a slow BLAS, and no fair match: on Debian, install libopenblas0-pthread and measure again.\n")
		}
	}
	for i, c := range s.contests {
		if i == 0 || c.network != s.contests[i-1].network {
			heading(&text, c.network)
		}
		s.row(&text, c)
	}
	s.Step.write(&text)
	_, err := io.WriteString(to, text.String())
	return err
}

// columns is the format of a line: name, ours, PyTorch's, its threads, ratio, GFLOP/s, share of the peak.
const columns = "%-42s %13s %13s %8s %7s %8s %8s\n"

func heading(to io.Writer, network model.Config) {
	name := "our default network"
	if network == tinyDiffusion {
		name = "tiny-diffusion's network"
	}
	name = fmt.Sprintf("%s, %d weights", name, weights(network))
	fmt.Fprintf(to, "\n"+columns, name, "ours", "PyTorch", "threads", "ratio", "GFLOP/s", "of peak")
}

func (s *speed) row(to io.Writer, c *contest) {
	name := fmt.Sprintf("training step, batch %d", c.points)
	quantity := func(seconds float64) string { return fmt.Sprintf("%.3f ms", 1e3*seconds) }
	if c.do == sampling {
		name = fmt.Sprintf("sampling %d points, evaluations a second", c.points)
		quantity = func(seconds float64) string {
			return fmt.Sprintf("%.2f M/s", float64(c.points*tinyTimesteps)/seconds/1e6)
		}
	}
	seconds, gflops := median(c.seconds), c.gflops()
	torch, setting, ratio := "–", "–", "–"
	if theirs, at, ok := c.best(); ok {
		torch, setting, ratio = quantity(theirs), at.String(), fmt.Sprintf("%.2f×", theirs/seconds)
	}
	fmt.Fprintf(to, columns, name, quantity(seconds), torch, setting, ratio,
		fmt.Sprintf("%.1f", gflops), fmt.Sprintf("%.0f%%", 100*gflops/s.Peak))
}
