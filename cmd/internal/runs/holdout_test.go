package runs

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
)

// Whatever the number of rows and the share, a run is refused, or it has at least four rows to compare with and one to train on.
func TestWhatIsHeldOutCanBeCompared(t *testing.T) {
	for rows := 1; rows < 120; rows++ {
		for _, share := range []float64{-1, 0, .01, .1, .34, .9, .999} { // −1: the user gives none
			var c Config
			if share >= 0 {
				c.Holdout = &share
			}
			if err := c.setHoldout(rows); err != nil {
				if share <= 0 && rows >= leastRows {
					t.Errorf("%d rows, share %v: %v", rows, share, err)
				}
				continue
			}
			held := rows // which points are compared with
			if *c.Holdout > 0 {
				if held = data.HeldOut(rows, *c.Holdout); held >= rows {
					t.Errorf("%d rows, share %v: none is trained on", rows, share)
				}
			}
			if rows < leastRows || held < leastCompared {
				t.Errorf("%d rows, share %v: %d to compare with", rows, share, held)
			}
			if share < 0 && rows >= 35 && *c.Holdout != defaultHoldout {
				t.Errorf("of %d rows a share of %v is held out", rows, *c.Holdout)
			}
		}
	}
	// The share that an error names is one that serves.
	for rows := leastRows + 1; rows < 200; rows++ {
		share := .5 / float64(rows)
		c := Config{Settings: Settings{Holdout: &share}}
		err := c.setHoldout(rows)
		if err == nil {
			t.Fatalf("%d rows, share %v: nothing is wrong", rows, share)
		}
		_, after, _ := strings.Cut(err.Error(), "want --holdout ")
		if _, err := fmt.Sscan(strings.TrimSuffix(strings.Fields(after)[0], ","), &share); err != nil {
			t.Fatal(err)
		}
		if err := c.setHoldout(rows); err != nil {
			t.Errorf("%d rows: the share %v that was named does not serve: %v", rows, share, err)
		}
	}
}

// Every class of a file has rows to train on, or the run is refused. Both happen to a class of one row.
func TestEveryClassIsTrainedOn(t *testing.T) {
	text := "1,2,rare\n"
	for i := range 49 {
		text += fmt.Sprintf("%d,%d.5,common\n", i, i*i%7)
	}
	path := filepath.Join(t.TempDir(), "f.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	settings := DefaultSettings(path)
	settings.Label, settings.Blur = "3", "0"
	refused := 0
	for seed := range uint64(60) {
		_, d, err := NewConfig(settings, seed)
		if err != nil {
			if refused++; !strings.Contains(err.Error(), "class rare are held out") {
				t.Fatal(err)
			}
			continue
		}
		if rare := slices.Index(d.LabelNames, "rare"); !slices.Contains(d.FixedLabels, rare) {
			t.Errorf("seed %d: a class without a row to train on", seed)
		}
	}
	if refused == 0 || refused > 20 {
		t.Errorf("%d of 60 runs are refused", refused)
	}
	settings.Holdout = new(float64)
	if _, _, err := NewConfig(settings, 1); err != nil {
		t.Error(err)
	}
}

// The best network is kept where rows are held out, unless the user says otherwise, and can be asked for nowhere else.
func TestWhatIsKept(t *testing.T) {
	held, none := &data.Dataset{Name: "a", Held: make(data.Points, 4)}, &data.Dataset{Name: "b"}
	for _, c := range []struct {
		d          *data.Dataset
		keep, want string // "!": an error
	}{
		{held, "", KeepBest}, {held, KeepBest, KeepBest}, {held, KeepLast, KeepLast}, {held, "worst", "!"},
		{none, "", ""}, {none, KeepBest, "!"}, {none, KeepLast, KeepLast}, {none, "worst", "!"},
	} {
		config := Config{Settings: Settings{Keep: c.keep}}
		switch err := config.setKeep(c.d); {
		case c.want == "!" && (err == nil || !strings.Contains(err.Error(), "--keep "+c.keep)):
			t.Errorf("--keep %s of %s: error %v", c.keep, c.d.Name, err)
		case c.want != "!" && (err != nil || config.Keep != c.want):
			t.Errorf("--keep %q of %s: %q is kept, error %v; want %q", c.keep, c.d.Name, config.Keep, err, c.want)
		}
	}
}

// Runs from before there was a choice keep the last network, and say so where rows are held out.
func TestWhatEarlierRunsKeep(t *testing.T) {
	for holdout, want := range map[string]string{`, "holdout": 0.1`: KeepLast, `, "holdout": 0`: "", "": ""} {
		folder := Folder(t.TempDir())
		config := `{"version": "0.1.0", "seed": 1, "data": "a", "steps": 1` + holdout + "}"
		must.Do(os.WriteFile(folder.File(ConfigFile), []byte(config), 0o666))
		if c, err := folder.Config(); err != nil || c.Keep != want {
			t.Errorf("%s: %q is kept, error %v; want %q", config, c.Keep, err, want)
		}
	}
}
