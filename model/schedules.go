package model

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// curve is log ᾱ(s), falling from 0 at s = 0. It may fall to −∞ at s = 1.
type curve func(s float64) float64

// schedules has the curves by name. A curve is made from the values of the schedule's keys, in their order, and fails if
// they make no sense together.
var schedules = []struct {
	name string
	keys []parameter
	make func(values []float64) (curve, error)
}{
	{"linear", nil, linear},
	{"quadratic", nil, quadratic},
	{"cosine", nil, cosine},
	{"sigmoid", []parameter{{"start", -3}, {"end", 3}, {"temperature", 1}}, sigmoid},
}

// parameter is a number that a spec may give.
type parameter struct {
	name  string
	value float64 // where it is not given
}

// scale comes after a schedule's own keys.
var scale = parameter{"scale", 1}

// ScheduleNames returns the names that NewSchedule knows.
func ScheduleNames() []string {
	var names []string
	for _, schedule := range schedules {
		names = append(names, schedule.name)
	}
	return names
}

// parseSchedule returns the curve of a spec, scaled and lifted, and the spec as Schedule.Name gives it.
func parseSchedule(spec string) (canonical string, of curve, err error) {
	name, rest, _ := strings.Cut(spec, ":")
	for _, schedule := range schedules {
		if schedule.name != name {
			continue
		}
		keys := append(slices.Clone(schedule.keys), scale)
		given, err := parseKeys(name, strings.TrimPrefix(spec, name), keys)
		if err != nil {
			return "", nil, err
		}
		canonical, values := name, make([]float64, len(keys))
		for i, key := range keys {
			values[i] = key.value
			if value, ok := given[key.name]; ok {
				values[i] = value
				canonical += ":" + key.name + "=" + strconv.FormatFloat(value, 'g', -1, 64)
			}
		}
		own, b := values[:len(schedule.keys)], values[len(schedule.keys)]
		if !(b > 0) {
			return "", nil, fmt.Errorf("%s %v: want a positive number", scale.name, b)
		}
		of, err := schedule.make(own)
		if err != nil {
			return "", nil, err
		}
		return canonical, lifted(scaled(of, b)), nil
	}
	wrong := "want one of " + strings.Join(ScheduleNames(), ", ")
	if rest != "" {
		wrong += ", and after it key=value"
	}
	return "", nil, errors.New(wrong)
}

// parseKeys returns the numbers in text, of the form :key=value:…, for the schedule of that name.
func parseKeys(name, text string, keys []parameter) (map[string]float64, error) {
	given := make(map[string]float64)
	if text == "" {
		return given, nil
	}
	var names []string
	for _, key := range keys {
		names = append(names, key.name)
	}
	for part := range strings.SplitSeq(text[1:], ":") {
		key, number, ok := strings.Cut(part, "=")
		_, twice := given[key]
		switch {
		case !ok:
			return nil, fmt.Errorf("want key=value after each colon, as in %s:%s=%v, not %q", name, keys[0].name, keys[0].value, part)
		case !slices.Contains(names, key):
			return nil, fmt.Errorf("%s has no %q: want %s", name, key, strings.Join(names, ", "))
		case twice:
			return nil, fmt.Errorf("%s is given twice: want it once", key)
		}
		value, err := strconv.ParseFloat(number, 64)
		if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
			return nil, fmt.Errorf("%s %q: want a number", key, number)
		}
		given[key] = value
	}
	return given, nil
}

// scaled is Chen 2023's input scaling by b: ᾱ′ = b²ᾱ/(b²ᾱ + 1 − ᾱ), which is log-SNR + 2 ln b.
func scaled(of curve, b float64) curve {
	if b == 1 {
		return of
	}
	return func(s float64) float64 {
		logAlphaBar := of(s)
		return -math.Log1p(-math.Expm1(logAlphaBar) / math.Exp(logAlphaBar+2*math.Log(b)))
	}
}

// minLogSNR is where schedules end that would otherwise end lower, most of them with no signal at all. There the chain is
// noise for any practical purpose (KL to N(0, I) below 1e-8 nats for standardised data), and x_0 can still be had from ε.
// What ends lower by no more than lowLogSNR is low enough and no trouble: Ho et al.'s linear schedule ends at −10.12.
const (
	minLogSNR = -10
	lowLogSNR = minLogSNR - .2
)

// lifted returns the curve itself if it ends above lowLogSNR. Else it mixes ᾱ with a constant, ᾱ′ = 1 − k(1−ᾱ), with the k
// that makes it end at minLogSNR. That moves ᾱ by at most 5e-5, and the log-SNR still falls wherever it did.
func lifted(of curve) curve {
	end := of(1)
	if variance := -math.Expm1(end); end-math.Log(variance) >= lowLogSNR {
		return of
	}
	k := 1 / (1 + math.Exp(minLogSNR)) / -math.Expm1(end)
	return func(s float64) float64 { return math.Log1p(k * math.Expm1(of(s))) }
}
