package data

import (
	"fmt"
	"strings"
)

// Reading says how a file was read: what its Selection left open, and what was decided. It stands in config.json.
type Reading struct {
	Columns  [2]string `json:"columns,omitzero"`        // of the points, each by its name or by its number from 1
	Header   *bool     `json:"header,omitempty"`        // whether the first row of a text has the names of the columns; nil for other files
	LeftOut  []string  `json:"left_out,omitempty"`      // columns that are certainly no coordinates, with what they hold
	Dropped  int       `json:"dropped_rows,omitempty"`  // rows without a value in one of the columns
	Comments int       `json:"comment_lines,omitempty"` // lines of a text below its first row that begin with #, which are left out
	Decimal  string    `json:"decimal,omitempty"`       // "comma", where numbers are written so
	Ink      string    `json:"ink,omitempty"`           // of a picture: dark, light or alpha, what of it has probability
	Ground   float64   `json:"ground,omitempty"`        // share of the ink of a picture that was in its background, and was left out
	Extent   *Extent   `json:"extent,omitempty"`        // where the points lie
	Crowded  []string  `json:"crowded,omitempty"`       // columns whose values are crowded beside a few that lie far out, and how much
}

// inkMeanings say what of a picture has probability, by the name of the ink.
var inkMeanings = map[string]string{
	"dark": "the ink is dark", "light": "the ink is light", "alpha": "the ink is alpha, all that is not transparent",
}

// Names returns the names of the two columns: those of the file's header, or x and y if it has none or r is nil.
func (r *Reading) Names() [2]string {
	if r == nil || r.Header == nil || !*r.Header {
		return [2]string{"x", "y"}
	}
	return r.Columns
}

// String returns the reading in one line.
func (r *Reading) String() string {
	if r.Ink != "" {
		text := inkMeanings[r.Ink]
		if r.Ground > 0 {
			text += fmt.Sprintf("; the ground, such as paper, would have had %.0f%% of the probability, and has none", 100*r.Ground)
		}
		return text
	}
	text := fmt.Sprintf("columns %s and %s", r.Columns[0], r.Columns[1])
	if r.LeftOut != nil {
		text += ", without " + strings.Join(r.LeftOut, ", ")
	}
	if r.Header != nil && *r.Header {
		text += "; the first row has their names"
	} else if r.Header != nil {
		text += "; the first row is a point"
	}
	if r.Decimal != "" {
		text += "; decimal commas"
	}
	if r.Comments > 0 {
		text += fmt.Sprintf("; lines left out as comments, with # in front: %d", r.Comments)
	}
	if r.Dropped > 0 {
		text += fmt.Sprintf("; rows left out for a missing value: %d", r.Dropped)
	}
	if crowding := r.Crowding(); crowding != "" {
		text += ". " + crowding
	}
	return text
}

// Crowding says that a few rows lie too far out, and what may be done. It returns "" if none does, or if r is nil.
func (r *Reading) Crowding() string {
	if r == nil || r.Crowded == nil {
		return ""
	}
	return fmt.Sprintf("A few rows lie so far out that the network hardly sees the others (%s): leave these rows out, or take logarithms",
		strings.Join(r.Crowded, ", "))
}
