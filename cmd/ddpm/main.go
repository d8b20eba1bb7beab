// Command ddpm trains a small denoising diffusion model on points of the plane, draws new points from it, and says how
// far they are from the truth.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/train"

	"github.com/alecthomas/kong"
)

const version = "0.1.0"

// debugVariable is the environment variable that has a mistake in the program itself printed with its stack.
const debugVariable = "DDPM_DEBUG"

// Exit statuses.
const (
	statusFailed      = 1
	statusBadInput    = 2
	statusInterrupted = 130
)

type cli struct {
	Run     runCmd     `cmd:"" help:"Train a model, draw points from it, compare them with the truth, and draw it all: the main job."`
	Train   trainCmd   `cmd:"" help:"Train a model, and no more."`
	Sample  sampleCmd  `cmd:"" help:"Draw new points from a trained run."`
	Compare compareCmd `cmd:"" help:"Measure how far a run, or any points, are from the truth."`
	Ablate  ablateCmd  `cmd:"" help:"Train with every combination of some settings, and compare: as pictures and numbers."`
	Data    dataCmd    `cmd:"" help:"List, show or draw from distributions."`
	Forward forwardCmd `cmd:"" help:"Watch a distribution drown in noise: the forward process, drawn and measured."`

	app
}

// app has the flags that every command takes, and where output goes.
type app struct {
	Seed    uint64           `default:"1" help:"Seed of all random numbers: the same command gives the same bytes."`
	Threads int              `placeholder:"N" help:"Processor cores to use (default: all). Results do not depend on it."`
	Quiet   bool             `short:"q" help:"Print neither progress nor text."`
	JSON    bool             `name:"json" help:"Print the result as JSON on standard output, and no text."`
	Version kong.VersionFlag `help:"Print the version."`

	stdout, stderr io.Writer
	explicit       []explicit // flags and arguments given by the user
}

// explicit is a flag or an argument that the user gave.
type explicit struct {
	name  string
	group string // of the help; "": none, or an argument
	text  string // as on the command line
}

// gave reports whether the user gave a flag or an argument of that name.
func (a *app) gave(name string) bool {
	return slices.ContainsFunc(a.explicit, func(e explicit) bool { return e.name == name })
}

// given returns the flags of a group that the user gave, as they go on a command line, each with a space before it.
func (a *app) given(group string) (flags string) {
	for _, e := range a.explicit {
		if e.group == group {
			flags += " " + e.text
		}
	}
	return flags
}

// samplingGroup is the group of the flags that say how points are drawn.
const samplingGroup = "Sampling"

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run does what the command line args ask for and returns the exit status. An error becomes one line on stderr.
func run(args []string, stdout, stderr io.Writer) (status int) {
	type exit int
	defer func() {
		switch stopped := recover().(type) {
		case nil:
		case exit:
			status = int(stopped)
		default:
			fmt.Fprintf(stderr, "ddpm: a mistake in ddpm itself, please report it (%s=1 shows where it is): %v\n", debugVariable, stopped)
			if os.Getenv(debugVariable) != "" {
				stderr.Write(debug.Stack())
			}
			status = statusFailed
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	c := cli{app: app{stdout: stdout, stderr: stderr}}
	parser, err := kong.New(&c,
		kong.Name("ddpm"),
		kong.Description("Denoising diffusion in the plane, small enough to read and exact enough to measure."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		defaults(),
	)
	if err != nil {
		panic(err)
	}
	command, err := parser.Parse(args)
	if err != nil {
		return c.fail(badInput(err))
	}
	for _, element := range command.Path {
		switch {
		case element.Flag != nil:
			c.explicit = append(c.explicit, explicitFlag(element.Flag))
		case element.Positional != nil:
			c.explicit = append(c.explicit, explicit{name: element.Positional.Name})
		}
	}
	if c.Threads < 0 || c.gave("threads") && c.Threads == 0 {
		return c.fail(badInput(fmt.Errorf("--threads %d: want at least 1", c.Threads)))
	}
	if c.Threads > 0 {
		runtime.GOMAXPROCS(c.Threads)
	}
	ctx, restore := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer restore()
	context.AfterFunc(ctx, restore) // a second signal ends the program at once
	command.BindTo(ctx, (*context.Context)(nil))
	if err := command.Run(&c.app); err != nil {
		return c.fail(err)
	}
	return 0
}

// explicitFlag returns a flag with the value that it was given.
func explicitFlag(flag *kong.Flag) explicit {
	e := explicit{name: flag.Name}
	if flag.Group != nil {
		e.group = flag.Group.Key
	}
	value := reflect.Indirect(flag.Target)
	e.text = fmt.Sprintf("--%s=%v", flag.Name, value)
	if value.Kind() == reflect.String && strings.ContainsAny(value.String(), " \t'\"\\$") {
		e.text = fmt.Sprintf("--%s=%q", flag.Name, value)
	}
	return e
}

// defaults are what the flags' texts refer to.
func defaults() kong.Vars {
	t := train.DefaultConfig()
	vars := kong.Vars{"version": "ddpm " + version, "builtins": strings.Join(data.BuiltinNames(), ", ")}
	for name, value := range map[string]any{
		"steps": t.Steps, "batch": t.Batch, "lr": t.LearningRate, "ema": t.EMA, "clip_grad": t.ClipGrad,
		"width": model.DefaultWidth, "blocks": model.DefaultBlocks,
		"schedule": model.DefaultSchedule, "timesteps": model.DefaultSteps, "predict": model.DefaultPredict,
		"loss_weight": train.DefaultLossWeight, "label_dropout": train.DefaultLabelDropout,
		"schedules": strings.Join(model.ScheduleNames(), ", "),
		"sampler":   sample.DefaultSampler, "samplers": strings.Join(sample.SamplerNames(), ", "),
	} {
		vars[name] = fmt.Sprint(value)
	}
	return vars
}

// inputError is an error whose cause is what the user gave.
type inputError struct{ error }

func (e inputError) Unwrap() error { return e.error }

// badInput marks an error, if it is one, as caused by what the user gave.
func badInput(err error) error {
	if err == nil {
		return nil
	}
	return inputError{err}
}

// fail prints the error in one line and returns the exit status that belongs to it.
func (a *app) fail(err error) int {
	line, status := strings.Join(strings.Fields(err.Error()), " "), statusFailed
	if _, ok := errors.AsType[inputError](err); ok {
		status = statusBadInput
	} else if errors.Is(err, context.Canceled) {
		line, status = strings.ReplaceAll(line, context.Canceled.Error(), "interrupted"), statusInterrupted
	}
	fmt.Fprintf(a.stderr, "ddpm: %s\n", line)
	return status
}

// text returns where text for people goes: nowhere if it is not wanted.
func (a *app) text() io.Writer {
	if a.Quiet || a.JSON {
		return io.Discard
	}
	return a.stdout
}

func (a *app) printf(format string, args ...any) { fmt.Fprintf(a.text(), format, args...) }

// result prints a command's result, if it is wanted in JSON.
func (a *app) result(value any) error {
	if !a.JSON {
		return nil
	}
	encoder := json.NewEncoder(a.stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
