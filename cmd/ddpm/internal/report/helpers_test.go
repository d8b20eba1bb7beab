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
	"testing"
)

// pngOf and gifOf return pictures of a size in pixels.
func pngOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gifOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	img := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
	if err := gif.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// example returns a page that has everything, its texts made by a function of what they are.
func example(t *testing.T, text func(what string) string) Page {
	wide := Figure{Name: text("figure"), Caption: text("caption"), Alt: text("alt"), Image: pngOf(t, 1600, 900)}
	movie := Figure{Name: text("animation"), Caption: text("animated caption"), Alt: text("animated alt"), Image: gifOf(t, 450, 460)}
	number := func(alarm bool) Number {
		return Number{text("number"), text("value"), text("unit"), text("floor"), text("verdict"), alarm, text("meaning")}
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
		Title: text("title"), Summary: text("summary") + "\n\n" + text("more summary"), Lead: &movie,
		Sections: []Section{
			{
				Title: text("section"), Text: text("text"),
				Numbers: []Number{number(false), number(true), number(false)},
				Figures: []Figure{wide, movie}, Tables: []Table{table},
			},
			{Title: text("missing"), Absent: text("reason")},
			{},
		},
		Settings: [][2]string{{text("name"), text("setting")}, {text("folder"), text("path")}},
	}
}

// plainly is a text as an author would write it.
func plainly(what string) string { return "a " + what + " in a few words" }

// written returns the page as HTML.
func written(t *testing.T, p Page) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, p); err != nil {
		t.Fatal(err)
	}
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
func elements(t *testing.T, page []byte) []*element {
	t.Helper()
	all, err := parsed(page)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
