// Package atomicfile writes files whole or not at all.
package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

// Write makes the file at path hold what write writes. The bytes go to a temporary file in the same folder, which takes
// the place of path in one step once they have reached the disk: whoever looks, whenever the power fails, path is what it
// was before or all of the new. If anything fails, and if write panics, path is left as it was and the temporary file is
// removed. A new file has mode 0o644 less the umask; a symbolic link stays, and what it points to is replaced. What is
// not a regular file, as a pipe or a terminal, cannot be replaced and is written to directly.
//
// Errors read "write PATH: reason" and wrap the reason.
func Write(path string, write func(io.Writer) error) error {
	target := path
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		target = resolved
	}
	var err error
	if info, statErr := os.Stat(target); statErr == nil && !info.Mode().IsRegular() {
		err = direct(target, write)
	} else {
		err = replace(target, write)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// direct writes to what stands at target: a device, a pipe; a folder is an error.
func direct(target string, write func(io.Writer) error) error {
	file, err := os.OpenFile(target, os.O_WRONLY, 0)
	if err != nil {
		return reason(err, target)
	}
	err = buffered(file, write)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return reason(err, target)
}

// replace writes a temporary file beside target and renames it to target.
func replace(target string, write func(io.Writer) error) error {
	folder := filepath.Dir(target)
	file, err := create(folder, filepath.Base(target))
	if err != nil {
		return err
	}
	temporary := file.Name()
	done := false
	defer func() {
		if !done {
			file.Close()
			os.Remove(temporary)
		}
	}()
	if err := buffered(file, write); err != nil {
		return reason(err, temporary)
	}
	if err := file.Sync(); err != nil {
		return reason(err, temporary)
	}
	if err := file.Close(); err != nil {
		return reason(err, temporary)
	}
	if err := os.Rename(temporary, target); err != nil {
		return reason(err, temporary)
	}
	done = true
	return reason(syncFolder(folder), folder)
}

// create opens a new file in the folder under a name that nothing had. os.CreateTemp would make it private, mode 0o600.
func create(folder, base string) (*os.File, error) {
	const attempts = 100
	var err error
	for range attempts {
		name := filepath.Join(folder, "."+base+"."+strconv.FormatUint(rand.Uint64(), 36)+".tmp")
		var file *os.File
		file, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if !errors.Is(err, fs.ErrExist) {
			return file, reason(err, name)
		}
	}
	return nil, err
}

// reason returns why something failed without the operation and the name of the file, if that was the file called name:
// the caller knows the one and should not see the other where it is temporary.
func reason(err error, name string) error {
	var path *fs.PathError
	if errors.As(err, &path) && path.Path == name {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) && link.Old == name {
		return link.Err
	}
	return err
}

func buffered(file *os.File, write func(io.Writer) error) error {
	w := bufio.NewWriterSize(file, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
}

// syncFolder makes a rename in the folder last. Windows and some network file systems do so unasked and refuse to be
// asked.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer dir.Close()
	err = dir.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
