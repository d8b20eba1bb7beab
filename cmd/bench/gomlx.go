package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// gomlxExperiments are the experiments of the Go compiler that the program in gomlx is built with: none, and simd, with which GoMLX has
// matrix products in AVX2 and AVX-512.
var gomlxExperiments = []string{"", "simd"}

// gomlxProgram is the program in gomlx, built in one way. It is a module of its own, so that ddpm needs no GoMLX.
type gomlxProgram struct {
	experiment, path string
	version          string // of GoMLX
}

// buildGoMLX builds the program with an experiment of the compiler, into a folder, with additions to the environment. It fails if the
// compiler can't, or if the program does not run. The sources are found only from a folder in ddpm's module.
func buildGoMLX(ctx context.Context, folder, experiment string, environment ...string) (p gomlxProgram, err error) {
	p = gomlxProgram{experiment: experiment, path: filepath.Join(folder, "gomlx"+experiment)}
	source, err := output(exec.CommandContext(ctx, "go", "list", "-f", "{{.Dir}}", "ddpm/cmd/bench"))
	if err != nil {
		return p, err
	}
	build := process(ctx, append(environment, "GOEXPERIMENT="+experiment, "GOWORK=off"), "go", "build", "-o", p.path, ".")
	build.Dir = filepath.Join(strings.TrimSpace(source), "gomlx")
	if _, err := output(build); err != nil {
		return p, err
	}
	answers, err := p.run(ctx)
	p.version = answers[0].Version
	return p, err
}

// buildAllGoMLX builds the program with each of gomlxExperiments, into a folder, and returns what could be built. The error says why that is
// not all.
func buildAllGoMLX(ctx context.Context, folder string) (built []gomlxProgram, err error) {
	var problems []error
	for _, experiment := range gomlxExperiments {
		if p, err := buildGoMLX(ctx, folder, experiment); err != nil {
			problems = append(problems, fmt.Errorf("with GOEXPERIMENT=%s: %w", experiment, err))
		} else {
			built = append(built, p)
		}
	}
	return built, cmp.Or(ctx.Err(), errors.Join(problems...))
}

// output runs a command and returns its standard output. The error has the last line of its standard error, if there is one.
func output(command *exec.Cmd) (string, error) {
	out, err := command.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok && len(failed.Stderr) > 0 {
		return "", errors.New(lastLine(string(failed.Stderr)))
	}
	return string(out), err
}

// run runs the program, and returns its first answer and that to each command.
func (p gomlxProgram) run(ctx context.Context, commands ...peerCommand) ([]peerAnswer, error) {
	answers := make([]peerAnswer, 1+len(commands))
	return answers, ask(ctx, process(ctx, nil, p.path), commands, answers)
}

// time times workloads once. All must be trainings of tiny-diffusion's network.
func (p gomlxProgram) time(ctx context.Context, workloads []*workload, w window) error {
	return timePeer(ctx, "GoMLX", process(ctx, nil, p.path), workloads, w, func(l *workload, seconds float64) {
		l.gomlx[p.experiment] = append(l.gomlx[p.experiment], seconds)
	})
}
