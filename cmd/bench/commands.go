package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// commandsCmd times ddpm itself, each command as a process.
type commandsCmd struct {
	Data   []string `arg:"" optional:"" help:"Built-in distributions (swissroll, checkerboard and gopher)."`
	Rounds int      `default:"1" help:"How often each is timed; results are medians (${default})."`
	Steps  int      `placeholder:"N" help:"Training steps (those of the program)."`
	Root   string   `default:"." type:"existingdir" placeholder:"FOLDER" help:"The folder with the sources (${default})."`
}

// timedCommand is a command line, and how long it takes: medians over the rounds.
type timedCommand struct {
	Command    string  `json:"command"`
	Seconds    float64 `json:"seconds"`     // by the clock
	CPUSeconds float64 `json:"cpu_seconds"` // of the processor, of all cores together
}

// Validate checks the arguments. kong calls it.
func (c *commandsCmd) Validate() error {
	if c.Rounds < 1 || c.Steps < 0 {
		return fmt.Errorf("--rounds %d --steps %d: want at least 1 and 0", c.Rounds, c.Steps)
	}
	return checkBuiltins(c.Data)
}

// Run times the commands, in turn, and prints.
func (c *commandsCmd) Run(ctx context.Context, a *app) error {
	if c.Data == nil {
		c.Data = []string{"swissroll", "checkerboard", "gopher"}
	}
	return inFolder(func(folder string) error {
		if err := buildDdpm(ctx, c.Root, folder); err != nil {
			return err
		}
		clock, processor, names := make(map[string][]float64), make(map[string][]float64), []string(nil)
		for range c.Rounds {
			names = nil
			for _, name := range c.Data {
				for _, line := range c.lines(name) {
					fmt.Fprintf(a.stderr, "ddpm %s\n", line)
					seconds, cpu, err := timed(ctx, folder, line+c.shorter(line))
					if err != nil {
						return err
					}
					names = append(names, line)
					clock[line], processor[line] = append(clock[line], seconds), append(processor[line], cpu)
				}
			}
			if err := os.RemoveAll(filepath.Join(folder, "runs")); err != nil { // so that the next round leaves its runs in the same place
				return err
			}
		}
		var found []timedCommand
		for _, line := range names {
			found = append(found, timedCommand{"ddpm " + line, median(clock[line]), median(processor[line])})
		}
		return a.print(found, func(to io.Writer) { writeCommands(to, found) })
	})
}

// lines returns the command lines of ddpm that are timed of a distribution, without ddpm itself. The second is of the run that the first
// leaves.
func (c *commandsCmd) lines(name string) []string {
	return []string{"train " + name, "compare runs/" + name, "run " + name}
}

// shorter returns what makes a command line quicker, if it is asked for.
func (c *commandsCmd) shorter(line string) string {
	if c.Steps == 0 || strings.HasPrefix(line, "compare") {
		return ""
	}
	return fmt.Sprint(" --steps ", c.Steps)
}

// timed runs a command line of ddpm in the folder that it is in, and returns how long it takes by the clock and by the processor.
func timed(ctx context.Context, folder, line string) (seconds, cpu float64, err error) {
	command := process(ctx, nil, filepath.Join(folder, "ddpm"), strings.Fields(line)...)
	command.Dir = folder
	began := time.Now()
	if err := combined(ctx, command, "ddpm "+line); err != nil {
		return 0, 0, err
	}
	state := command.ProcessState
	return time.Since(began).Seconds(), (state.UserTime() + state.SystemTime()).Seconds(), nil
}

// writeCommands writes a table for people.
func writeCommands(to io.Writer, found []timedCommand) {
	rows := [][]string{{"command", "seconds", "seconds of all cores"}}
	for _, t := range found {
		rows = append(rows, []string{t.Command, fmt.Sprintf("%.1f", t.Seconds), fmt.Sprintf("%.1f s", t.CPUSeconds)})
	}
	writeTable(to, rows)
}
