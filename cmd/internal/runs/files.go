package runs

import (
	"fmt"

	"ddpm/data"
)

// FileFlags are the flags that say how a file of points is read. A flag's name in JSON is its own.
type FileFlags struct {
	Columns     []string `json:"columns,omitempty" group:"Files" placeholder:"X,Y" help:"The two columns of a file that hold the points, by name or by number from 1 (the only two that can hold them)."`
	Header      string   `json:"header,omitempty" group:"Files" placeholder:"yes|no" help:"Whether the first row of a text file has the names of the columns (decided by looking at the rows)."`
	DropMissing bool     `json:"drop-missing,omitempty" group:"Files" help:"Leave out rows without a value: empty, NA or NaN. Without this flag they are an error."`
	Ink         string   `json:"ink,omitempty" group:"Files" placeholder:"NAME" help:"Which places of a picture are likely: dark, light, alpha (those that are not transparent), or auto, which decides by looking at the picture, and takes a ground that is not quite white for white (auto)."`
}

// Selection returns what the flags say of a file, with the column of its labels, or "".
func (f FileFlags) Selection(label string) data.Selection {
	return data.Selection{Columns: f.Columns, Label: label, Header: f.Header, DropMissing: f.DropMissing, Ink: f.Ink}
}

// Extent returns where the points of the run's data lie, or nil if that is not known. Of a built-in distribution it is where 10,000 draws lie.
func (c Config) Extent() *data.Extent {
	if c.Reading != nil {
		return c.Reading.Extent
	}
	builtin, ok := data.Lookup(c.Data)
	if !ok {
		return nil
	}
	points := make([]data.Point, 10_000)
	data.Draw(points, nil, builtin.Mixture(), c.Seed, data.Drawn, 0)
	return data.NewExtent(points)
}

// FarOutside says in one line that so many of all points lie far outside the data, or returns "" if none does.
func FarOutside(count, all int) string {
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("%.3g%% of the points lie outside the range of the data by more than its width. Guidance, few evaluations or a short "+
		"training lead there; --clip-x0 3 holds each predicted x_0 within 3 standard deviations of the mean", 100*float64(count)/float64(all))
}
