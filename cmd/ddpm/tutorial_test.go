//go:build unix

package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/cmd/internal/slowtest"
)

// changeTheCode is the heading of the part of the tutorial that changes the code.
const changeTheCode = "\n## 9. Change the code"

// The tutorial's diffs apply to the sources, and its commands run with the program as it is then.
func TestTutorialDiffs(t *testing.T) {
	slowtest.Skip(t) // it builds the program anew
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("there is no git, which applies diffs")
	}
	_, text, _ := strings.Cut(page(t, "TUTORIAL.md"), changeTheCode)
	text, _, _ = strings.Cut(text, "\n## ")
	diffs := blocks(text, "diff")
	if len(diffs) < 4 {
		t.Fatalf("%d diffs", len(diffs))
	}
	folder := t.TempDir()
	copySources(t, folder, filepath.Join("..", ".."))
	in := func(where, name string, args ...string) {
		t.Helper()
		command := exec.Command(name, args...)
		command.Dir = where
		command.Env = append(os.Environ(), commandVariable+"="+smallCommand, "GIT_CEILING_DIRECTORIES="+filepath.Dir(folder))
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
	}
	for _, diff := range diffs {
		in(folder, git, "apply", write(t, filepath.Join(folder, "change.diff"), diff))
	}
	changed := filepath.Join(folder, "changed")
	in(folder, "go", "test", "-c", "-o", changed, "./cmd/ddpm") // with the small effort of the tests
	work := t.TempDir()
	in(work, changed, shortened([]string{"run", "swissroll"})...)
	for _, line := range commands(text) {
		in(work, changed, shortened(strings.Fields(line)[1:])...)
	}
}

// copySources copies the sources of the module, and what they embed.
func copySources(t *testing.T, to, from string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if path != from && (name[0] == '.' || name == "gallery" || name == "testdata" || name == "runs" && filepath.Base(filepath.Dir(path)) != "internal") {
				return filepath.SkipDir
			}
			return nil
		}
		relative, err := filepath.Rel(from, path)
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
}
