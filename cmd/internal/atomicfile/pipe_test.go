//go:build unix

package atomicfile

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// The pipe is an example of a file that is not regular, in a folder of the test's own.
func TestPipeIsWrittenToAndStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	// Open for both, so that neither side waits for the other if Write never opens the pipe.
	pipe, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	if err := Write(path, text("through")); err != nil {
		t.Fatal(err)
	}
	if got := mode(t, path); got.Type() != fs.ModeNamedPipe {
		t.Fatalf("the pipe was replaced by a file of mode %v", got)
	}
	got := make([]byte, len("through"))
	if _, err := io.ReadFull(pipe, got); err != nil || string(got) != "through" {
		t.Errorf("read %q from the pipe: %v", got, err)
	}
}
