package part

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Every piece of work belongs to exactly one part, and no part has more than one piece above its share.
func TestEveryPieceHasOnePart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces, count := rapid.IntRange(0, 300).Draw(t, "pieces"), rapid.IntRange(1, 40).Draw(t, "parts")
		owners := make([]int, pieces)
		next := 0
		for i := range count {
			p := Part{i, count}
			own := 0
			for piece := range owners {
				if p.Owns(piece) {
					owners[piece]++
					own++
				}
			}
			lo, hi := p.Range(pieces)
			if lo != next {
				t.Fatalf("part %v begins at %d, and the one before ends at %d", p, lo, next)
			}
			next = hi
			for _, size := range []int{own, hi - lo} {
				if size < pieces/count || size > pieces/count+1 {
					t.Fatalf("part %v has %d of %d pieces", p, size, pieces)
				}
			}
		}
		if next != pieces {
			t.Fatalf("the last part ends at %d of %d", next, pieces)
		}
		for piece, n := range owners {
			if n != 1 {
				t.Fatalf("piece %d belongs to %d parts", piece, n)
			}
		}
	})
}

// A range is right where n times the number of parts would overflow.
func TestRangeOfVeryMany(t *testing.T) {
	const n = 1 << 62
	if lo, hi := (Part{9_999, 10_000}).Range(n); hi != n || hi-lo < n/10_000 || hi-lo > n/10_000+1 {
		t.Errorf("the last of 10000 parts is %d to %d", lo, hi)
	}
}

func TestParse(t *testing.T) {
	slurm := func(task, first, last, step, count string) map[string]string {
		return map[string]string{
			"SLURM_ARRAY_TASK_ID": task, "SLURM_ARRAY_TASK_MIN": first, "SLURM_ARRAY_TASK_MAX": last, "SLURM_ARRAY_TASK_STEP": step,
			"SLURM_ARRAY_TASK_COUNT": count,
		}
	}
	kubernetes := map[string]string{"JOB_COMPLETION_INDEX": "3"}
	for _, c := range []struct {
		text        string
		environment map[string]string
		want        Part
		says        string // a piece of the line or of the error
	}{
		{"0/1", nil, Whole, ""},
		{"3/16", kubernetes, Part{3, 16}, ""},
		{"auto", slurm("3", "0", "15", "1", "16"), Part{3, 16}, "part 3/16, because SLURM_ARRAY_TASK_ID is 3"},
		{"auto", slurm("3", "1", "16", "1", "16"), Part{2, 16}, "part 2/16, because SLURM_ARRAY_TASK_ID is 3"},
		{"auto", slurm("9", "5", "13", "4", "3"), Part{1, 3}, "part 1/3"},
		{"auto", slurm("5", "5", "13", "4", "3"), Part{0, 3}, "part 0/3"},
		{"auto", slurm("8", "5", "14", "4", "3"), Part{}, "no plain order"},
		{"auto", slurm("9", "1", "9", "1", "2"), Part{}, "the 2 tasks of the array are not all of 1-9:1"},
		{"auto", slurm("9", "", "9", "1", "2"), Part{}, `SLURM_ARRAY_TASK_MIN is "" and not a number`},
		{"auto/16", slurm("9", "1", "9", "1", "2"), Part{9, 16}, "part 9/16, because SLURM_ARRAY_TASK_ID is 9"},
		{"auto/9", slurm("9", "1", "9", "1", "9"), Part{}, "SLURM_ARRAY_TASK_ID is 9, and of 9 parts it has to be 0 to 8"},
		{"auto/16", kubernetes, Part{3, 16}, "part 3/16, because JOB_COMPLETION_INDEX is 3"},
		{"auto/3", kubernetes, Part{}, "has to be 0 to 2"},
		{"auto", kubernetes, Part{}, "JOB_COMPLETION_INDEX does not say of how many parts: want --part auto/N"},
		{"auto", nil, Part{}, "neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set"},
		{"auto/4", nil, Part{}, "neither"},
		{"4/4", nil, Part{}, "from 0/N to N-1/N"}, {"-1/4", nil, Part{}, "want I/N"}, {"3", nil, Part{}, "want I/N"}, {"", nil, Part{}, "want I/N"},
		{"1/0", nil, Part{}, "want I/N"}, {"auto/0", nil, Part{}, "want I/N"}, {"1/2/3", nil, Part{}, "want I/N"}, {"x/2", nil, Part{}, "want I/N"},
	} {
		got, why, err := Parse(c.text, func(name string) string { return c.environment[name] })
		switch {
		case c.want == Part{}:
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%q in %v: %v, want %q", c.text, c.environment, err, c.says)
			}
		case err != nil || got != c.want || !strings.Contains(why, c.says) || (why == "") != (c.says == ""):
			t.Errorf("%q in %v: part %v, %q, %v; want %v, %q", c.text, c.environment, got, why, err, c.want, c.says)
		}
	}
}
