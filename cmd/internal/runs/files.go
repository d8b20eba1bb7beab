package runs

import "ddpm/data"

// FileFlags are the flags that say how a file of points is read. A flag's name in JSON is its own.
type FileFlags struct {
	Columns     []string `json:"columns,omitempty" group:"Files" placeholder:"X,Y" help:"The two columns of a file that hold the points, by name or by number from 1 (the only two that can)."`
	Header      string   `json:"header,omitempty" group:"Files" placeholder:"yes|no" help:"Whether the first row of a text file has the names of the columns (seen from the rows)."`
	DropMissing bool     `json:"drop-missing,omitempty" group:"Files" help:"Leave out rows without a value: empty, NA or NaN. Without this flag they are an error."`
	Ink         string   `json:"ink,omitempty" group:"Files" placeholder:"NAME" help:"What of a picture has probability: dark, light, alpha (what is not transparent), or auto, which sees from the picture what it is, and leaves out a ground that is not quite white (auto)."`
}

// Selection returns what the flags say of a file, with the column of its labels, or "".
func (f FileFlags) Selection(label string) data.Selection {
	return data.Selection{Columns: f.Columns, Label: label, Header: f.Header, DropMissing: f.DropMissing, Ink: f.Ink}
}
