// Package report writes what a command found as one HTML page that needs nothing but itself: no network and no other file. Pictures are in
// the page. Its policy forbids a browser to load anything else, and to run any script but page.js, which moves the slider of a film. Without
// a script all but that slider works.
package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// Page is what a report says. All texts are plain, not HTML.
type Page struct {
	Title    string
	Verdict  string // what was found, in a sentence or two: the first thing that is read; may be empty
	Alarm    bool   // whether the verdict is a bad one, to be set off
	Advice   []string
	Lead     *Figure     // the picture that is seen first; may be nil
	Summary  string      // a paragraph or more: what the page is about
	Sections []Section   // in order
	Absent   []Absent    // what was not measured
	Commands []string    // the command lines that make the page again
	Near     string      // what they make, if no command line makes the same page again; may be empty
	Settings [][2]string // names and values
}

// Section is a part of a page under a heading. What it has is shown in the order of the fields.
type Section struct {
	ID      string // of the heading in the page; "": its number
	Title   string
	Text    string // what the section is about; an empty line starts a new paragraph
	Numbers []Number
	Scale   *Scale // may be nil
	Figures []Figure
	Tables  []Table
}

// Absent is something that was not measured.
type Absent struct {
	Name   string // or several, separated by commas
	Reason string
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
	How     string // how to read it: what is good, what is bad, and its floor; folded up until it is asked for; may be empty
}

// Scale is a number beside others of its kind, each as a bar.
type Scale struct {
	Title string
	Marks []Mark
	Text  string // what to see in it
}

// Mark is a number on a scale.
type Mark struct {
	Name  string
	Value string
	Share float64 // of the longest bar, from 0 to 1
	Own   bool    // whether it is the number that the page is about
}

// Figure is a picture.
type Figure struct {
	Name    string // a few words
	Alt     string // what is seen, for those who cannot see it; "": the name
	Caption string // what to see in it
	Image   []byte // a PNG with two pixels a point of the screen, or a GIF with one
	Film    *Film  // what the picture holds if it moves; nil: it stands still
}

// Film says that an image, a PNG with one pixel a point of the screen, holds the frames of a film, in rows. The last row may end early.
type Film struct {
	Frames, Columns int
	Width, Height   int     // of a frame, in points of the screen
	Seconds         float64 // that the frames take, one after the other
	Still           []byte  // a PNG of the size of a frame that stands beside the film; nil: none
	StillAlt        string  // what is seen in it
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

//go:embed page.js
var pageJS string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"css":        func() template.CSS { return template.CSS(pageCSS) },
	"script":     func() template.HTML { return template.HTML("<script>" + pageJS + "</script>") },
	"scriptHash": scriptHash,
	"section":    sectionID,
	"percent":    func(share float64) string { return fmt.Sprintf("%.1f", 100*share) },
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

// scriptHash is the hash of the page's script, as a policy names it: the only script that a browser runs.
func scriptHash() string {
	sum := sha256.Sum256([]byte(pageJS))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// sectionID returns the name of a section, which is the i-th of its page, in links.
func sectionID(i int, s Section) string {
	if s.ID != "" {
		return s.ID
	}
	return fmt.Sprintf("section-%d", i)
}
