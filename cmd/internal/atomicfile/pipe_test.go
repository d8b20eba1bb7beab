//go:build unix

package atomicfile

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"ddpm/data/must"
)

// The pipe is an example of a file that is not regular, in a folder of the test's own.
func TestPipeIsWrittenToAndStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	must.Do(syscall.Mkfifo(path, 0o600))
	// Open for both, so that neither side waits for the other if Write never opens the pipe.
	pipe := must.Get(os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0))
	defer pipe.Close()
	must.Do(Write(path, text("through")))
	if got := mode(path); got.Type() != fs.ModeNamedPipe {
		t.Fatalf("the pipe was replaced by a file of mode %v", got)
	}
	got := make([]byte, len("through"))
	if _, err := io.ReadFull(pipe, got); err != nil || string(got) != "through" {
		t.Errorf("read %q from the pipe: %v", got, err)
	}
}
