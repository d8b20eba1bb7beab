package runs

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"

	"ddpm/data/must"
)

// SettingNames returns the names of all settings, the seed included.
func SettingNames() []string {
	names := []string{"seed"}
	for field := range reflect.TypeFor[Settings]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// CheckGiven fails if one of the settings of the given names contradicts the configuration of the run in the folder. Other names are
// passed over.
func (f Folder) CheckGiven(s Settings, seed uint64, given []string) error {
	c, err := f.Config()
	if err != nil {
		return err
	}
	if s.Data != c.Data {
		if path, err := filepath.Abs(s.Data); err == nil && path == c.Data {
			s.Data = path
		}
	}
	now, then := Config{Seed: seed, Settings: s}.ByName(), c.ByName()
	for _, name := range given {
		if now[name] != then[name] {
			return fmt.Errorf("%s %s contradicts the run in %s, where it is %s", name, cmp.Or(now[name], "not set"), f, cmp.Or(then[name], "not set"))
		}
	}
	return nil
}

// ByName returns the configuration's values by name, as Fields has them.
func (c Config) ByName() map[string]string {
	values := make(map[string]string)
	for _, field := range Fields(c) {
		values[field[0]] = field[1]
	}
	return values
}

// Fields returns the names of a structure's fields in JSON, each with its value as text, in their order.
func Fields(structure any) (fields [][2]string) {
	for _, field := range rawFields(structure) {
		var text string
		if json.Unmarshal([]byte(field[1]), &text) == nil {
			field[1] = text
		}
		fields = append(fields, field)
	}
	return fields
}

// rawFields is Fields with the values as they are in JSON, texts in quotes.
func rawFields(structure any) (fields [][2]string) {
	decoder := json.NewDecoder(bytes.NewReader(must.Get(json.Marshal(structure))))
	_, _ = decoder.Token() // {
	for decoder.More() {
		name, _ := decoder.Token()
		var value json.RawMessage
		_ = decoder.Decode(&value)
		fields = append(fields, [2]string{name.(string), string(value)})
	}
	return fields
}
