package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/cmd/internal/runs"
	"ddpm/data/must"
)

// Whatever a run's configuration says, it is refused in one line, or there is a trainer for it.
func FuzzConfig(f *testing.F) {
	folder := filepath.Join(f.TempDir(), "run")
	var none strings.Builder
	for _, data := range []string{"moons", "grid"} {
		args := with(tiny, "train", data, "-q", "--steps", "1", "--out", folder, "--overwrite")
		if data == "grid" {
			args = append(args, "--label", "label", "--points", "5", "--schedule", "sigmoid:start=0")
		}
		if status := runWith(smallEffort, args, &none, &none); status != 0 {
			f.Fatal(none.String())
		}
		text := must.Get(os.ReadFile(filepath.Join(folder, runs.ConfigFile)))
		f.Add(text)
	}
	for _, text := range []string{"", "{}", "null", "[]", `{"data":"x.csv","holdout":1e308}`, `{"data":"moons","steps":-1,"columns":[""]}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var asked runs.Config
		if json.Unmarshal(text, &asked) == nil && (asked.Points > 1000 || asked.Width > 64 || asked.Blocks > 8 || asked.Batch > 1024) {
			t.Skip("what is asked for may be had, but takes long")
		}
		folder := t.TempDir()
		must.Do(os.WriteFile(filepath.Join(folder, runs.ConfigFile), text, 0o666))
		c, dataset, err := runs.Folder(folder).Open()
		if err == nil {
			_, _, err = c.Trainer(dataset)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("error %q", err)
		}
	})
}
