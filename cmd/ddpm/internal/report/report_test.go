package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"image"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParsedFindsWhatIsNotWellFormed(t *testing.T) {
	for _, bad := range []string{"<p><b></p></b>", "<p>", "</p>", "<p a=1></p>", "<p>a & b</p>", "<table><tr></table>"} {
		if _, err := parsed([]byte(bad)); err == nil {
			t.Errorf("%s passes", bad)
		}
	}
}

// Nothing in a page makes a browser ask for anything outside of it.
func TestPageIsSelfContained(t *testing.T) {
	page := written(example(plainly))
	for _, e := range elements(page) {
		for name, value := range e.attributes {
			inside := strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "#")
			if slices.Contains([]string{"src", "href", "srcset", "poster", "action", "background"}, name) && !inside {
				t.Errorf("<%s %s=%q>", e.name, name, value)
			}
		}
		if slices.Contains([]string{"iframe", "object", "embed", "base", "form"}, e.name) {
			t.Errorf("there is a <%s>", e.name)
		}
	}
	for _, reference := range []string{"http:", "https:", "//", "url(", "@import"} {
		if bytes.Contains(void.ReplaceAll(page, nil), []byte(reference)) {
			t.Errorf("the page has %q in it", reference)
		}
	}
}

func TestEveryTextIsThere(t *testing.T) {
	said := make(map[string]int)
	p := example(func(what string) string { said[plainly(what)]++; return plainly(what) })
	page := string(written(p))
	for text, times := range said {
		if got := strings.Count(page, text); got < times {
			t.Errorf("%q is there %d times, want %d", text, got, times)
		}
	}
}

// The names of data and folders are whatever their owners call them.
func TestHostileTextsStayTexts(t *testing.T) {
	const hostile = `</title></style><script>alert("x")</script><img src='http://x' onerror=alert(1)>&amp;{{.}}javascript:`
	mark := func(what string) string { return what + hostile }
	want, got := elements(written(example(plainly))), elements(written(example(mark)))
	var wantNames, gotNames []string
	for _, e := range want {
		wantNames = append(wantNames, e.name)
	}
	for _, e := range got {
		gotNames = append(gotNames, e.name)
		if e.name == "td" && e.attributes["class"] != "bar" && !strings.HasSuffix(e.text, hostile) {
			t.Errorf("a cell says %q", e.text)
		}
		if alt, ok := e.attributes["alt"]; ok && !strings.HasSuffix(alt, hostile) {
			t.Errorf("a picture says %q", alt)
		}
	}
	if diff := cmp.Diff(wantNames, gotNames); diff != "" {
		t.Errorf("texts change the elements (-want +got):\n%s", diff)
	}
}

func TestPicturesAreWhole(t *testing.T) {
	p := example(plainly)
	still := Figure{Alt: p.Lead.Film.StillAlt, Image: p.Lead.Film.Still}
	want := append([]Figure{*p.Lead, still}, p.Sections[0].Figures...)
	var got []*element
	for _, e := range elements(written(p)) {
		if e.name == "img" {
			got = append(got, e)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d pictures, want %d", len(got), len(want))
	}
	for i, e := range got {
		_, encoded, _ := strings.Cut(e.attributes["src"], ";base64,")
		content, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil || !bytes.Equal(content, want[i].Image) {
			t.Errorf("picture %d is not what it was: %v", i, err)
		}
		size, _, err := image.DecodeConfig(bytes.NewReader(want[i].Image))
		if err != nil {
			t.Fatal(err)
		}
		width, height := size.Width/2, size.Height/2
		if bytes.HasPrefix(want[i].Image, []byte("GIF")) || i < 2 { // the first two are a film and what stands beside it
			width, height = size.Width, size.Height
		}
		if e.attributes["width"] != strconv.Itoa(width) || e.attributes["height"] != strconv.Itoa(height) {
			t.Errorf("picture %d is %s × %s, want %d × %d", i, e.attributes["width"], e.attributes["height"], width, height)
		}
		if e.attributes["alt"] != want[i].Alt {
			t.Errorf("picture %d says %q, want %q", i, e.attributes["alt"], want[i].Alt)
		}
	}
}

// The page's own policy allows its script, and no other.
func TestPolicyAllowsTheScript(t *testing.T) {
	var policy string
	var scripts []string
	for _, e := range elements(written(example(plainly))) {
		if e.attributes["http-equiv"] != "" {
			policy = e.attributes["content"]
		}
		if e.name == "script" {
			scripts = append(scripts, e.text)
		}
	}
	sum := sha256.Sum256([]byte(scripts[0]))
	if want := "script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; len(scripts) != 1 || !strings.Contains(policy, want) {
		t.Errorf("%d scripts; the policy %q does not say %s", len(scripts), policy, want)
	}
}

// A page is as large as its pictures, base64, and little more, so the pictures of a run, about 3 MB, stay below 5.
func TestPageIsSmall(t *testing.T) {
	p := example(plainly)
	p.Sections[0].Tables = nil
	p.Sections[0].Figures = append(p.Sections[0].Figures, Figure{Image: append(pngOf(20, 20), make([]byte, 3_000_000)...)})
	pictures := len(p.Lead.Image) + len(p.Lead.Film.Still)
	for _, f := range p.Sections[0].Figures {
		pictures += len(f.Image)
	}
	if got, most := len(written(p)), pictures*4/3+24_000; got > most {
		t.Errorf("%d bytes, want at most %d", got, most)
	}
}

func TestLinksOfTheContentsLeadSomewhere(t *testing.T) {
	var links, ids []string
	for _, e := range elements(written(example(plainly))) {
		if e.name == "a" {
			links = append(links, strings.TrimPrefix(e.attributes["href"], "#"))
		}
		if e.name == "section" {
			ids = append(ids, e.attributes["id"])
		}
	}
	if diff := cmp.Diff(ids, links); diff != "" || len(ids) != 5 {
		t.Errorf("sections and links (-section +link):\n%s", diff)
	}
}

func TestOtherPicturesAreRefused(t *testing.T) {
	err := Write(new(bytes.Buffer), Page{Sections: []Section{{Figures: []Figure{{Name: "no picture", Image: []byte("<svg/>")}}}}})
	if err == nil || !strings.Contains(err.Error(), "no picture") {
		t.Errorf("error %v, want one that names the picture", err)
	}
}

func TestWriteReturnsTheWritersError(t *testing.T) {
	full := errors.New("disk full")
	if err := Write(failing{full}, example(plainly)); !errors.Is(err, full) {
		t.Errorf("error %v, want %v", err, full)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
