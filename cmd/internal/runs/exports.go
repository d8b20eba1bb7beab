package runs

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// ExportsFile says which files of the folder ddpm export has written: the SHA-256 of each, by its path in the folder. Such a file has a
// name of the user's choice. It is the model's, and goes with it, unless somebody has changed it.
const ExportsFile = "exports.json"

// NoteExports notes that the files at these paths have been exported. Those that lie outside the folder are passed over.
func (f Folder) NoteExports(paths ...string) error {
	folder, err := filepath.Abs(string(f))
	if err != nil {
		return err
	}
	noted, changed := f.notedExports(), false
	for _, path := range paths {
		if path, err = filepath.Abs(path); err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil || !filepath.IsLocal(name) {
			continue
		}
		if noted[filepath.ToSlash(name)], err = checksum(path); err != nil {
			return err
		}
		changed = true
	}
	if !changed {
		return nil
	}
	return f.WriteJSON(ExportsFile, noted)
}

// exports returns the paths of the files that have been exported into the folder and are as they were then.
func (f Folder) exports() (paths []string) {
	for name, noted := range f.notedExports() {
		name = filepath.FromSlash(name)
		if sum, err := checksum(f.File(name)); err == nil && sum == noted && filepath.IsLocal(name) {
			paths = append(paths, f.File(name))
		}
	}
	return paths
}

// notedExports reads ExportsFile. Nothing has been exported into the folder if that is not there, or is not ddpm's.
func (f Folder) notedExports() map[string]string {
	noted := make(map[string]string)
	content, err := os.ReadFile(f.File(ExportsFile))
	if err != nil || json.Unmarshal(content, &noted) != nil || noted == nil {
		return make(map[string]string)
	}
	return noted
}
