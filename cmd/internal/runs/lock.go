package runs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// LockFile is what a process that writes into a folder holds locked. It stays when the process has ended; the lock does not.
const LockFile = ".lock"

// errLocked is what tryLock returns of a file that another process has locked.
var errLocked = errors.New("locked")

// Lock is the right to write into a folder.
type Lock struct{ file *os.File }

// Lock makes the folder if there is none and returns the right to write into it, which no one else gets before it is released
// or the process has ended, however that ends. It fails if another process has it. The temporary files of killed processes go.
func (f Folder) Lock() (*Lock, error) {
	if err := f.Make(); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(f.File(LockFile), os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return nil, err
	}
	if err := tryLock(file); err != nil {
		file.Close()
		if errors.Is(err, errLocked) {
			return nil, fmt.Errorf("another ddpm is writing into %s: want another folder, or to wait until it has ended", f)
		}
		return nil, fmt.Errorf("lock %s: %w", file.Name(), err)
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
