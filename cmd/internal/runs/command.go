package runs

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/train"
)

// DefaultSeed is the command line's.
const DefaultSeed = 1

// defaultCount is how many points are drawn if nothing is said.
const defaultCount = 10_000

// DefaultSettings returns the settings of ddpm run without flags. What depends on the points to train on is left open.
func DefaultSettings(dataset string) Settings {
	t := train.DefaultConfig()
	return Settings{
		Data: dataset, Batch: t.Batch, EMA: t.EMA, ClipGrad: t.ClipGrad,
		Timesteps: model.DefaultSteps, Schedule: model.DefaultSchedule, Predict: model.DefaultPredict,
		Width: model.DefaultWidth, Blocks: model.DefaultBlocks,
	}
}

// Flags returns the flags of settings that differ from the usual ones, as words of a command line. Both are structures whose names in JSON
// are those of flags.
func Flags(given, usual any) (words []string) {
	known := rawFields(usual)
	for _, field := range rawFields(given) {
		if flag, value := "--"+field[0], field[1]; flag != "--data" && !slices.Contains(known, field) {
			switch text := flagValue(value); {
			case value == "true": // a flag that is set needs no value
				words = append(words, flag)
			case strings.HasPrefix(text, "-"):
				words = append(words, flag+"="+Quoted(text))
			default:
				words = append(words, flag, Quoted(text))
			}
		}
	}
	return words
}

// Command returns the command line that trains the network of a configuration on so many fixed rows, 0 for fresh draws, with the flags that
// differ from their defaults. verb is run or train.
func (c Config) Command(verb string, rows int) []string {
	words := []string{"ddpm", verb, Quoted(c.Data)}
	if c.Seed != DefaultSeed {
		words = append(words, "--seed", strconv.FormatUint(c.Seed, 10))
	}
	return append(words, Flags(c.Settings, c.usual(rows))...)
}

// usual returns the settings that the configuration would have on the same data without flags.
func (c Config) usual(rows int) Settings {
	usual := Config{Settings: DefaultSettings(c.Data)}
	usual.complete(rows, c.Blurred)
	if rows > 0 {
		usual.Blur = data.AutoBlur
	}
	if c.Holdout != nil {
		usual.Holdout = new(defaultHoldout)
	}
	if c.Keep != "" {
		usual.Keep = KeepBest
	}
	if c.LabelDropout != nil {
		usual.LabelDropout = new(train.DefaultLabelDropout)
	}
	return usual.Settings
}

// Flags returns the flags of how points were drawn from a model, as words of a command line, with those that differ from their defaults.
func (d Drawn) Flags(m *model.Model) []string {
	choice, err := Drawing{Sampling: Sampling{Sampler: d.Sampler}}.Choice(m)
	if err != nil { // then the sampler is of another version
		return Flags(d.Drawing, Drawing{})
	}
	usual := DrawnBy(choice, defaultCount, 0).Drawing
	usual.Sampler = sample.DefaultSampler
	return Flags(d.Drawing, usual)
}

// flagValue returns the value of a flag as text, from JSON: several texts are separated by commas, and a comma in one of them is written \,.
func flagValue(value string) string {
	var text string
	var several []string
	switch {
	case json.Unmarshal([]byte(value), &text) == nil:
		return text
	case json.Unmarshal([]byte(value), &several) == nil:
		for i, text := range several {
			several[i] = strings.ReplaceAll(text, ",", `\,`)
		}
		return strings.Join(several, ",")
	}
	return value
}

// Quoted returns a word of a command line, in quotes if a shell would not take it as it is.
func Quoted(word string) string {
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-_.,:=/+", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
