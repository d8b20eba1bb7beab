package report

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestPageInABrowser(t *testing.T) {
	long := func(what string) string { return plainly(what) + " " + strings.Repeat("averylongname/", 12) }
	for _, test := range []struct {
		name string
		text func(string) string
	}{{"plain", plainly}, {"long names", long}} {
		t.Run(test.name, func(t *testing.T) {
			found, console := Look(t, written(example(test.text)))
			for _, line := range console {
				t.Errorf("on the console: %s", line)
			}
			if len(found) != 2*len(Widths) {
				t.Fatalf("%d measurements, want %d", len(found), 2*len(Widths))
			}
			for i, m := range found {
				width, unfolded := Widths[i/2], i%2 == 1
				if m.Inner != width {
					t.Fatalf("the frame is %d wide, want %d", m.Inner, width)
				}
				if m.Scroll > m.Client {
					t.Errorf("%d wide, unfolded %t: scrolls sideways, %d in %d", width, unfolded, m.Scroll, m.Client)
				}
				if m.Pictures != 4 || m.Loaded != m.Pictures {
					t.Errorf("%d wide: %d of %d pictures loaded", width, m.Loaded, m.Pictures)
				}
				// The film has 9 frames in 5 columns.
				for _, f := range m.Films {
					if !f.Slider || !f.Paused || f.Last != [2]float64{3, 1} || f.Second != [2]float64{1, 0} {
						t.Errorf("%d wide: the film is %+v", width, f)
					}
					if ratio := f.High / f.Wide; math.Abs(ratio*412/440-1) > .01 || f.Wide < 150 || math.Abs(f.Still-f.Wide) > 1 {
						t.Errorf("%d wide: a frame is %g × %g, beside %g", width, f.Wide, f.High, f.Still)
					}
				}
				if len(m.Films) != 1 {
					t.Errorf("%d films", len(m.Films))
				}
				if m.Smallest < 13 {
					t.Errorf("%d wide: text of %g points", width, m.Smallest)
				}
				if enlarged := m.Widest >= 790; enlarged != (unfolded || width > 800) {
					t.Errorf("%d wide, unfolded %t: the widest picture is %g wide", width, unfolded, m.Widest)
				}
			}
		})
	}
}

// For people who want less motion, a film stands still at its end until it is played. The slider moves it too.
func TestFilmsRespectReducedMotion(t *testing.T) {
	page := written(example(plainly))
	for flag, want := range map[string]string{"--no-pings": "running", "--force-prefers-reduced-motion": "paused"} {
		found, _ := lookWith(t, page, flag)
		if len(found) == 0 || len(found[0].Films) != 1 {
			t.Fatalf("%s: %+v", flag, found)
		}
		f := found[0].Films[0]
		if f.Begins != want || want == "paused" && f.Frame != 8 || f.Last != [2]float64{3, 1} || f.Second != [2]float64{1, 0} {
			t.Errorf("%s: %+v, want it %s", flag, f, want)
		}
	}
}

// The harness sees what it is there to see.
func TestBrowserFindsFaults(t *testing.T) {
	page := `<!DOCTYPE html><p style="width:2000px">wide<img src="/nothing.png"><script>console.error("heard")</script>`
	found, console := Look(t, []byte(page))
	for _, m := range found {
		if m.Scroll <= m.Client || m.Loaded != 0 {
			t.Errorf("nothing wrong with %+v", m)
		}
	}
	if !slices.ContainsFunc(console, func(line string) bool { return strings.Contains(line, "heard") }) {
		t.Errorf("the console says only %q", console)
	}
}
