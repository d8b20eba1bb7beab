package tables

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/data/must"
)

// page is a text with a table of each kind.
const page = `# A page

<!-- table speed, 5 minutes, all of: bench speed -->

` + "```" + `
2 threads, with a peak of 181 GFLOP/s

network, 99074 weights     ours  PyTorch  ratio
training, batch 32     0.385 ms  3.1 ms   8.12×
training, batch 512    2.318 ms  7.5 ms   3.23×
` + "```" + `

Prose between, with 3.14.

<!-- table good, 8 minutes, from:
bench defaults
-->
| | moons | swissroll |
|---|---|---|
| KL, nats | **.0026** | .0035 |

<!-- table run, 15 seconds, from: ddpm run -->
` + "```" + `
                      value   floor ± sd      p
sliced W2           0.01639   0.017 ± 0.004  .7
outside 99.9%        0.0012   0.001           – 

KL(data ‖ model)     0.0029 ± 0.0008 nats
start 4·10⁻⁹, exact
  by a kernel estimate 1.92 ± 0.09: the model gains +0.07 ± 0.06
  by a Gaussian        3.32 ± 0.07
450 rows are trained on, and 50 are …
` + "```" + `
`

const defaults = `10000 points: some.csv
default training        KL, nats  seconds
moons            0.0029 ± 0.0004      5.9
swissroll        0.0036 ± 0.0005      6.1
After ±: a standard error.
`

const ran = `10000 points

                      value   floor ± sd      p  points
2-W                 0.01000   0.017 ± 0.004  .1    2000
sliced W2           0.01639   0.017 ± 0.004  .7   10000
outside 99.9%        0.0012   0.001           –   10000

KL(data ‖ model)     0.0031 ± 0.0008 nats
start 4e-09, exact
                       of 400 steps
          a picture       of dots
  by a Gaussian        3.30 ± 0.07
  by a kernel estimate 1.90 ± 0.09: the model gains -0.01 ± 0.06
450 rows are trained on, and 50 are held out, of 500
`

// found returns the table of a name of the page.
func found(t *testing.T, name string) Table {
	t.Helper()
	all := must.Get(Find(page))
	for _, table := range all {
		if table.Name == name {
			return table
		}
	}
	t.Fatalf("no table %s in %+v", name, all)
	return Table{}
}

func TestFind(t *testing.T) {
	all, err := Find(page)
	if err != nil || len(all) != 3 {
		t.Fatalf("%d tables: %v", len(all), err)
	}
	if diff := cmp.Diff([]string{"bench speed"}, all[0].Commands); diff != "" || !all[0].Whole || all[0].Time != "5 minutes" || all[0].Line != 6 {
		t.Errorf("%+v %s", all[0], diff)
	}
	if diff := cmp.Diff([]string{"bench defaults"}, all[1].Commands); diff != "" || all[1].Whole {
		t.Errorf("%+v %s", all[1], diff)
	}
	block := page[all[2].lo:all[2].hi]
	if !strings.HasPrefix(block, "         ") || !strings.HasSuffix(block, "50 are …\n") {
		t.Errorf("the block is %q", block)
	}
	for text, want := range map[string]string{
		"<!-- table x: ls -->\n":                                       "line 1: want <!-- table NAME",
		"\n<!-- table x, 1 s, from: ls -->\nprose\n":                   "line 2: table x: no code block",
		"<!-- table x, 1 s, all of: ls -->\n| a |\n|---|\n| 1 |\n":     "from in place of all of",
		"<!-- table x, 1 s, all of: ls -->\n```\nwithout an end\n":     "no end",
		"<!-- table x, 1 s, all of: ls\n```\n1\n```\n":                 "line 1: want",
		"<!-- table x, 1 s, part of: ls -->\n```\n1\n```\n":            "line 1: want",
		"<!-- table X y, 1 s, all of: ls -->\n```\nof which\n1\n```\n": "line 1: want",
	} {
		if _, err := Find(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	const nothing = -1e99
	for text, want := range map[string][2]float64{
		"0.385 ms": {.385}, ".0026": {.0026}, "**.0026**": {.0026}, "−2.4": {-2.4}, "-2.4": {-2.4}, "+0.0719": {.0719}, "4e-09": {4e-9}, "4·10⁻⁹": {4e-9},
		"10,000 points": {10000}, "0.0017 ± 0.0004": {.0017, .0004}, "W2": {nothing}, "x₀ of the 2nd": {2}, "8.12×": {8.12}, "–": {nothing}, "ε0": {nothing},
	} {
		found := numbers(text)
		if want[0] == nothing {
			if len(found) > 0 {
				t.Errorf("%q has the numbers %+v", text, found)
			}
			continue
		}
		if len(found) != 1 || found[0].value != want[0] || found[0].noise != want[1] {
			t.Errorf("%q has %+v, want %v", text, found, want)
		}
	}
	if both := numbers("0.222 ± 0.010 / 0.288 ± 0.008"); len(both) != 2 || both[1].value != .288 || both[1].noise != .008 {
		t.Errorf("%+v", both)
	}
	for text, want := range map[string]bool{"1.2 s": true, "1.2 ms": true, "0.67 M/s": true, "8×": true, "57%": true, "1.2 steps": false, "3": false, "5 m": false} {
		if got := numbers(text)[0].machine; got != want {
			t.Errorf("%q depends on the machine: %v", text, got)
		}
	}
}

// What may be chance agrees, and what is not does not.
func TestAgrees(t *testing.T) {
	for _, c := range []struct {
		text, now string
		want      bool
	}{
		{"0.0017 ± 0.0004", "0.0030 ± 0.0004", true}, // 2.3 standard errors of the difference
		{"0.0017 ± 0.0004", "0.0036 ± 0.0004", false},
		{".0017", "0.0030 ± 0.0004", true}, // as noisy as the other
		{".0017", "0.0036 ± 0.0004", false},
		{".017", "0.0174", true}, // rounded
		{".017", "0.0176", false},
		{"0.0174", "0.0175", false},
		{"402", "402", true},
		{"402", "403", false},
		{"4·10⁻⁹", "4.2e-09", true},
		{"4·10⁻⁹", "4.6e-09", false},
		{"1.2 s", "1.9 s", true},
		{"1.2 s", "0.5 s", false},
		{"57%", "40%", true},
	} {
		if got := numbers(c.text)[0].agrees(numbers(c.now)[0], 2); got != c.want {
			t.Errorf("%s and %s agree: %v", c.text, c.now, got)
		}
	}
}

// Each number of the text meets the number of its row and column, wherever these are printed, rows and columns exchanged included.
func TestCompare(t *testing.T) {
	for name, printed := range map[string]string{"good": defaults, "run": ran} {
		r := found(t, name).Compare(page, printed, 2)
		if want := map[string]int{"good": 2, "run": 12}[name]; r.Numbers != want || len(r.Differences) > 0 {
			t.Errorf("%s: %d numbers, want %d, and differences %v", name, r.Numbers, want, r.Differences)
		}
	}
	for _, c := range []struct{ table, printed, old, new, want string }{
		{"good", defaults, "0.0036 ±", "0.0136 ±", "KL, nats, swissroll: .0035 in the text, 0.0136 ± 0.0005 now"},
		{"good", defaults, "moons ", "Mars  ", "KL, nats, moons: is in the text and not printed"},
		{"run", ran, "0.01639", "0.01640", "sliced W2, value: 0.01639 in the text, 0.01640 now"},
		{"run", ran, ".7", ".7 *", "sliced W2, p: .7 in the text, .7 * now"},
		{"run", ran, "0.0031 ±", "0.0331 ±", "KL(data ‖ model): 0.0029 ± 0.0008 nats in the text, 0.0331 ± 0.0008 nats now"},
		{"run", ran, "4e-09", "4e-08", "start #, exact: start 4·10⁻⁹, exact in the text, start 4e-08, exact now"},
		{"run", ran, "and 50", "and 60", "450 rows are trained on, and 50 are … in the text, 450 rows are trained on, and 60 now"},
		{"run", ran, "start", "end", "start #, exact: is in the text and not printed"},
	} {
		doctored := strings.Replace(c.printed, c.old, c.new, 1)
		r := found(t, c.table).Compare(page, doctored, 2)
		if len(r.Differences) != 1 || !strings.Contains(r.Differences[0].String(), c.want) {
			t.Errorf("%s for %s: %v, want %s", c.new, c.old, r.Differences, c.want)
		}
	}
	whole := found(t, "speed")
	printed := page[whole.lo:whole.hi]
	if r := whole.Compare(page, printed, 2); r.Numbers != 8 || len(r.Differences) > 0 {
		t.Errorf("the same text: %d numbers and %v", r.Numbers, r.Differences)
	}
	if r := whole.Compare(page, printed+"training, batch 9  1 ms  2 ms  2×\n", 2); len(r.Differences) != 1 || !strings.Contains(r.Differences[0].String(), "is printed and not in the text") {
		t.Errorf("a row that is new: %v", r.Differences)
	}
}

// Only numbers are written, in the style of the text, and all else stays as it is.
func TestWrite(t *testing.T) {
	for name, c := range map[string]struct {
		printed  string
		old, new []string // in the page
	}{
		"good":  {defaults, []string{".0026", ".0035"}, []string{".0029", ".0036"}},
		"run":   {strings.Replace(ran, "0.01639", "0.1639 *", 1), []string{"0.0029 ±", "4·10⁻⁹", "  0.01639", "1.92", "+0.07", "3.32"}, []string{"0.0031 ±", "4e-09", " 0.1639 *", "1.90", "-0.01", "3.30"}},
		"speed": {"nothing\n", []string{page[found(t, "speed").lo:found(t, "speed").hi]}, []string{"nothing\n"}},
	} {
		want := page
		for i := range c.old {
			want = strings.Replace(want, c.old[i], c.new[i], 1)
		}
		table := found(t, name)
		got := table.Write(page, c.printed, table.Compare(page, c.printed, 2))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if name == "speed" {
			continue
		}
		again, err := Find(got)
		if err != nil || len(again) != 3 {
			t.Fatal(err)
		}
		for _, table := range again {
			if r := table.Compare(got, c.printed, 1); table.Name == name && len(r.Differences) > 0 {
				t.Errorf("what was written differs: %v", r.Differences)
			}
		}
	}
}

// A number keeps the style of the text, and all of it if it is the same number.
func TestStyled(t *testing.T) {
	for _, c := range []struct{ like, written, want string }{
		{".0026", "0.0029", ".0029"}, {".066", "0.0667", ".067"}, {"0.31", "0.2784", "0.28"}, {"7", "8.2", "8"}, {".25", "0.5", ".5"},
		{"4·10⁻⁹", "4e-09", "4·10⁻⁹"}, {"4·10⁻⁹", "5e-09", "5e-09"}, {"0.00004", "4.03583e-05", "0.00004"}, {"−2.4", "-2.4", "−2.4"}, {".0010", ".001", ".0010"},
	} {
		if got := styled(c.like, c.written); got != c.want {
			t.Errorf("%s in the style of %s: %s, want %s", c.written, c.like, got, c.want)
		}
	}
}
