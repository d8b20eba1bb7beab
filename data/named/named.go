// Package named finds things that a user chooses by name, such as a schedule or a sampler. Numbers may follow a name, as in
// sigmoid:start=0:end=3 or min-snr:5. The package imports nothing of this project, so every package may use it.
package named

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Table holds things of one kind.
type Table[T any] struct {
	Kind    string     // what error messages call one of them, such as "schedule"
	Entries []Entry[T] // in the order in which they are listed
}

// Entry is a thing with its name, and with the numbers that may follow the name.
type Entry[T any] struct {
	Name    string
	Value   T
	Numbers []Number
}

// Number is a number that may follow a name: NAME:KEY=1.5, or NAME:1.5 if Key is "". Such a number without a key is the only one of
// its entry.
type Number struct {
	Key      string
	Default  float64 // its value if it is not given
	Positive bool    // whether it must be above 0
	Most     float64 // if it is above 0, the number must be from 0 to it
}

// Choice is what Find found.
type Choice[T any] struct {
	Value   T
	Numbers []float64 // the values of the entry's numbers, in their order
	Spec    string    // the name and the numbers that were given, in the entry's order and each as short as can be
}

// Names returns the names of all entries, in their order.
func (t Table[T]) Names() []string {
	names := make([]string, len(t.Entries))
	for i, e := range t.Entries {
		names[i] = e.Name
	}
	return names
}

// Find returns the entry that a spec, a name and perhaps numbers, stands for. It fails if there is no such name, if the entry does
// not have such numbers, or if a number is not finite or not positive where it must be.
func (t Table[T]) Find(spec string) (Choice[T], error) {
	name, _, _ := strings.Cut(spec, ":")
	at := slices.Index(t.Names(), name)
	if at < 0 {
		return Choice[T]{}, t.Errorf(spec, "want one of %s", strings.Join(t.Names(), ", "))
	}
	entry := t.Entries[at]
	given, err := parse(name, strings.TrimPrefix(spec, name), entry.Numbers)
	if err != nil {
		return Choice[T]{}, t.Errorf(spec, "%w", err)
	}
	choice := Choice[T]{Value: entry.Value, Spec: name}
	for _, number := range entry.Numbers {
		value, ok := given[number.Key]
		if !ok {
			value = number.Default
		} else {
			choice.Spec += ":" + number.text(value)
		}
		choice.Numbers = append(choice.Numbers, value)
	}
	return choice, nil
}

// Errorf returns an error about a spec, which begins as the errors of Find do: with the kind and the spec.
func (t Table[T]) Errorf(spec, format string, args ...any) error {
	return fmt.Errorf("%s %q: "+format, append([]any{t.Kind, spec}, args...)...)
}

// text returns the number as it follows the colon after a name.
func (n Number) text(value float64) string {
	text := strconv.FormatFloat(value, 'g', -1, 64)
	if n.Key == "" {
		return text
	}
	return n.Key + "=" + text
}

// parse returns the given numbers by key. The text after the name is empty or begins with a colon.
func parse(name, text string, numbers []Number) (map[string]float64, error) {
	given := make(map[string]float64)
	text, more := strings.CutPrefix(text, ":")
	switch {
	case !more:
		return given, nil
	case len(numbers) == 0:
		return nil, fmt.Errorf("want nothing after %s", name)
	case numbers[0].Key == "":
		value, wanted := numbers[0].parse(text)
		if wanted != "" {
			return nil, fmt.Errorf("want %s after the colon, as in %s:%s", wanted, name, numbers[0].text(numbers[0].Default))
		}
		given[""] = value
		return given, nil
	}
	var keys []string
	for _, number := range numbers {
		keys = append(keys, number.Key)
	}
	for part := range strings.SplitSeq(text, ":") {
		key, text, ok := strings.Cut(part, "=")
		at := slices.Index(keys, key)
		_, twice := given[key]
		switch {
		case !ok:
			return nil, fmt.Errorf("want key=value after each colon, as in %s:%s, not %q", name, numbers[0].text(numbers[0].Default), part)
		case at < 0:
			return nil, fmt.Errorf("%s has no %q: want %s", name, key, strings.Join(keys, ", "))
		case twice:
			return nil, fmt.Errorf("%s is given twice: want it once", key)
		}
		value, wanted := numbers[at].parse(text)
		if wanted != "" {
			return nil, fmt.Errorf("%s %q: want %s", key, text, wanted)
		}
		given[key] = value
	}
	return given, nil
}

// parse returns the value of a text, or, if it has none, what is wanted in its place.
func (n Number) parse(text string) (value float64, wanted string) {
	value, err := strconv.ParseFloat(text, 64)
	good := err == nil && !math.IsNaN(value) && !math.IsInf(value, 0)
	switch {
	case n.Most > 0:
		wanted = fmt.Sprintf("a number from 0 to %v", n.Most)
		good = good && value >= 0 && value <= n.Most
	case n.Positive:
		wanted = "a positive number"
		good = good && value > 0
	default:
		wanted = "a number"
	}
	if !good {
		return 0, wanted
	}
	return value, ""
}
