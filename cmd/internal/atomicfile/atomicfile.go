// Package atomicfile writes a file as a whole or not at all.
package atomicfile

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

// Write replaces the content of the file at path with what write writes. The bytes go to a temporary file in the same folder. When
// they have reached the disk, the temporary file is renamed to path in one step. At every moment, even after a power failure, path
// thus has its whole old or its whole new content. If anything fails or write panics, path stays as it was and the temporary file is
// removed. A new file has mode 0o644 less the umask. A symbolic link stays, and the file that it points to is replaced. A file that is
// not regular, for example a pipe or a terminal, cannot be replaced; it is written to directly.
//
// Errors are "write PATH: reason" and wrap the reason. An error of another file, which write has from Write, stays as it is.
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
	if _, another := errors.AsType[*fileError](err); err == nil || another {
		return err
	}
	return &fileError{path, err}
}

// fileError is an error of writing a file.
type fileError struct {
	path string
	error
}

func (e *fileError) Error() string { return "write " + e.path + ": " + e.error.Error() }

func (e *fileError) Unwrap() error { return e.error }

// Check returns the error that Write has before it writes, such as that there is no folder for the file. It leaves everything as it is, and
// opens no pipe.
func Check(path string) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil
	}
	opened := errors.New("opened")
	if err := Write(path, func(io.Writer) error { return opened }); !errors.Is(err, opened) {
		return err
	}
	return nil
}

// direct writes to an existing device or pipe. A folder is an error.
func direct(target string, write func(io.Writer) error) error {
	file, err := os.OpenFile(target, os.O_WRONLY, 0)
	if err != nil {
		return reason(err, target)
	}
	return reason(cmp.Or(buffered(file, write), file.Close()), target)
}

// replace writes a temporary file beside target and renames it to target.
func replace(target string, write func(io.Writer) error) error {
	folder, base := filepath.Split(target)
	temporary := folder + "." + base + "." + strconv.FormatUint(rand.Uint64(), 36) + ".tmp" // a name that nothing has
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)           // os.CreateTemp would make it private, mode 0o600
	if err != nil {
		return reason(err, temporary)
	}
	done := false
	defer func() {
		if !done {
			file.Close()
			os.Remove(temporary)
		}
	}()
	for _, step := range []func() error{
		func() error { return buffered(file, write) }, file.Sync, file.Close, func() error { return os.Rename(temporary, target) },
	} {
		if err := step(); err != nil {
			return reason(err, temporary)
		}
	}
	done = true
	return syncFolder(filepath.Dir(target))
}

// reason returns an error without the operation and the file name in it, if that is name: the user should not see the name of a
// temporary file, and Write adds the path itself.
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

// syncFolder makes sure that a rename in the folder survives a power failure. Windows and some network file systems do so by
// themselves and return an error if asked.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(folder)
	if err != nil {
		return reason(err, folder)
	}
	defer dir.Close()
	err = reason(dir.Sync(), folder)
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
