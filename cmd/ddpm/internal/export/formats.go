package export

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"ddpm/data/named"
	"ddpm/model"
)

// Format is a form that other programs run. It is written into one or more files.
type Format struct {
	ending string // of the file that it is named by, as .onnx
	files  []part
}

// part is one of the files of a format: the one that the format is named by, or, if there is an ending, the one beside it that has the
// same name with this ending.
type part struct {
	ending string
	write  func(w io.Writer, m *model.Model, version string) error
}

// formats has the formats by name.
var formats = named.Table[Format]{Kind: "--to", Entries: []named.Entry[Format]{
	{Name: "onnx", Value: Format{".onnx", []part{{"", ONNX}}}},
	{Name: "pytorch", Value: Format{".py", []part{{".safetensors", PyTorchWeights}, {"", PyTorch}}}},
}}

// FormatNames returns the names that Find knows.
func FormatNames() []string { return formats.Names() }

// Find returns the format of a name, and the name; or, if that is "", the format that the ending of a file says. It fails if there is no
// such format.
func Find(name, file string) (string, Format, error) {
	if name != "" {
		choice, err := formats.Find(name)
		return name, choice.Value, err
	}
	var known []string
	for _, entry := range formats.Entries {
		if strings.EqualFold(filepath.Ext(file), entry.Value.ending) {
			return entry.Name, entry.Value, nil
		}
		known = append(known, entry.Value.ending)
	}
	return "", Format{}, fmt.Errorf("--out %s: want a file that ends in %s, or --to %s with it", file, strings.Join(known, " or "), strings.Join(formats.Names(), "|"))
}

// File is a file to write.
type File struct {
	Path  string
	Write func(w io.Writer, m *model.Model, version string) error
}

// Files returns the files of the format that a path names, itself the last. It fails if two of them would have the same path.
func (f Format) Files(path string) (files []File, err error) {
	for _, p := range f.files {
		beside := path
		if p.ending != "" {
			if beside = strings.TrimSuffix(path, filepath.Ext(path)) + p.ending; beside == path {
				return nil, fmt.Errorf("--out %s: want another ending, since a file that ends in %s is written beside it", path, p.ending)
			}
		}
		files = append(files, File{beside, p.write})
	}
	return files, nil
}
