package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"ddpm/data/must"
)

// process returns a command that ends when ctx ends, with additions to the environment of this program.
func process(ctx context.Context, environment []string, name string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, name, args...)
	command.Env = append(os.Environ(), environment...)
	command.WaitDelay = time.Second
	return command
}

// ask runs a process of ctx that reads questions, lines of JSON, on its standard input, and answers with lines of JSON on its standard
// output. It sets answers to these; there may be more than questions. If one is missing, the error is ctx's, or the last line of the
// process's standard error, or says how the process ended.
func ask[Q, A any](ctx context.Context, command *exec.Cmd, questions []Q, answers []A) error {
	var in, out, problems bytes.Buffer
	for _, q := range questions {
		in.Write(append(must.Get(json.Marshal(q)), '\n'))
	}
	command.Stdin, command.Stdout, command.Stderr = &in, &out, &problems
	err := command.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for i := range answers {
		line, missing := out.ReadBytes('\n')
		if missing != nil {
			if problem := lastLine(problems.String()); problem != "" {
				return errors.New(problem)
			}
			return fmt.Errorf("%s ended: %v", command.Path, cmp.Or(err, errors.New("without an answer")))
		}
		if err := json.Unmarshal(line, &answers[i]); err != nil {
			return fmt.Errorf("%s answered %q: %w", command.Path, line, err)
		}
	}
	return nil
}

// lastLine returns the last line of a text that is not empty.
func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndex(text, "\n")+1:]
}

// combined runs a process of ctx. The error is ctx's, or says what was done and what the process printed.
func combined(ctx context.Context, command *exec.Cmd, what string) error {
	printed, err := command.CombinedOutput()
	if err != nil {
		return cmp.Or(ctx.Err(), fmt.Errorf("%s: %w: %s", what, err, printed))
	}
	return nil
}

// inFolder calls work with a temporary folder, and removes it. The error is that of work or of the folder.
func inFolder(work func(folder string) error) error {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	return work(folder)
}
