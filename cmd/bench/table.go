package main

import (
	"fmt"
	"io"
	"strings"

	"ddpm/model"
)

// writeTable writes the results as text for people.
func (r *result) writeTable(to io.Writer) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%d threads, with a peak of %.0f GFLOP/s in multiply-adds; medians of %d rounds\n", r.Threads, r.Peak, r.Rounds)
	if r.Torch != nil {
		fmt.Fprintf(&text, "PyTorch %s at its best thread setting (torch, OpenBLAS), with %.0f GFLOP/s in products of %d×%d by %d×%d\n",
			r.Torch.Version, r.Torch.Product, productRows, tinyDiffusion.Width, tinyDiffusion.Width, tinyDiffusion.Width)
		if r.slowBLAS() {
			text.WriteString("This PyTorch has a slow BLAS, so the comparison is not fair: on Debian, install libopenblas0-pthread and measure again.\n")
		}
	}
	for i, l := range r.workloads {
		if i == 0 || l.network != r.workloads[i-1].network {
			heading(&text, l.network)
		}
		r.row(&text, l)
	}
	r.Step.write(&text)
	_, err := io.WriteString(to, text.String())
	return err
}

// columns is the format of a line: name, this program, PyTorch, its threads, ratio, GFLOP/s, share of the peak.
const columns = "%-42s %13s %13s %8s %7s %8s %8s\n"

// heading writes the line above the workloads of a network.
func heading(to io.Writer, network model.Config) {
	name := "our default network"
	if network == tinyDiffusion {
		name = "tiny-diffusion's network"
	}
	name = fmt.Sprintf("%s, %d weights", name, weights(network))
	fmt.Fprintf(to, "\n"+columns, name, "ours", "PyTorch", "threads", "ratio", "GFLOP/s", "of peak")
}

// row writes the line of a workload.
func (r *result) row(to io.Writer, l *workload) {
	name := fmt.Sprintf("training step, batch %d", l.points)
	quantity := func(seconds float64) string { return fmt.Sprintf("%.3f ms", 1e3*seconds) }
	if l.do == sampling {
		name = fmt.Sprintf("sampling %d points, evaluations a second", l.points)
		quantity = func(seconds float64) string {
			return fmt.Sprintf("%.2f M/s", float64(l.points*tinyTimesteps)/seconds/1e6)
		}
	}
	seconds, gflops := median(l.seconds), l.gflops()
	torch, setting, ratio := "–", "–", "–"
	if theirs, at, ok := l.bestTorch(); ok {
		torch, setting, ratio = quantity(theirs), at.String(), fmt.Sprintf("%.2f×", theirs/seconds)
	}
	fmt.Fprintf(to, columns, name, quantity(seconds), torch, setting, ratio,
		fmt.Sprintf("%.1f", gflops), fmt.Sprintf("%.0f%%", 100*gflops/r.Peak))
}

func (b breakdown) write(to io.Writer) {
	fmt.Fprintf(to, "\nA training step at batch %d, by one core alone: %.3f ms\n", b.Batch, b.MS)
	for _, p := range b.Parts {
		fmt.Fprintf(to, "%-42s %10.3f ms %7.0f%%\n", p.Name, p.MS, 100*p.Share)
	}
}
