// Command bench measures how fast this program is and how good its models are, beside PyTorch on the same machine in the same run, and beside
// published results.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"ddpm/cmd/internal/runs"
)

// The exit statuses, besides 0.
const (
	statusFailed      = 1
	statusBadInput    = 2
	statusInterrupted = 130
)

// cli is the command line.
type cli struct {
	Speed   speedCmd   `cmd:"" default:"withargs" help:"Time training steps and sampling here, in PyTorch and in GoMLX."`
	W2      w2Cmd      `cmd:"" name:"w2" help:"Train and measure by a published protocol: exact 2-Wasserstein distances."`
	Quality qualityCmd `cmd:"" help:"Measure how long training takes to reach a quality, here and in PyTorch."`

	Defaults   defaultsCmd   `cmd:"" help:"Train with all defaults and measure how good the models are."`
	Generalise generaliseCmd `cmd:"" help:"Train on few points and measure the distance from the distribution, beside a kernel density estimate."`

	Chains chainsCmd `cmd:"" help:"Measure what chains lose with the best possible denoiser: in nats by schedule and variance, in distances by sampler and grid."`

	Commands commandsCmd `cmd:"" help:"Time ddpm itself: train, compare and run, each as a process."`
	Runs     runsCmd     `cmd:"" help:"Print the numbers of several runs side by side."`
	Tables   tablesCmd   `cmd:"" help:"Measure the tables of the texts again, and say which numbers differ by more than their noise."`

	app
}

// app holds the flags of every command, and where output goes.
type app struct {
	JSON    bool `name:"json" help:"Print the result as JSON on standard output, and no text."`
	Threads *int `placeholder:"N" help:"Processor cores that this program may use (default: all)."`

	stdout, stderr io.Writer
}

// print prints a value on standard output, as JSON or as write does. The error is that of standard output.
func (a *app) print(value any, write func(io.Writer)) error {
	if a.JSON {
		return runs.EncodeJSON(a.stdout, value)
	}
	var text bytes.Buffer
	write(&text)
	_, err := text.WriteTo(a.stdout)
	return err
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run runs a command line and returns the exit status. It prints an error as one line on stderr.
func run(args []string, stdout, stderr io.Writer) (status int) {
	type exit int
	defer func() {
		switch stopped := recover().(type) {
		case nil:
		case exit:
			status = int(stopped)
		default:
			panic(stopped)
		}
	}()
	c := cli{app: app{stdout: stdout, stderr: stderr}}
	parser := kong.Must(&c,
		kong.Name("bench"),
		kong.Description("How fast and how good ddpm is, beside PyTorch and published results."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exit(code)) }),
	)
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "bench: %v\n", err)
		return statusBadInput
	}
	if c.Threads != nil {
		if *c.Threads < 1 {
			fmt.Fprintf(stderr, "bench: --threads %d: want at least 1\n", *c.Threads)
			return statusBadInput
		}
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(*c.Threads))
	}
	ctx, restore := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer restore()
	context.AfterFunc(ctx, restore) // a second signal ends the program at once
	command.BindTo(ctx, (*context.Context)(nil))
	switch err := command.Run(&c.app); {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "bench: interrupted")
		return statusInterrupted
	default:
		fmt.Fprintf(stderr, "bench: %s\n", oneLine(err))
		return statusFailed
	}
}

// oneLine returns the text of an error in one line.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
