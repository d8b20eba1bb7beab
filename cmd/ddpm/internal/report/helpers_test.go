package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ddpm/data/must"
)

// pngOf and gifOf return pictures of a size in pixels.
func pngOf(width, height int) []byte {
	var b bytes.Buffer
	must.Do(png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))))
	return b.Bytes()
}

func gifOf(width, height int) []byte {
	var b bytes.Buffer
	img := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
	must.Do(gif.Encode(&b, img, nil))
	return b.Bytes()
}

// example returns a page that has everything, its texts made by a function of what they are.
func example(text func(what string) string) Page {
	wide := Figure{Name: text("figure"), Caption: text("caption"), Alt: text("alt"), Image: pngOf(1600, 900)}
	movie := Figure{Name: text("animation"), Caption: text("animated caption"), Alt: text("animated alt"), Image: gifOf(450, 460)}
	film := Figure{
		Name: text("film"), Caption: text("film caption"), Alt: text("film alt"), Image: pngOf(5*412, 2*440),
		Film: &Film{Frames: 9, Columns: 5, Width: 412, Height: 440, Seconds: 2, Still: pngOf(412, 440), StillAlt: text("still alt")},
	}
	number := func(alarm bool) Number {
		return Number{text("number"), text("value"), text("unit"), text("floor"), text("verdict"), alarm, text("meaning"), text("how")}
	}
	table := Table{Title: text("table")}
	for range 12 {
		table.Header = append(table.Header, text("column"))
	}
	for range 50 {
		row := make([]string, len(table.Header))
		for i := range row {
			row[i] = text("cell")
		}
		table.Rows = append(table.Rows, row)
	}
	return Page{
		Title: text("title"), Verdict: text("finding"), Alarm: true, Advice: []string{text("advice"), text("other advice")},
		Summary: text("summary") + "\n\n" + text("more summary"), Lead: &film,
		Sections: []Section{
			{
				Title: text("section"), Text: text("text"),
				Numbers: []Number{number(false), number(true), number(false)},
				Scale: &Scale{
					Title: text("scale"), Text: text("scale text"),
					Marks: []Mark{{text("mark"), text("mark value"), 1, false}, {text("own mark"), text("own value"), .001, true}},
				},
				Figures: []Figure{wide, movie}, Tables: []Table{table},
			},
			{ID: "costs", Title: text("costs"), Text: text("cost")},
			{},
		},
		Absent:   []Absent{{text("missing"), text("reason")}, {text("missing too"), text("other reason")}},
		Commands: []string{text("command")},
		Settings: [][2]string{{text("name"), text("setting")}, {text("folder"), text("path")}},
	}
}

// plainly is a text as an author would write it.
func plainly(what string) string { return "a " + what + " in a few words" }

// written returns the page as HTML.
func written(p Page) []byte {
	var b bytes.Buffer
	must.Do(Write(&b, p))
	return b.Bytes()
}

// element is a start tag of a document, with what is directly in it as text.
type element struct {
	name       string
	attributes map[string]string
	text       string
}

// void are the tags that HTML does not close.
var void = regexp.MustCompile(`<(meta|link|img|input)\b([^>]*)>`)

// parsed returns all elements of a page in the order of their start tags. It fails unless every tag is closed, in order.
func parsed(page []byte) ([]*element, error) {
	decoder := xml.NewDecoder(bytes.NewReader(void.ReplaceAll(page, []byte("<$1$2/>"))))
	var all, open []*element
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("not well-formed: %w", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attributes: make(map[string]string)}
			for _, a := range token.Attr {
				e.attributes[a.Name.Local] = a.Value
			}
			all, open = append(all, e), append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(token)
			}
		}
	}
}

// elements returns all elements of a page.
func elements(page []byte) []*element {
	return must.Get(parsed(page))
}

// NothingIsEmpty fails if a page has a heading that nothing stands under, a picture without words on what is seen, or a figure without a
// caption.
func NothingIsEmpty(t *testing.T, page []byte) {
	t.Helper()
	all := elements(page)
	const content = "dl table figure details"
	counts := func(from int, names string) (n int) {
		for _, e := range all[from+1:] {
			if e.name == "section" {
				break
			}
			if slices.Contains(strings.Fields(names), e.name) {
				n++
			}
		}
		return n
	}
	var heading, captions, figures int
	for i, e := range all {
		switch e.name {
		case "section":
			heading++
			if counts(i, "h2") != 1 || counts(i, content) == 0 {
				t.Errorf("section %s has nothing under its heading", e.attributes["id"])
			}
		case "img":
			if len(strings.Fields(e.attributes["alt"])) < 4 {
				t.Errorf("a picture says %q", e.attributes["alt"])
			}
		case "figure":
			figures++
		case "figcaption":
			captions++
			if strings.TrimSpace(e.text) == "" {
				t.Error("a caption says nothing")
			}
		}
	}
	if heading == 0 || figures == 0 || captions != figures {
		t.Errorf("%d sections, %d figures, %d captions", heading, figures, captions)
	}
}
