package play

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"ddpm/cmd/internal/runs"
)

// keep writes a file into the engine's folder for temporary files and returns its path.
func (e *Engine) keep(name string, content []byte) (path string, err error) {
	folder, err := os.MkdirTemp(e.scratch, "open-")
	if err != nil {
		return "", err
	}
	path = filepath.Join(folder, name)
	return path, os.WriteFile(path, content, 0o600)
}

// withoutScratch returns an error that names files without the engine's folder for temporary files.
func (e *Engine) withoutScratch(err error) error {
	separator := regexp.QuoteMeta(string(filepath.Separator))
	folders := regexp.MustCompile(regexp.QuoteMeta(e.scratch) + "(" + separator + "(open-[^" + separator + "]*" + separator + ")?)?")
	return errors.New(folders.ReplaceAllLiteralString(err.Error(), ""))
}

// safeName returns the last part of a file's name, with a low line for what is not a letter, a digit, a hyphen or a dot.
func safeName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	safe := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '.':
			return r
		}
		return '_'
	}, name)
	const longest = 80
	if len(safe) > longest {
		safe = safe[len(safe)-longest:]
	}
	if safe = strings.TrimLeft(safe, ".-"); safe == "" || runs.Run.Has(safe) { // in the folder of the run it must not be in the way
		safe = "data-" + safe
	}
	return safe
}
