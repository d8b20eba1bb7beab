package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/data/must"
)

// text returns a writer of s.
func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// holds fails the test unless the file has the content want and its folder has exactly the named entries.
func holds(t *testing.T, path, want string, entries ...string) {
	t.Helper()
	got := must.Get(os.ReadFile(path))
	if string(got) != want {
		t.Errorf("file holds %d bytes %.20q, want %d bytes %.20q", len(got), got, len(want), want)
	}
	listing := must.Get(os.ReadDir(filepath.Dir(path)))
	var names []string
	for _, entry := range listing {
		names = append(names, entry.Name())
	}
	if got, want := strings.Join(names, " "), strings.Join(entries, " "); got != want {
		t.Errorf("folder holds %q, want %q", got, want)
	}
}

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	for _, want := range []string{"", "first", "second", strings.Repeat("long ", 100_000), "short"} {
		must.Do(Write(path, text(want)))
		holds(t, path, want, "a.txt")
	}
}

func TestNewFileHasTheUsualMode(t *testing.T) {
	folder := t.TempDir()
	usual := filepath.Join(folder, "usual")
	file := must.Get(os.OpenFile(usual, os.O_CREATE|os.O_WRONLY, 0o644))
	file.Close()
	path := filepath.Join(folder, "a.txt")
	must.Do(Write(path, text("x")))
	if got, want := mode(path), mode(usual); got != want {
		t.Errorf("mode %v, want %v", got, want)
	}
}

func mode(path string) fs.FileMode {
	info := must.Get(os.Stat(path))
	return info.Mode()
}

func TestFailureKeepsTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	must.Do(Write(path, text("kept")))
	full := errors.New("disk full of moons")
	for _, written := range []string{"", "a little", strings.Repeat("more than any buffer ", 100_000)} {
		err := Write(path, func(w io.Writer) error {
			io.WriteString(w, written)
			return full
		})
		if !errors.Is(err, full) {
			t.Fatalf("error %v does not wrap the reason", err)
		}
		if got, want := err.Error(), "write "+path+": disk full of moons"; got != want {
			t.Errorf("error %q, want %q", got, want)
		}
		holds(t, path, "kept", "a.txt")
	}
}

func TestPanicKeepsTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	must.Do(Write(path, text("kept")))
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		Write(path, func(io.Writer) error { panic("boom") })
	}()
	holds(t, path, "kept", "a.txt")
}

func TestErrorsNameThePathOnce(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	must.Do(Write(file, text("x")))
	for name, path := range map[string]string{
		"no folder":           filepath.Join(folder, "missing", "a.txt"),
		"a file for a folder": filepath.Join(file, "a.txt"),
		"a folder for a file": folder,
		"too long a name":     filepath.Join(folder, strings.Repeat("long", 1000)),
	} {
		called := false
		err := Write(path, func(io.Writer) error { called = true; return nil })
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if called {
			t.Errorf("%s: the content was made for nothing", name)
		}
		message := err.Error()
		if !strings.HasPrefix(message, "write "+path+": ") {
			t.Errorf("%s: error %q does not start with the path", name, message)
		}
		if strings.Count(message, folder) != 1 || strings.Contains(message, ".tmp") || strings.Contains(message, "\n") {
			t.Errorf("%s: error %q", name, message)
		}
	}
	holds(t, file, "x", "file")
}

func TestAnErrorOfAFileInsideAnotherStaysAsItIs(t *testing.T) {
	dir := t.TempDir()
	inner := filepath.Join(dir, "none", "inner")
	err := Write(filepath.Join(dir, "outer"), func(io.Writer) error { return Write(inner, text("")) })
	if err == nil || err.Error() != "write "+inner+": no such file or directory" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestAnErrorOfTheTemporaryFileIsUnwrapped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	err := Write(path, func(io.Writer) error {
		names, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*.tmp"))
		if len(names) != 1 {
			t.Fatalf("temporary files %q, want one", names)
		}
		return &fs.PathError{Op: "write", Path: names[0], Err: errors.New("no space left on device")}
	})
	if got, want := err.Error(), "write "+path+": no space left on device"; got != want {
		t.Errorf("error %q, want %q", got, want)
	}
}

func TestAnErrorOfAnotherFileKeepsItsName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	err := Write(path, func(io.Writer) error {
		_, err := os.ReadFile("no such source")
		return err
	})
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "no such source") {
		t.Errorf("error %q does not say which file is missing", err)
	}
}

func TestSymbolicLinkStays(t *testing.T) {
	folder := t.TempDir()
	target, link := filepath.Join(folder, "target"), filepath.Join(folder, "link")
	must.Do(Write(target, text("old")))
	if err := os.Symlink(target, link); err != nil {
		t.Skip("this system makes no symbolic links:", err)
	}
	must.Do(Write(link, text("new")))
	holds(t, target, "new", "link", "target")
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
}

// Check says what Write would say, and leaves no trace.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	old := filepath.Join(dir, "old.csv")
	if err := Write(old, text("old")); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{old, filepath.Join(dir, "new.csv")} {
		if err := Check(path); err != nil {
			t.Error(err)
		}
	}
	for _, path := range []string{dir, filepath.Join(dir, "none", "x.csv"), filepath.Join(old, "x.csv")} {
		want := Write(path, text("new"))
		if err := Check(path); err == nil || err.Error() != want.Error() {
			t.Errorf("%v, want %v", err, want)
		}
	}
	holds(t, old, "old", "old.csv")
}
