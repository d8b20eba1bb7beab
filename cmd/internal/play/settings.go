package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"ddpm/cmd/internal/runs"
)

// defaultSettings returns the settings of ddpm run without flags, except for how a file is read.
func defaultSettings(dataset string, reading runs.FileFlags) runs.Settings {
	s := runs.DefaultSettings(dataset)
	s.FileFlags = reading
	return s
}

// settings are those of a run, with its seed.
type settings struct {
	Seed uint64 `json:"seed"`
	runs.Settings
}

type setRequest struct {
	Run      string          `json:"run"`
	Settings json.RawMessage `json:"settings"` // those to change, by the names of their flags
}

type setReply struct {
	Settings  settings `json:"settings"`
	Command   string   `json:"command"`
	Timesteps int      `json:"timesteps"`
	LogSNR    []number `json:"logsnr"` // at t = 0, …, T; null for data
}

// set answers the request set. The run begins anew.
func (e *Engine) set(_ context.Context, q setRequest, _ []byte) (any, []array, error) {
	e.mu.Lock()
	s, old, err := e.current(q.Run)
	e.mu.Unlock()
	if err != nil {
		return nil, nil, err
	}
	wanted := settings{old.config.Seed, old.settings}
	if len(q.Settings) > 0 {
		if err := strictly(q.Settings, &wanted); err != nil {
			return nil, nil, fmt.Errorf("settings: %w", err)
		}
	}
	// What is read is chosen by open alone, so that no path of this machine comes from a page.
	if wanted.Data != s.data && wanted.Data != s.name {
		return nil, nil, errors.New("settings: data is chosen by the request open")
	}
	wanted.Data, wanted.FileFlags = s.data, s.reading
	if err := affordable(wanted.Settings); err != nil {
		return nil, nil, err
	}
	r, err := newRun(s, wanted.Settings, wanted.Seed)
	if err != nil {
		return nil, nil, e.withoutScratch(err)
	}
	r.asked = true
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.session != s {
		return nil, nil, errors.New("something else was opened meanwhile")
	}
	for _, name := range runNames {
		if s.runs[name] == old {
			old.stop()
			s.runs[name] = r
		}
	}
	return r.described(), nil, nil
}

// described returns the reply to set.
func (r *run) described() setReply {
	schedule := r.model.Schedule
	reply := setReply{Settings: settings{r.config.Seed, r.settings}, Command: r.command(), Timesteps: schedule.Steps()}
	reply.Settings.Data = r.session.name
	for t := range schedule.Steps() + 1 {
		reply.LogSNR = append(reply.LogSNR, number(schedule.LogSNR(t)))
	}
	return reply
}

// affordable fails if settings make more work than a page should wait for: a step that takes longer than a second or so, or more memory
// than a page has.
func affordable(s runs.Settings) error {
	const (
		mostWork      = 1 << 30 // weights times points of a batch
		mostTimesteps = 10_000
		mostWidth     = 1024
		mostBlocks    = 64
	)
	weights := s.Width * s.Width * (s.Blocks + 2)
	switch {
	case s.Width > mostWidth:
		return fmt.Errorf("--width %d: the playground takes at most %d", s.Width, mostWidth)
	case s.Blocks > mostBlocks:
		return fmt.Errorf("--blocks %d: the playground takes at most %d", s.Blocks, mostBlocks)
	case s.Timesteps > mostTimesteps:
		return fmt.Errorf("--timesteps %d: the playground takes at most %d", s.Timesteps, mostTimesteps)
	case s.Batch > 1 && weights > 0 && s.Batch > mostWork/weights:
		return fmt.Errorf("--batch %d with --width %d and --blocks %d makes steps too slow to watch: want a smaller one", s.Batch, s.Width, s.Blocks)
	}
	return nil
}

// command returns the command line that makes the run, with the flags that differ from their defaults.
func (r *run) command() string {
	name := r.session.name
	if r.session.kind != "builtin" {
		name = runs.Quoted(name)
	}
	words := []string{"ddpm", "run", name}
	if r.config.Seed != runs.DefaultSeed {
		words = append(words, "--seed", strconv.FormatUint(r.config.Seed, 10))
	}
	defaults := defaultSettings(r.settings.Data, runs.FileFlags{})
	defaults.Steps, defaults.LR = r.session.usualSteps, r.session.usualRate
	return strings.Join(append(words, runs.Flags(r.settings, defaults)...), " ")
}
