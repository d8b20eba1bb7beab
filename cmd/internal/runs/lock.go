package runs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// LockFile is what a process that writes into a folder holds locked. It stays when the process has ended; the lock does not.
const LockFile = ".lock"

// Lock is the right to write into a folder.
type Lock struct{ file *flock.Flock }

// Lock makes the folder if there is none and returns the right to write into it, which no one else gets before it is released
// or the process has ended, however that ends. It fails if another process has it. The temporary files of killed processes go.
func (f Folder) Lock() (*Lock, error) {
	if err := f.Make(); err != nil {
		return nil, err
	}
	file := flock.New(f.File(LockFile), flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o666))
	switch locked, err := file.TryLock(); {
	case errors.Is(err, errors.ErrUnsupported):
		// In a page of a browser no other process sees the files, which are in its memory.
	case err != nil:
		return nil, fmt.Errorf("lock %s: %w", file.Path(), err)
	case !locked:
		return nil, fmt.Errorf("another ddpm is writing into %s: want another folder, or to wait until it has ended", f)
	}
	for _, name := range lockedFiles {
		torn, _ := filepath.Glob(f.File("." + name + ".*.tmp")) // no more than untidy where the folder's own name is no pattern
		for _, path := range torn {
			os.Remove(path)
		}
	}
	return &Lock{file}, nil
}

// Release gives the right up. A nil Lock has none.
func (l *Lock) Release() {
	if l != nil {
		l.file.Close()
	}
}
