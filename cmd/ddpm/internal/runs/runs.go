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

	"ddpm/cmd/ddpm/internal/atomicfile"
	"ddpm/model"
)

// The files of a run's folder.
const (
	ConfigFile     = "config.json"
	ModelFile      = "model.safetensors"
	CheckpointFile = "checkpoint.safetensors"
	LogFile        = "log.csv"
	ExcessFile     = "excess.csv"
	SamplesFile    = "samples.csv"
	CompareFile    = "compare.json"
	SamplersFile   = "samplers.csv"
	FiguresFolder  = "figures"
	AnimationFile  = "reverse.gif"
	ReportFile     = "report.html"
)

// lockedFiles are the files that only who has the folder's lock writes, in the order in which they are deleted: the
// configuration goes last, so that what is left of a run half deleted is a run.
var lockedFiles = []string{
	ModelFile, CheckpointFile, LogFile, ExcessFile, CompareFile, SamplersFile, AnimationFile, ReportFile, ConfigFile,
}

// largestConfig bounds the bytes of a configuration that are read.
const largestConfig = 1 << 20

// Folder is the path of a run's folder.
type Folder string

// File returns the path of a file in the folder.
func (f Folder) File(name ...string) string {
	return filepath.Join(append([]string{string(f)}, name...)...)
}

// HoldsRun reports whether a run was begun in the folder.
func (f Folder) HoldsRun() bool {
	_, err := os.Stat(f.File(ConfigFile))
	return err == nil
}

// Next returns the first folder of runs/name, runs/name-2, runs/name-3, … that does not exist.
func Next(name string) Folder {
	base := filepath.Join("runs", name)
	for i, path := 2, base; ; i++ {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return Folder(path)
		}
		path = fmt.Sprintf("%s-%d", base, i)
	}
}

// Create makes the folder for a new run and writes its configuration as JSON. A folder that holds a run is refused unless
// overwrite allows that run's files to be deleted.
func (f Folder) Create(config any, overwrite bool) error {
	if f.HoldsRun() {
		if !overwrite {
			return fmt.Errorf("%s holds a run: want another --out, --resume %s to go on with it, or --overwrite", f, f)
		}
		if err := os.RemoveAll(f.File(FiguresFolder)); err != nil {
			return err
		}
		for _, name := range append([]string{SamplesFile}, lockedFiles...) {
			if err := os.Remove(f.File(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	if err := f.Make(); err != nil {
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
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s holds no trained model: there is no %s in it", f, ModelFile)
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
	return f.Write(func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(value)
	}, name)
}

// NameFor returns the name of a run on a dataset: a built-in's own, or a file's without its folder and extension.
func NameFor(dataset string) string {
	base := filepath.Base(dataset)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
