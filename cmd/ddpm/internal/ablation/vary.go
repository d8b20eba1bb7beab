package ablation

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ddpm/cmd/internal/runs"
)

// Variation is a flag and the values that it takes.
type Variation struct {
	Name   string
	Values []string
}

// choice is all that a cell depends on: how a network is trained, and how points are drawn from it.
type choice struct {
	training struct {
		Seed uint64 `json:"seed"`
		runs.Settings
	}
	drawing runs.Drawing
}

// Variations reads what is to be varied: texts such as width=16,64,128.
func Variations(texts []string) ([]Variation, error) {
	var varied []Variation
	for _, text := range texts {
		name, values, ok := strings.Cut(text, "=")
		v := Variation{name, strings.Split(values, ",")}
		sorted := slices.Sorted(slices.Values(v.Values))
		switch {
		case !ok || slices.Contains(v.Values, ""):
			return nil, fmt.Errorf("--vary %s: want a flag and values, as in width=16,64,128", text)
		case len(slices.Compact(sorted)) < len(v.Values):
			return nil, fmt.Errorf("--vary %s: a value is there twice", text)
		case slices.ContainsFunc(varied, func(other Variation) bool { return other.Name == name }):
			return nil, fmt.Errorf("--vary %s: %s is varied twice", text, name)
		}
		varied = append(varied, v)
	}
	return varied, nil
}

// newCells returns a cell for every combination of values; the values of the last flag change fastest. It fails if there is no such flag
// of training or sampling, or if it does not take the value.
func newCells(folder runs.Folder, settings runs.Settings, drawing runs.Drawing, seed uint64, varied []Variation) ([]*Cell, error) {
	var first Cell
	first.choice.training.Seed, first.choice.training.Settings = seed, settings
	first.choice.drawing = drawing
	cells := []*Cell{&first}
	for _, v := range varied {
		var more []*Cell
		for _, of := range cells {
			for _, value := range v.Values {
				changed := &Cell{Values: append(slices.Clone(of.Values), value), Run: of.Run, file: of.file}
				var trains bool
				var err error
				if changed.choice, trains, err = of.choice.with(v.Name, value); err != nil {
					return nil, err
				}
				into := &changed.file
				if trains {
					into = (*string)(&changed.Run)
				}
				*into += "," + v.Name + "=" + value
				more = append(more, changed)
			}
		}
		cells = more
	}
	asFile := strings.NewReplacer(":", "-", "/", "-", `\`, "-")
	for i := range cells {
		run := cmp.Or(strings.TrimPrefix(asFile.Replace(string(cells[i].Run)), ","), "run")
		cells[i].Run = runs.Folder(folder.File(run))
		cells[i].Drawing = cells[i].choice.drawing
		cells[i].file = "cell" + asFile.Replace(cells[i].file) + ".json"
	}
	return cells, nil
}

// with returns the choice with one flag changed, and reports whether it is a flag of training.
func (c choice) with(name, value string) (changed choice, trains bool, err error) {
	if slices.Contains([]string{"data", "columns", "label"}, name) {
		return c, false, fmt.Errorf("--vary %s: what is learned stays the same in all of an ablation", name)
	}
	changed = c
	if changed.training, err = withField(c.training, name, value); !errors.Is(err, errNoField) {
		return changed, true, err
	}
	changed.training = c.training
	if changed.drawing, err = withField(c.drawing, name, value); !errors.Is(err, errNoField) {
		return changed, false, err
	}
	return changed, false, fmt.Errorf("--vary %s: there is no such flag of training or sampling", name)
}

// errNoField says that a structure has no field of a name.
var errNoField = errors.New("no such field")

// withField returns a deep copy of a structure with one field changed. name is the field's name in JSON; value is JSON, or the text of
// a string.
func withField[T any](from T, name, value string) (to T, err error) {
	text, err := json.Marshal(from)
	if err != nil {
		return to, err
	}
	quoted, err := json.Marshal(value)
	if err != nil {
		return to, err
	}
	err = errNoField
	for _, v := range []string{value, string(quoted)} {
		if !json.Valid([]byte(v)) || v == "null" {
			continue
		}
		to = *new(T)
		if err := json.Unmarshal(text, &to); err != nil {
			return to, err
		}
		decoder := json.NewDecoder(strings.NewReader(fmt.Sprintf("{%q:%s}", name, v)))
		decoder.DisallowUnknownFields()
		failed := decoder.Decode(&to)
		if failed == nil {
			return to, nil
		}
		if _, ok := errors.AsType[*json.UnmarshalTypeError](failed); ok {
			err = fmt.Errorf("--vary %s: %q is no value for it", name, value)
		}
	}
	return to, err
}
