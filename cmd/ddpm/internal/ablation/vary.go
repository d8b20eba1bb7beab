package ablation

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Variation is a flag and the values that it takes.
type Variation struct {
	Name   string
	Values []string
}

// Variations reads what is to be varied: texts such as width=16,64,128.
func Variations(texts []string) ([]Variation, error) {
	var varied []Variation
	for _, text := range texts {
		name, values, ok := strings.Cut(text, "=")
		v := Variation{name, strings.Split(values, ",")}
		sorted := slices.Sorted(slices.Values(v.Values))
		switch {
		case !ok || name == "" || slices.Contains(v.Values, ""):
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

// with returns the cell with one flag changed. The change is written behind the name of its run, or, for a flag of sampling, of its file.
func (c *Cell) with(name, value string) (*Cell, error) {
	if slices.Contains([]string{"data", "columns", "label", "header", "drop-missing", "ink"}, name) {
		return nil, fmt.Errorf("--vary %s: what is learned stays the same in all of an ablation", name)
	}
	changed := *c
	changed.Values = append(slices.Clone(c.Values), value)
	into := (*string)(&changed.Run)
	var err error
	if changed.training, err = withField(c.training, name, value); errors.Is(err, errNoField) {
		changed.training, into = c.training, &changed.file
		changed.Drawing, err = withField(c.Drawing, name, value)
	}
	if errors.Is(err, errNoField) {
		err = fmt.Errorf("--vary %s: there is no such flag of training or sampling", name)
	}
	*into += "," + name + "=" + value
	return &changed, err
}

// errNoField says that a structure has no field of a name.
var errNoField = errors.New("no such field")

// withField returns a deep copy of a structure with one field changed. name is the field's name in JSON; value is JSON, or the text of
// a string.
func withField[T any](from T, name, value string) (to T, err error) {
	if !slices.ContainsFunc(reflect.VisibleFields(reflect.TypeFor[T]()), func(field reflect.StructField) bool {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		return tag == name
	}) {
		return to, errNoField // also where only the case of letters is another, with which JSON would find it
	}
	text, err := json.Marshal(from)
	if err != nil {
		return to, err
	}
	quoted, err := json.Marshal(value)
	if err != nil {
		return to, err
	}
	for _, v := range []string{value, string(quoted)} {
		if !json.Valid([]byte(v)) || v == "null" {
			continue
		}
		to = *new(T)
		if err := json.Unmarshal(text, &to); err != nil {
			return to, err
		}
		if json.Unmarshal(fmt.Appendf(nil, "{%q:%s}", name, v), &to) == nil {
			return to, nil
		}
	}
	return to, fmt.Errorf("--vary %s: %q is no value for it", name, value)
}
