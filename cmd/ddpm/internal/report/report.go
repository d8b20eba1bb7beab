// Package report writes what a command found as one HTML page that needs nothing but itself: no network, no other file and
// no script. Pictures are in the page; its own policy forbids a browser to load anything else.
package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// Page is what a report says. All texts are plain, not HTML.
type Page struct {
	Title    string
	Summary  string      // a paragraph or more under the title
	Lead     *Figure     // the picture beside the title; may be nil
	Sections []Section   // in order
	Settings [][2]string // names and values: all it takes to make the page again
}

// Section is a part of a page under a heading. What it has is shown in the order of the fields.
type Section struct {
	Title   string
	Text    string // what the section is about; an empty line starts a new paragraph
	Absent  string // why there is nothing here, where there is nothing
	Numbers []Number
	Figures []Figure
	Tables  []Table
}

// Number is a result in words and figures.
type Number struct {
	Name    string
	Value   string
	Unit    string // may be empty
	Floor   string // what the best possible result would be, as far as it is known; may be empty
	Verdict string // two or three words on the value; may be empty
	Alarm   bool   // whether the verdict is a bad one, to be set off
	Meaning string // a sentence on what the number means
}

// Figure is a picture.
type Figure struct {
	Name    string // a few words
	Alt     string // what it shows, for those who cannot see it; "": the name
	Caption string // what to see in it
	Image   []byte // a PNG with two pixels a point of the screen, or a GIF with one
}

// Table is a table of numbers that is folded up until it is asked for.
type Table struct {
	Title  string
	Header []string
	Rows   [][]string // as long as the header
}

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"css":        func() template.CSS { return template.CSS(pageCSS) },
	"paragraphs": paragraphs,
	"picture":    newPicture,
}).Parse(pageHTML))

// Write writes the page as HTML. It fails if a picture is neither PNG nor GIF, and with w's error.
func Write(w io.Writer, p Page) error {
	if err := page.Execute(w, p); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// paragraphs returns the paragraphs of a text.
func paragraphs(text string) []string {
	var split []string
	for _, paragraph := range strings.Split(text, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			split = append(split, paragraph)
		}
	}
	return split
}
