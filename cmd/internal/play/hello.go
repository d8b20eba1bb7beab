package play

import (
	"context"

	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/train"
)

type helloRequest struct{}

type helloReply struct {
	Version     int           `json:"version"`
	Program     string        `json:"program"`
	Builtins    []builtinInfo `json:"builtins"`
	Schedules   []string      `json:"schedules"`
	Samplers    []string      `json:"samplers"`
	Grids       []string      `json:"grids"`
	Predictions []string      `json:"predictions"`
	Times       []string      `json:"times"`
	Targets     []string      `json:"targets"`
	Defaults    defaultsInfo  `json:"defaults"`
	Command     string        `json:"command"`
	Current     *currentReply `json:"current"` // what is open; null before the first open
	Saves       bool          `json:"saves"`   // to a folder, not as a zip file
}

type defaultsInfo struct {
	Settings settings `json:"settings"`
}

type builtinInfo struct {
	Name   string `json:"name"`
	What   string `json:"what"`
	Labels int    `json:"labels"`
}

// DefaultData is what is opened if nothing is said.
const DefaultData = "swissroll"

// hello answers the request hello: what there is to choose from.
func (e *Engine) hello(context.Context, helloRequest, []byte) (any, []array, error) {
	reply := helloReply{
		Version: Version, Program: runs.Version,
		Schedules: model.ScheduleNames(), Samplers: sample.SamplerNames(), Predictions: model.PredictionNames(),
		Grids: sample.GridNames(), Times: train.TimesNames(),
		Targets:  []string{train.MeanNoise, train.DrawnNoise},
		Defaults: defaultsInfo{settings{runs.DefaultSeed, defaultSettings(DefaultData, runs.FileFlags{})}},
		Saves:    e.options.Out != "",
		Command:  "ddpm run " + DefaultData,
	}
	e.mu.Lock()
	if e.session != nil {
		reply.Current, reply.Command = e.session.current(), e.session.runs[runNames[0]].command()
	}
	e.mu.Unlock()
	for _, b := range data.Builtins() {
		reply.Builtins = append(reply.Builtins, builtinInfo{b.Name, b.Description, b.Mixture().Labels()})
	}
	return reply, nil, nil
}
