// Command ddpm trains a small denoising diffusion model on points of the plane, draws new points from it, and says how
// far they are from the truth.
//
// Read flags.go, then the file of a subcommand, which is a recipe; what recipes call is in the packages of internal. usage.go says what is
// wrong with a command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/ddpm/internal/forward"
	"ddpm/cmd/ddpm/internal/imagenoise"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"

	"github.com/alecthomas/kong"
)

// debugVariable is the environment variable that has a mistake in the program itself printed with its stack.
const debugVariable = "DDPM_DEBUG"

// Exit statuses.
const (
	statusFailed      = 1
	statusBadInput    = 2
	statusInterrupted = 130
)

// mostThreads bounds --threads: Go's runtime ends the program if it has more than some thousands of threads.
const mostThreads = 1024

// effort is how closely models, distributions and images are looked at.
type effort struct {
	evaluate  evaluate.Effort
	forward   forward.Effort
	imageSide int // pixels along the longer side of an image, at most
}

var fullEffort = effort{evaluate.Full, forward.Full, imagenoise.Side}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run does what the command line args ask for and returns the exit status. An error becomes one line on stderr.
func run(args []string, stdout, stderr io.Writer) (status int) {
	return runWith(fullEffort, args, stdout, stderr)
}

// runWith is run with another effort than the full one.
func runWith(e effort, args []string, stdout, stderr io.Writer) (status int) {
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
	c := cli{app: app{out: &terminal.Output{Out: stdout, Err: stderr}, effort: e, args: args}}
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
	plainPlaceholders(parser)
	command, err := parser.Parse(args)
	if err != nil {
		return fail(stderr, terminal.BadInput(usageError(parser, args, err)))
	}
	for _, element := range command.Path {
		switch {
		case element.Flag != nil:
			if err := checkValue(element.Flag); err != nil {
				return fail(stderr, terminal.BadInput(err))
			}
			c.explicit = append(c.explicit, explicitFlag(element.Flag))
		case element.Positional != nil:
			c.explicit = append(c.explicit, explicit{name: element.Positional.Name})
		}
	}
	if c.Threads < 0 || c.gave("threads") && c.Threads == 0 || c.Threads > mostThreads {
		return fail(stderr, terminal.BadInput(fmt.Errorf("--threads %d: want 1 to %d", c.Threads, mostThreads)))
	}
	c.out.Quiet, c.out.JSON = c.Quiet, c.JSON
	if n := c.threads(os.Getenv); n > 0 {
		runtime.GOMAXPROCS(n)
	}
	ctx, restore := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer restore()
	context.AfterFunc(ctx, restore) // a second signal ends the program at once
	command.BindTo(ctx, (*context.Context)(nil))
	if err := command.Run(&c.app); err != nil {
		return fail(stderr, err)
	}
	return 0
}

// threads returns how many cores to use, or 0 to leave that to Go's runtime, which takes all cores of the machine or of the cgroup's quota. A
// job of Slurm may be given fewer without being held to them.
func (a *app) threads(lookup func(string) string) int {
	if a.Threads > 0 {
		return a.Threads
	}
	given, err := strconv.Atoi(lookup("SLURM_CPUS_PER_TASK"))
	if err != nil || given < 1 {
		return 0
	}
	return min(given, runtime.GOMAXPROCS(0))
}

// fail prints the error in one line and returns the exit status that belongs to it.
func fail(stderr io.Writer, err error) int {
	line, status := strings.Join(strings.Fields(err.Error()), " "), statusFailed
	if errors.Is(err, context.Canceled) {
		line, status = strings.ReplaceAll(line, context.Canceled.Error(), "interrupted"), statusInterrupted
	} else if terminal.IsBadInput(err) {
		status = statusBadInput
	}
	fmt.Fprintf(stderr, "ddpm: %s\n", line)
	return status
}

// Points that are written as they are drawn may be many; those that are judged or drawn together are held in memory.
const (
	mostStreamed = 1 << 40
	mostHeld     = evaluate.MostPoints
)

// checkCount fails unless count points can be had, of which there may be so many.
func checkCount(count, most int) error {
	if count < 1 || count > most {
		return terminal.BadInput(fmt.Errorf("--count %d: want 1 to %d", count, most))
	}
	return nil
}

// checkPointsFile fails unless --out can name a file for count points.
func checkPointsFile(path string, count int) error {
	if _, err := data.NewWriter(io.Discard, path, xy, count); err != nil {
		return fmt.Errorf("--out %w", err) // it begins with the name of the file
	}
	return checkNotKept("out", path)
}

// checkNotKept fails if the file that a flag names is one that a run keeps.
func checkNotKept(flag, path string) error {
	if runs.Keeps(path) {
		return fmt.Errorf("--%s %s: it is a file of the run in that folder: want another name", flag, path)
	}
	return nil
}

// scatterWidth is the width in characters of a scatter in the terminal.
const scatterWidth = 60
