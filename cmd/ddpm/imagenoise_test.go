package main

import (
	"bytes"
	"encoding/json"
	"image/gif"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/imagenoise"
	"ddpm/cmd/ddpm/internal/landscape"
	"ddpm/data/must"
	"ddpm/sample/audit"
)

func TestForwardOfAnImage(t *testing.T) {
	dir := t.TempDir()
	var drawn bytes.Buffer
	must.Do(png.Encode(&drawn, landscape.Draw()))
	file := write(t, filepath.Join(dir, "view.png"), drawn.String())
	folder := filepath.Join(dir, "F")
	args := []string{"--timesteps", "15", "--schedule", "cosine,linear,linear:scale=0.001", "--json", "--out"}
	out, stderr := do(t, 0, with(args, "forward", folder, file)...)
	if stderr != "" {
		t.Errorf("on standard error: %s", stderr)
	}
	var found imagenoise.Found
	must.Do(json.Unmarshal([]byte(out), &found))
	if found.Width != 40 || found.Height != 30 || found.Channels != 3 || found.Image != "view" {
		t.Errorf("found %+v", found)
	}
	values := float64(40 * 30 * 3)
	for i, l := range found.Levels {
		// The energy of a·x + σ·ε over N values has the standard deviation √((2σ⁴ + 4a²σ²·power)/N): 5 of them.
		a2 := 1.0
		if l.LogSNR != nil {
			a2 = 1 / (1 + math.Exp(-*l.LogSNR))
		}
		s2 := 1 - a2
		if want := a2*found.Power + s2; math.Abs(l.Expected-want) > 1e-9 {
			t.Errorf("t = %d: expected energy %v, want %v", l.T, l.Expected, want)
		}
		if sd := math.Sqrt((2*s2*s2 + 4*a2*s2*found.Power) / values); math.Abs(l.Energy-l.Expected) > 5*sd+1e-12 {
			t.Errorf("t = %d: energy %v, expected %v ± %v", l.T, l.Energy, l.Expected, sd)
		}
		if i > 0 && l.LowExpected >= found.Levels[i-1].LowExpected {
			t.Errorf("t = %d: the low frequencies' share does not fall", l.T)
		}
	}
	if last := found.Levels[len(found.Levels)-1]; last.T != 15 || math.Abs(last.LowExpected-.01) > .005 {
		t.Errorf("noise has %v of its energy in 1%% of the frequencies", last.LowExpected)
	}
	for i := 1; i < len(found.Resolutions); i++ {
		if ratio := found.Resolutions[i-1].SNR / found.Resolutions[i].SNR; math.Abs(ratio-4) > 1e-6 {
			t.Errorf("a resolution twice as high has %v times the ratio", ratio)
		}
	}
	for i, s := range found.Schedules {
		if s.EndsNoisy != (math.Log1p(s.Strongest)/2 <= audit.Forgotten) {
			t.Errorf("%+v", s)
		}
		if strings.Contains(found.Remarks[i], "does not end in noise") == s.EndsNoisy {
			t.Errorf("%s: %+v: %s", s.Schedule, s, found.Remarks[i])
		}
	}
	for _, name := range []string{"strip", "spectra", "compaction", "redundancy"} {
		if _, err := png.Decode(bytes.NewReader(read(t, folder, "figures", name+".png"))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if movie, err := gif.DecodeAll(bytes.NewReader(read(t, folder, "forward.gif"))); err != nil || len(movie.Image) < 12 {
		t.Errorf("forward.gif: %v", err)
	}
	if table := string(read(t, folder, "compaction.csv")); !strings.HasPrefix(table, "t,frequencies,energy,energy_expected\n0,0,0,0\n") {
		t.Errorf("compaction.csv:\n%.200s", table)
	}
	if table := string(read(t, folder, "redundancy.csv")); !strings.HasPrefix(table, "resolution,t,snr_db,snr_db_measured\n40x30,1,") {
		t.Errorf("redundancy.csv:\n%.200s", table)
	}
	again := filepath.Join(dir, "again")
	do(t, 0, with(args, "forward", again, file, "--threads", "1")...)
	for _, name := range []string{"figures/strip.png", "figures/spectra.png", "forward.gif", "compaction.csv"} {
		if !bytes.Equal(read(t, folder, name), read(t, again, name)) {
			t.Errorf("%s depends on the number of threads", name)
		}
	}
}

func TestForwardTakesPicturesBothWays(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "F")
	left := func(name string) bool {
		_, err := os.Stat(filepath.Join(folder, name))
		return err == nil
	}
	quickForward(t, 0, "", "-o", folder)
	if !left("forward.gif") || left("heat.gif") {
		t.Error("without an argument noise was added to something that is no image")
	}
	quickForward(t, 2, "--overwrite", "-o", folder)
	quickForward(t, 0, "", "-o", folder, "--overwrite", "--as", "density")
	if left("forward.gif") || left("figures/strip.png") || !left("heat.gif") {
		t.Error("as a density it was an image, or left what was there before")
	}
	quickForward(t, 2, "--as is for pictures", "moons", "--as", "image")
	quickForward(t, 2, "--as is for pictures", "moons", "--as", "density")
	quickForward(t, 2, "--columns is for files of points", "--columns", "1,2")
	quickForward(t, 2, "not a picture", write(t, filepath.Join(dir, "text.png"), "text"))
	quickForward(t, 2, "no such file", "missing.jpg")
	t.Chdir(dir)
	quickForward(t, 0, "")
	read(t, "runs", "landscape-forward", "forward.html")
}
