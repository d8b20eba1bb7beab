//go:build unix

package runs

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks a file until it is closed, or returns errLocked at once.
func tryLock(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errLocked
	}
	return err
}
