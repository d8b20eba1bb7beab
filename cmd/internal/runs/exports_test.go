package runs

import (
	"os"
	"slices"
	"strings"
	"testing"

	"ddpm/data/must"
)

// A new run in the place of an old one deletes what was exported of the old one, but not a file that somebody has changed since, and not
// files that were exported to other places.
func TestClaimDeletesExports(t *testing.T) {
	folder := fill(t, "m.onnx", "sub/m.py", "mine.py", "notes.txt")
	outside := fill(t, "m.onnx")
	must.Do(os.WriteFile(folder.File(ConfigFile), []byte(ourMarker), 0o666))
	must.Do(folder.NoteExports(folder.File("m.onnx"), outside.File("m.onnx")))
	must.Do(folder.NoteExports(folder.File("sub/m.py"), folder.File("mine.py")))
	must.Do(os.WriteFile(folder.File("mine.py"), []byte("changed"), 0o666))
	must.Do(folder.Claim(Run, true))
	if left := files(folder); !slices.Equal(left, []string{"mine.py", "notes.txt"}) {
		t.Errorf("left are %q", left)
	}
	if left := files(outside); len(left) != 1 {
		t.Errorf("outside, left are %q", left)
	}
	if err := folder.NoteExports(outside.File("m.onnx")); err != nil || slices.Contains(files(folder), ExportsFile) {
		t.Errorf("an export elsewhere is noted: %v", err)
	}
}

// Whatever stands in a file of the name, no file is deleted that is not noted there.
func TestExportsOfNoMeaning(t *testing.T) {
	for _, content := range []string{"", "null", "[]", `{"m.onnx": 1}`, `{"m.onnx": "00"}`, `{"../mine": "SUM"}`} {
		parent := fill(t, "mine", "run/m.onnx")
		folder := Folder(parent.File("run"))
		sum := must.Get(checksum(parent.File("mine")))
		content = strings.ReplaceAll(content, "SUM", sum)
		must.Do(os.WriteFile(folder.File(ExportsFile), []byte(content), 0o666))
		if got := folder.exports(); len(got) > 0 {
			t.Errorf("%s: %q", content, got)
		}
		if err := folder.NoteExports(folder.File("m.onnx")); err != nil || !slices.Equal(folder.exports(), []string{folder.File("m.onnx")}) {
			t.Errorf("%s: %v, %q", content, err, folder.exports())
		}
	}
}
