package terminal

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"ddpm/cmd/internal/runs"
)

// Output is where a command prints: text for people or JSON on Out, progress and errors on Err.
type Output struct {
	Out, Err io.Writer
	Quiet    bool // neither progress nor text
	JSON     bool // the result as JSON, and no text
}

// Text returns where text for people goes: nowhere if it is not wanted.
func (o *Output) Text() io.Writer {
	if o.Quiet || o.JSON {
		return io.Discard
	}
	return o.Out
}

// Printf prints text for people.
func (o *Output) Printf(format string, args ...any) { fmt.Fprintf(o.Text(), format, args...) }

// Result prints a command's result, if it is wanted as JSON.
func (o *Output) Result(value any) error {
	if !o.JSON {
		return nil
	}
	return runs.EncodeJSON(o.Out, value)
}

// Bar returns a progress bar on Err, which is silent where that is no terminal or progress is not wanted.
func (o *Output) Bar(total int, description string) *progressbar.ProgressBar {
	file, isFile := o.Err.(*os.File)
	visible := !o.Quiet && isFile && term.IsTerminal(int(file.Fd()))
	return progressbar.NewOptions(total,
		progressbar.OptionSetDescription(description),
		progressbar.OptionSetWriter(o.Err),
		progressbar.OptionSetVisibility(visible),
		progressbar.OptionThrottle(100e6),
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(30),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(),
	)
}

// inputError is an error whose cause is what the user gave.
type inputError struct{ error }

func (e inputError) Unwrap() error { return e.error }

// BadInput marks an error, if it is one, as caused by what the user gave.
func BadInput(err error) error {
	if err == nil {
		return nil
	}
	return inputError{err}
}

// IsBadInput reports whether an error, or one that it wraps, is marked by BadInput.
func IsBadInput(err error) bool {
	_, ok := errors.AsType[inputError](err)
	return ok
}
