// Package runs keeps a run's folder: what is in it, where it is, and what may be done to it.
package runs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ddpm/cmd/internal/atomicfile"
	"ddpm/data"
	"ddpm/model"
)

// The files of a run's folder.
const (
	ConfigFile     = "config.json"
	ModelFile      = "model.safetensors"
	CheckpointFile = "checkpoint.safetensors"
	LogFile        = "log.csv"
	ExcessFile     = "excess.csv"
	HeldOutFile    = "heldout.csv"
	SamplesFile    = "samples.csv"
	CompareFile    = "compare.json"
	SamplersFile   = "samplers.csv"
	FiguresFolder  = "figures"
	AnimationFile  = "reverse.gif"
	ReportFile     = "report.html"
)

// largestConfig bounds the bytes of a configuration that are read.
const largestConfig = 1 << 20

// Folder is the path of a run's folder.
type Folder string

// File returns the path of a file in the folder.
func (f Folder) File(name ...string) string {
	return filepath.Join(append([]string{string(f)}, name...)...)
}

// HoldsRun reports whether a run was begun in the folder.
func (f Folder) HoldsRun() bool { return f.holds(Run) == ours }

// Same reports whether another path is that of the same folder.
func (f Folder) Same(other Folder) bool { return sameFile(string(f), string(other)) }

// Next returns the first folder of runs/name, runs/name-2, runs/name-3, … that does not exist.
func Next(name string) Folder { return NextIn("runs", name) }

// NextIn is Next with another folder in the place of runs.
func NextIn(parent, name string) Folder {
	base := filepath.Join(parent, name)
	for i, path := 2, base; ; i++ {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return Folder(path)
		}
		path = fmt.Sprintf("%s-%d", base, i)
	}
}

// Create makes the folder for a new run and writes its configuration as JSON, as Claim allows.
func (f Folder) Create(config any, overwrite bool) error {
	if err := f.Claim(Run, overwrite); err != nil {
		return err
	}
	return f.WriteJSON(ConfigFile, config)
}

// ReadConfig reads the configuration of the run in the folder. It fails if there is none, or if it has settings that config
// does not know.
func (f Folder) ReadConfig(config any) error {
	file, err := os.Open(f.File(ConfigFile))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s holds no run: there is no %s in it", f, ConfigFile)
	}
	if info, failed := os.Stat(string(f)); failed == nil && !info.IsDir() {
		return fmt.Errorf("%s is no folder: want that of a run", f)
	}
	if err != nil {
		return err
	}
	defer file.Close()
	decoder := json.NewDecoder(io.LimitReader(file, largestConfig))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(config); err != nil {
		return fmt.Errorf("%s: not a configuration of this version of ddpm: %w", file.Name(), err)
	}
	return nil
}

// ReadModel reads the model of the run in the folder.
func (f Folder) ReadModel() (*model.Model, error) {
	file, err := os.Open(f.File(ModelFile))
	if err != nil {
		switch info, failed := os.Stat(string(f)); {
		case errors.Is(failed, fs.ErrNotExist):
			return nil, fmt.Errorf("%s: no such folder: want that of a trained run", f)
		case failed == nil && !info.IsDir():
			return nil, fmt.Errorf("%s is no folder: want that of a trained run", f)
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("%s holds no trained model: there is no %s in it", f, ModelFile)
		}
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	m, err := model.Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file.Name(), err)
	}
	return m, nil
}

// Make makes the folder if there is none.
func (f Folder) Make() error { return os.MkdirAll(string(f), 0o777) }

// Write writes a file of the folder or of a folder in it, which it makes, whole or not at all. It fails if the folder itself is
// gone, so that no half of a run appears where one was taken away.
func (f Folder) Write(write func(io.Writer) error, name ...string) error {
	path := f.File(name...)
	if len(name) > 1 {
		if err := os.Mkdir(filepath.Dir(path), 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return atomicfile.Write(path, write)
}

// WriteJSON writes a file of the folder as indented JSON.
func (f Folder) WriteJSON(name string, value any) error {
	return f.Write(func(w io.Writer) error { return EncodeJSON(w, value) }, name)
}

// EncodeJSON writes a value as the JSON of a folder's files.
func EncodeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// NameFor returns the name of a run on a dataset: a built-in's own, or a file's without its folder and extensions. A name that would be
// nothing but an extension or points, such as that of .csv, is "points".
func NameFor(dataset string) string {
	if dataset == data.StandardInput {
		return "stdin"
	}
	base := data.Uncompressed(filepath.Base(data.FileOf(dataset)))
	name := strings.TrimSuffix(base, filepath.Ext(base))
	if strings.Trim(name, ".") == "" {
		return "points"
	}
	return name
}
