package runs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ddpm/data/must"
)

// fill writes files, each with its own name in it, and returns the folder.
func fill(t *testing.T, names ...string) Folder {
	folder := Folder(t.TempDir())
	for _, name := range names {
		path := folder.File(name)
		must.Do(os.MkdirAll(filepath.Dir(path), 0o777))
		must.Do(os.WriteFile(path, []byte(name), 0o666))
	}
	return folder
}

// files returns the names of all files in the folder.
func files(folder Folder) (names []string) {
	must.Do(filepath.WalkDir(string(folder), func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(string(folder), path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	}))
	return names
}

// ourMarker is what a marker of any kind may hold, as ddpm writes it.
const ourMarker = `{"version":"1","seed":1,"data":"moons","steps":2,"metrics":[],"folder":"x","complete":true}`

// What ddpm wrote goes, and nothing else: neither a user's files beside it nor those in the folder of figures.
func TestClaimDeletesOnlyWhatDDPMWrote(t *testing.T) {
	for _, kind := range []Kind{Run, Comparison, Forward} {
		mine := []string{"figures/mine.png", "notes.txt", "figures/deep/thoughts.txt"}
		theirs := slices.Clone(kind.files)
		for _, name := range kind.figures {
			theirs = append(theirs, FiguresFolder+"/"+name)
		}
		folder := fill(t, slices.Concat(mine, theirs)...)
		must.Do(os.WriteFile(folder.File(kind.marker), []byte(ourMarker), 0o666))
		before := files(folder)
		if err := folder.Claim(kind, false); err == nil || !strings.Contains(err.Error(), "--overwrite") || !slices.Equal(files(folder), before) {
			t.Errorf("%s: without leave to overwrite: %v", kind.Name, err)
		}
		if err := folder.Claim(kind, true); err != nil {
			t.Errorf("%s: %v", kind.Name, err)
		}
		slices.Sort(mine)
		if left := files(folder); !slices.Equal(left, mine) {
			t.Errorf("%s: left are %q, want %q", kind.Name, left, mine)
		}
	}
}

// A folder that ddpm did not make is a user's: any file that is in the way is named, and none is touched, whatever may be overwritten.
func TestClaimRefusesFilesInTheWay(t *testing.T) {
	for _, kind := range []Kind{Run, Comparison, Forward} {
		for _, name := range slices.Concat(kind.files[:1], []string{FiguresFolder + "/" + kind.figures[0]}) {
			folder := fill(t, name)
			for _, overwrite := range []bool{false, true} {
				err := folder.Claim(kind, overwrite)
				if err == nil || !strings.Contains(err.Error(), filepath.FromSlash(name)+" is in the way") {
					t.Errorf("%s, %s: %v", kind.Name, name, err)
				}
			}
			if content, err := os.ReadFile(folder.File(name)); err != nil || string(content) != name {
				t.Errorf("%s: %s was touched", kind.Name, name)
			}
		}
		for _, content := range []string{"", "{}", "[]", `{"name": "my own package"}`, "text"} {
			folder := fill(t, "notes.txt")
			must.Do(os.WriteFile(folder.File(kind.marker), []byte(content), 0o666))
			if err := folder.Claim(kind, true); err == nil || !strings.Contains(err.Error(), "ddpm did not write it") {
				t.Errorf("%s: a marker with %q: %v", kind.Name, content, err)
			}
			if left := files(folder); len(left) != 2 {
				t.Errorf("%s: left are %q", kind.Name, left)
			}
		}
	}
	// Other files are no hindrance, and a folder that is not there is made.
	folder := fill(t, "notes.txt", "figures/mine.png")
	if err := folder.Claim(Run, false); err != nil {
		t.Error(err)
	}
	if err := Folder(folder.File("new")).Claim(Run, false); err != nil {
		t.Error(err)
	}
}
