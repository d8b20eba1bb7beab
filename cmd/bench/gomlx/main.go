// Command gomlx times the training step of tiny-diffusion in GoMLX, with its backend in pure Go. It is a module of its own, so that ddpm
// needs no GoMLX.
//
// It reads commands from standard input, each a line of JSON, and answers each with a line of JSON, as torch_bench.py does. The first line
// that it writes says what it is.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// command is what is to be done: train or predict.
type command struct {
	Do      string       `json:"do"`
	Points  int          `json:"points"`  // of a batch
	WarmUp  float64      `json:"warm_up"` // seconds
	Window  float64      `json:"window"`  // seconds
	Weights []float32    `json:"weights"` // of each layer W of shape (in, out), then b
	X       [][2]float32 `json:"x"`       // points to predict the noise at
	T       []float32    `json:"t"`       // their times
}

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers commands until there are no more.
func serve(in io.Reader, out io.Writer) error {
	backend, err := gobackend.New("")
	if err != nil {
		return err
	}
	decoder, encoder := json.NewDecoder(in), json.NewEncoder(out)
	if err := encoder.Encode(map[string]any{"version": version(), "weights": weights()}); err != nil {
		return err
	}
	for {
		var c command
		switch err := decoder.Decode(&c); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		answer := make(map[string]any)
		switch c.Do {
		case "train":
			answer["seconds"] = seconds(backend, c)
		case "predict":
			answer["noise"] = noise(backend, c)
		default:
			return fmt.Errorf("%q: want train or predict", c.Do)
		}
		if err := encoder.Encode(answer); err != nil {
			return err
		}
	}
}

// version returns the version of GoMLX.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == "github.com/gomlx/gomlx" {
				return module.Version
			}
		}
	}
	return "of GoMLX unknown"
}

// seconds returns the mean time of a training step in a window after a warm-up.
func seconds(backend compute.Backend, c command) float64 {
	start, count := time.Now(), 0
	var began time.Time
	for range steps(backend, model.NewStore(), c.Points) {
		now := time.Now()
		if began.IsZero() {
			if now.Sub(start).Seconds() >= c.WarmUp {
				began = now
			}
			continue
		}
		if count++; now.Sub(began).Seconds() >= c.Window {
			return now.Sub(began).Seconds() / float64(count)
		}
	}
	panic("training ended")
}

// noise returns the noise that the network predicts with the given weights, point by point.
func noise(backend compute.Backend, c command) (predicted []float32) {
	store := model.NewStore()
	setWeights(store, c.Weights)
	x := make([]float32, 0, 2*len(c.X))
	for _, p := range c.X {
		x = append(x, p[:]...)
	}
	y := model.MustNewExec(backend, store, predict).MustCall1(
		tensors.FromFlatDataAndDimensions(x, len(c.X), 2), tensors.FromFlatDataAndDimensions(c.T, len(c.T), 1))
	return tensors.MustCopyFlatData[float32](y)
}
