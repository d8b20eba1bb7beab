package runs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"ddpm/data"
)

// Kind is what ddpm makes a folder for, and which files it writes into it.
type Kind struct {
	Name    string   // in words, with its article
	marker  string   // the file that is written first and deleted last: a JSON object
	keys    []string // that a marker of ddpm's has
	files   []string // all others, in the order in which they are deleted
	figures []string // in FiguresFolder

	resumable bool // with --resume
}

// The kinds of folders.
var (
	Run = Kind{
		Name: "a run", marker: ConfigFile, keys: []string{"version", "seed", "data", "steps"}, resumable: true,
		files: []string{
			ExportsFile, SamplesFile, ModelFile, CheckpointFile, LogFile, ExcessFile, HeldOutFile, CompareFile, SamplersFile, AnimationFile, ReportFile,
		},
		figures: []string{
			"samples.png", "density.png", "loss.png", "progress.png", "forward.png", "reverse.png", "scores.png", "errors.png",
			"excess.png", "cost.png", "samplers.png",
			"budget.png", // of earlier versions
		},
	}
	Comparison = Kind{
		Name: "a comparison", marker: CompareFile, keys: []string{"data", "metrics"},
		files: []string{SamplersFile, AnimationFile, ReportFile}, figures: Run.figures,
	}
	Forward = Kind{
		Name: "a forward process", marker: "forward.json", keys: []string{"folder", "seed", "complete"},
		files: []string{
			"forward.html", "forgetting.csv", "densities.csv", "particles.gif", "heat.gif", "forward.gif", "compaction.csv", "redundancy.csv",
		},
		figures: []string{
			"ridges.png", "particles.png", "heat.png", "forgetting.png", "strip.png", "spectra.png", "compaction.png", "redundancy.png",
		},
	}
)

// lockedFiles are the files that are written only under the folder's lock.
var lockedFiles = append([]string{ConfigFile}, slices.DeleteFunc(slices.Clone(Run.files), func(name string) bool {
	return name == SamplesFile || name == ExportsFile
})...)

// Has reports whether a file, by its path in the folder, is one of the kind.
func (k Kind) Has(file string) bool {
	folder, name := filepath.Split(file)
	if folder != "" {
		return filepath.Clean(folder) == FiguresFolder && slices.Contains(k.figures, name)
	}
	return name == k.marker || slices.Contains(k.files, name)
}

// Keeps reports whether a path is that of a file that a run keeps in its folder: any that ddpm writes there but samples.csv, which ddpm sample
// makes anew.
func Keeps(path string) bool {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	name := filepath.Base(path)
	return name != SamplesFile && Run.Has(name) && Folder(filepath.Dir(path)).HoldsRun()
}

// held is what a folder holds of a kind.
type held int

const (
	nothing held = iota // no marker
	foreign             // a file of the marker's name that ddpm has not written
	ours
)

// holds looks at the folder's marker of a kind.
func (f Folder) holds(kind Kind) held {
	file, err := os.Open(f.File(kind.marker))
	if errors.Is(err, fs.ErrNotExist) {
		return nothing
	}
	if err != nil {
		return foreign
	}
	defer file.Close()
	var object map[string]json.RawMessage
	if json.NewDecoder(file).Decode(&object) != nil {
		return foreign
	}
	for _, key := range kind.keys {
		if _, ok := object[key]; !ok {
			return foreign
		}
	}
	return ours
}

// paths returns all files of a kind in the folder, the marker last. A run's exports are among them.
func (f Folder) paths(kind Kind) (paths []string) {
	if slices.Contains(kind.files, ExportsFile) {
		paths = f.exports()
	}
	for _, name := range kind.figures {
		paths = append(paths, f.File(FiguresFolder, name))
	}
	for _, name := range kind.files {
		paths = append(paths, f.File(name))
	}
	return append(paths, f.File(kind.marker))
}

// CheckPlace returns an error if what needs a folder, in words, cannot have this one: it is a file, or none can have its name.
func (f Folder) CheckPlace(what string) error {
	switch info, err := os.Stat(string(f)); {
	case err == nil && !info.IsDir():
		return fmt.Errorf("%s is a file, and %s needs a folder: want another --out", f, what)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: want another --out", err)
	}
	return nil
}

// Check returns an error if nothing new of a kind may be made in the folder. There are three reasons: it is no folder, or cannot be one; it
// holds such a thing already and overwrite is false; or a file is in the way that ddpm did not write, whatever overwrite is.
func (f Folder) Check(kind Kind, overwrite bool) error {
	if err := f.CheckPlace(kind.Name); err != nil {
		return err
	}
	switch f.holds(kind) {
	case ours:
		if !overwrite {
			goOn := ""
			if kind.resumable {
				goOn = fmt.Sprintf(", --resume %s to go on with it", f)
			}
			return fmt.Errorf("%s holds %s: want another --out%s, or --overwrite", f, kind.Name, goOn)
		}
		return nil
	case foreign:
		return fmt.Errorf("%s is in the way, and ddpm did not write it: want another --out", f.File(kind.marker))
	}
	for _, path := range f.paths(kind) {
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("%s is in the way, and %s is no folder that ddpm made for %s: want another --out", path, f, kind.Name)
		}
	}
	return nil
}

// CheckData returns an error if Claim would delete the data of a new run of that configuration.
func (f Folder) CheckData(c Config) error {
	if own := c.among(f.paths(Run)); own != "" {
		return fmt.Errorf("%s is what is to be learned, and --overwrite deletes it with the run in %s: want another --out", own, f)
	}
	return nil
}

// CheckOutput returns an error if a file that a flag names would take the place of the data of the run of that configuration in the folder,
// or of one of the run's files other than its samples and its animation.
func (f Folder) CheckOutput(c Config, flag, path string) error {
	if c.among([]string{path}) != "" {
		return fmt.Errorf("%s %s is the data of the run in %s: want another file", flag, path, f)
	}
	for _, own := range f.paths(Run) {
		if sameFile(own, path) && own != f.File(SamplesFile) && own != f.File(AnimationFile) {
			return fmt.Errorf("%s %s is a file of the run in %s: want another one", flag, path, f)
		}
	}
	return nil
}

// among returns the path that is the configuration's file of data, or "".
func (c Config) among(paths []string) string {
	for _, path := range paths {
		if c.SHA256 != "" && sameFile(data.FileOf(c.Data), path) {
			return path
		}
	}
	return ""
}

// sameFile reports whether two paths are of the same file, which is there.
func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// Claim makes the folder ready for something new of a kind, if Check allows it. It deletes the files of an old one and no others, and
// makes the folder if there is none.
func (f Folder) Claim(kind Kind, overwrite bool) error {
	if err := f.Check(kind, overwrite); err != nil {
		return err
	}
	if f.holds(kind) == ours {
		for _, path := range f.paths(kind) {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		_ = os.Remove(filepath.Clean(f.File(FiguresFolder))) // which stays if there is anything else in it
	}
	return f.Make()
}
