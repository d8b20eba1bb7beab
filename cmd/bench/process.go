package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// process returns a command that ends when ctx ends, with additions to the environment of this program.
func process(ctx context.Context, environment []string, name string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, name, args...)
	command.Env = append(os.Environ(), environment...)
	command.WaitDelay = time.Second
	return command
}

// ask runs a process of ctx that answers a question, a line of JSON on its standard input, with a line of JSON on its standard output. It
// sets answer to that. If there is no answer, the error is ctx's, or the last line of the process's standard error.
func ask(ctx context.Context, command *exec.Cmd, question, answer any) error {
	var out, problems bytes.Buffer
	command.Stdin = bytes.NewReader(append(must(json.Marshal(question)), '\n'))
	command.Stdout, command.Stderr = &out, &problems
	err := command.Run()
	line, missing := out.ReadBytes('\n')
	switch problem := strings.TrimSpace(problems.String()); {
	case ctx.Err() != nil:
		return ctx.Err()
	case missing == nil:
		if err := json.Unmarshal(line, answer); err != nil {
			return fmt.Errorf("%s answered %q: %w", command.Path, line, err)
		}
		return nil
	case problem != "":
		return errors.New(problem[strings.LastIndex(problem, "\n")+1:])
	case err != nil:
		return fmt.Errorf("%s: %w", command.Path, err)
	}
	return fmt.Errorf("%s did not answer", command.Path)
}
