package model

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/data/must"
	"ddpm/model/tensorfile/damage"
)

// smallFile returns a model and the bytes of its file.
func smallFile() (*Model, []byte) {
	config := NewConfig(2, 1)
	config.Coordinate.Count, config.LogSNR.Count, config.Classes = 1, 1, 2
	schedule := must.Get(NewSchedule("sigmoid:start=0", 7))
	m := &Model{
		Network: randomNetwork(config), Schedule: schedule, Mean: [2]float64{1, -2}, Scale: [2]float64{.5, 3},
		Data: "moons", Labels: []string{"a", "b"},
	}
	var file bytes.Buffer
	must.Do(m.Write(&file))
	return m, file.Bytes()
}

// same reports whether two models are the same in all that their files hold.
func same(a, b *Model) bool {
	return cmp.Equal(a.Network.Weights, b.Network.Weights) && a.Network.config == b.Network.config &&
		a.Schedule.Name() == b.Schedule.Name() && a.Schedule.Steps() == b.Schedule.Steps() &&
		a.Mean == b.Mean && a.Scale == b.Scale && a.Data == b.Data && cmp.Equal(a.Labels, b.Labels)
}

// allocated returns how many bytes are allocated by do.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// enough is more memory than the reader of any small file may ask for.
const enough = 100 << 20

// A model file that is cut off anywhere is refused.
func TestTruncatedModelIsRefused(t *testing.T) {
	_, file := smallFile()
	for n := range file {
		if _, err := Read(bytes.NewReader(file[:n])); err == nil {
			t.Fatalf("the first %d of %d bytes are read as a model", n, len(file))
		}
	}
}

// A model file with one changed bit is refused, or is the same model.
func TestFlippedBitIsNoticed(t *testing.T) {
	want, file := smallFile()
	refused := 0
	for i := range file {
		for bit := range 8 {
			file[i] ^= 1 << bit
			var got *Model
			var err error
			if bytes := allocated(func() { got, err = Read(bytes.NewReader(file)) }); bytes > enough {
				t.Fatalf("bit %d of byte %d makes the reader allocate %d bytes", bit, i, bytes)
			}
			switch {
			case err != nil:
				refused++
			case !same(got, want):
				t.Fatalf("bit %d of byte %d, %q, makes another model", bit, i, file[max(0, i-10):min(len(file), i+10)])
			}
			file[i] ^= 1 << bit
		}
	}
	if refused < 8*len(want.Network.Weights)*4 {
		t.Errorf("only %d flips were refused: those of the weights alone are %d", refused, 8*4*len(want.Network.Weights))
	}
}

// The reader does not ask for memory because of what a header says.
func TestClaimsNeedNoMemory(t *testing.T) {
	_, file := smallFile()
	file = damage.Unchecked(file)
	for _, c := range []struct {
		name, want string
		file       []byte
	}{
		{"a header of 16 EB", "not a safetensors file", []byte("\xff\xff\xff\xff\xff\xff\xff\xff{}")},
		{"a header of 90 MB", "not a whole safetensors file", binary.LittleEndian.AppendUint64(nil, 90<<20)},
		{"an enormous tensor", "not a whole safetensors file", damage.Header(file, `"shape":[2,2]`, `"shape":[2,2305843009213693953]`)},
		{"offsets beyond the end", "not a whole safetensors file", damage.Header(file, `"data_offsets":[0,`, `"data_offsets":[0,9`)},
		{"a wide network", "its tensors have", damage.Header(file, `\"width\":2`, `\"width\":8000`)},
		{"a network too wide", "width 99999999999", damage.Header(file, `\"width\":2`, `\"width\":99999999999`)},
		{"a deep network", "its tensors have", damage.Header(file, `\"blocks\":1`, `\"blocks\":1000`)},
		{"many steps", "timesteps 999999999", damage.Header(file, `"timesteps":"7"`, `"timesteps":"999999999"`)},
		{"a newer version", "newer version of ddpm", damage.Header(file, "ddpm model 1", "ddpm model 2")},
		{"another kind", "not a ddpm model", damage.Header(file, "ddpm model 1", "ddpm checkpoint 1")},
	} {
		var err error
		if bytes := allocated(func() { _, err = Read(bytes.NewReader(c.file)) }); bytes > enough {
			t.Errorf("%s: %d bytes allocated", c.name, bytes)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// A file of another kind is not read to its end, even if it is very large.
func TestOtherFilesAreNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large")
	file := must.Get(os.Create(path))
	defer file.Close()
	if _, err := file.WriteString("a film, say, or a disk image"); err != nil {
		t.Fatal(err)
	}
	if err := file.Truncate(1 << 40); err != nil {
		t.Skip(err)
	}
	if _, err := file.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	var err error
	if bytes := allocated(func() { _, err = Read(file) }); bytes > 1<<20 || err == nil {
		t.Errorf("%d bytes allocated, %v", bytes, err)
	}
}

// A file of any bytes is refused with an error of one line, or is a model, and then that model is written and read as the same.
func FuzzRead(f *testing.F) {
	_, file := smallFile()
	f.Add(file)
	f.Add(damage.Unchecked(file))
	f.Add(file[:len(file)/2])
	f.Add(damage.Header(damage.Unchecked(file), `\"width\":2`, `\"width\":8000`))
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := Read(bytes.NewReader(file))
		if err != nil {
			if m != nil || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, error %q", m, err)
			}
			return
		}
		var again bytes.Buffer
		must.Do(m.Write(&again))
		if n, err := Read(&again); err != nil || !same(m, n) {
			t.Errorf("written and read again, %v", err)
		}
	})
}
