package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
)

//go:embed torch_quality.py
var torchQualityScript string

// torchCourse is a command of torch_quality.py: what is to be done, and a course.
type torchCourse struct {
	Do    string       `json:"do"` // learn or time or, for a test, draw or predict
	Shape model.Config `json:"shape"`
	Seed  uint64       `json:"seed"`

	Steps        int     `json:"steps"`
	Batch        int     `json:"batch"`
	LearningRate float64 `json:"rate"`
	EMA          float64 `json:"ema"`
	ClipGrad     float64 `json:"clip"`
	At           []int   `json:"at"` // numbers of the steps of the checkpoints

	LogSNRs     []float64 `json:"log_snrs"`     // of t = 1, …, T
	Even        float64   `json:"even"`         // share of the rows of a batch whose log-SNR is even: from LowestEven to HighestEven
	LowestEven  float64   `json:"lowest_even"`  //
	HighestEven float64   `json:"highest_even"` //

	// Files of little-endian float32.
	Weights  string `json:"weights"`  // at the start
	Points   string `json:"points"`   // to train on, (Count, 2)
	Averages string `json:"averages"` // averaged weights at each checkpoint, which learn writes
	Count    int    `json:"count"`

	WarmUp float64 `json:"warm_up"` // seconds, of time
	Window float64 `json:"window"`  // seconds, of time

	X        []data.Point `json:"x"`          // of predict
	XLogSNRs []float64    `json:"x_log_snrs"` // of the points X
}

// torchCourseAnswer is an answer of torch_quality.py.
type torchCourseAnswer struct {
	Seconds     []float64    `json:"seconds"`      // of learn: the time of each checkpoint
	Rates       []float64    `json:"rates"`        // of learn: the learning rate of the last step before each checkpoint
	StepSeconds float64      `json:"step_seconds"` // of time
	Noise       []data.Point `json:"noise"`        // of predict, at each point
	LogSNRs     []float64    `json:"log_snrs"`     // of draw, of each row of a batch
}

// torchPoints is the number of points that PyTorch trains on. They are drawn before, as PyTorch would be slow to draw them.
const torchPoints = 1 << 20

// torchTrainer trains in PyTorch.
type torchTrainer struct {
	python string
	threads
}

// ask runs torch_quality.py.
func (t torchTrainer) ask(ctx context.Context, command torchCourse) (torchCourseAnswer, error) {
	answers := make([]torchCourseAnswer, 1)
	err := ask(ctx, pythonProcess(ctx, t.python, torchQualityScript, t.threads), []torchCourse{command}, answers)
	return answers[0], err
}

// newTorchCourse returns a course as a command, and writes the weights at its start and count points into a folder. It fails if it can't.
func newTorchCourse(do string, c course, folder string, count int) (torchCourse, error) {
	trainer := c.trainer()
	even, lowest, highest := trainer.EvenLevels()
	command := torchCourse{
		Do: do, Shape: c.shape, Seed: c.config.Seed,
		Steps: c.config.Steps, Batch: c.config.Batch, LearningRate: c.config.LearningRate, EMA: c.config.EMA, ClipGrad: c.config.ClipGrad,
		At: c.at, Even: even, LowestEven: lowest, HighestEven: highest,
		Weights: filepath.Join(folder, "weights"), Points: filepath.Join(folder, "points"), Averages: filepath.Join(folder, "averages"),
		Count: count,
	}
	for t := range c.schedule.Steps() {
		command.LogSNRs = append(command.LogSNRs, c.schedule.LogSNR(t+1))
	}
	points := make([]data.Point, count)
	data.Draw(points, nil, c.dataset.Source(), c.config.Seed, data.Fixed, 0)
	flat := make([]float32, 0, 2*count)
	for _, p := range points {
		flat = append(flat, float32(p[0]), float32(p[1]))
	}
	if err := writeFloats(command.Points, flat); err != nil {
		return command, err
	}
	return command, writeFloats(command.Weights, trainer.Average().Weights)
}

// writeFloats writes a file of little-endian float32.
func writeFloats(path string, values []float32) error {
	var content bytes.Buffer
	must.Get(0, binary.Write(&content, binary.LittleEndian, values))
	return os.WriteFile(path, content.Bytes(), 0o666)
}

// readFloats reads a file of count little-endian float32, and no more.
func readFloats(path string, count int) ([]float32, error) {
	content, err := os.ReadFile(path)
	if err == nil && len(content) != 4*count {
		err = fmt.Errorf("%s: %d bytes, want %d", path, len(content), 4*count)
	}
	if err != nil {
		return nil, err
	}
	values := make([]float32, count)
	return values, binary.Read(bytes.NewReader(content), binary.LittleEndian, values)
}

// newTorchTrainer returns a trainer with the thread setting that is the fastest at the steps of a course. It fails if there is no such
// interpreter, or it cannot import torch.
func newTorchTrainer(ctx context.Context, python string, c course, w window) (best torchTrainer, err error) {
	c.config.Steps = math.MaxInt32
	fastest := math.Inf(1)
	err = inFolder(func(folder string) error {
		command, err := newTorchCourse("time", c, folder, c.config.Batch)
		if err != nil {
			return err
		}
		command.WarmUp, command.Window = w.warmUp.Seconds(), w.length.Seconds()
		for _, setting := range threadSettings {
			t := torchTrainer{python, setting}
			answer, err := t.ask(ctx, command)
			if err != nil {
				return err
			}
			if answer.StepSeconds < fastest {
				best, fastest = t, answer.StepSeconds
			}
		}
		return nil
	})
	return best, err
}

// learn does what learnHere does, in PyTorch.
func (t torchTrainer) learn(ctx context.Context, c course) (found []checkpoint, err error) {
	err = inFolder(func(folder string) error {
		command, err := newTorchCourse("learn", c, folder, torchPoints)
		if err != nil {
			return err
		}
		answer, err := t.ask(ctx, command)
		if err != nil {
			return err
		}
		if len(answer.Seconds) != len(c.at) {
			return fmt.Errorf("torch_quality.py has times of %d checkpoints: want %d", len(answer.Seconds), len(c.at))
		}
		size := len(c.trainer().Average().Weights)
		weights, err := readFloats(command.Averages, size*len(c.at))
		if err != nil {
			return err
		}
		for i, steps := range c.at {
			found = append(found, checkpoint{steps, answer.Seconds[i], weights[i*size:][:size]})
		}
		return nil
	})
	return found, err
}
