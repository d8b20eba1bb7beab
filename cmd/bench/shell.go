package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// shell runs the commands of tables.
type shell struct {
	folder  string
	printed map[string]string // by the commands
}

// programs are the commands that texts type, and what stands for them in a folder that is not that of the sources.
var programs = map[string]string{"go run ./cmd/ddpm ": "ddpm ", "go run ./cmd/bench ": "bench "}

// workspace is the file of a workspace, which has the sources.
const workspace = "go.work"

// newShell returns a shell with programs in a folder: this one, and ddpm, built from the sources if it is needed.
func newShell(ctx context.Context, root, folder string, chosen []textTable) (*shell, error) {
	own, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if err := os.Symlink(own, filepath.Join(folder, "bench")); err != nil {
		return nil, err
	}
	sources, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	// With a workspace, bench finds its sources from any folder.
	initialise := process(ctx, []string{"GOWORK="}, "go", "work", "init", sources)
	initialise.Dir = folder
	if err := combined(ctx, initialise, "go work init "+sources); err != nil {
		return nil, err
	}
	usesDdpm := slices.ContainsFunc(chosen, func(t textTable) bool { return strings.Contains(strings.Join(t.Commands, "\n"), "ddpm") })
	if usesDdpm {
		if err := buildDdpm(ctx, root, folder); err != nil {
			return nil, err
		}
	}
	return &shell{folder, make(map[string]string)}, nil
}

// buildDdpm builds the command ddpm from the sources into a folder.
func buildDdpm(ctx context.Context, root, folder string) error {
	into, err := filepath.Abs(filepath.Join(folder, "ddpm"))
	if err != nil {
		return err
	}
	build := process(ctx, nil, "go", "build", "-o", into, "ddpm/cmd/ddpm")
	build.Dir = root
	return combined(ctx, build, "building ddpm in "+root)
}

// output returns what commands print on standard output, typed one after another in an empty folder.
func (s *shell) output(ctx context.Context, progress io.Writer, commands []string) (string, error) {
	script := strings.Join(commands, "\n")
	for typed, program := range programs {
		script = strings.ReplaceAll(script, typed, program)
	}
	if printed, ok := s.printed[script]; ok {
		return printed, nil
	}
	work, err := os.MkdirTemp(s.folder, "work")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	path := "PATH=" + s.folder + string(os.PathListSeparator) + os.Getenv("PATH")
	command := process(ctx, []string{path, "GOWORK=" + filepath.Join(s.folder, workspace)}, "sh", "-e", "-c", script)
	var printed, problems bytes.Buffer
	command.Dir, command.Stdout, command.Stderr = work, &printed, io.MultiWriter(progress, &problems)
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			return "", fmt.Errorf("the commands ended with status %d: %s", exit.ExitCode(), lastLine(problems.String()))
		}
		return "", err
	}
	s.printed[script] = printed.String()
	return printed.String(), nil
}
