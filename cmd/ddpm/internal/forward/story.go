package forward

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"ddpm/cmd/ddpm/internal/album"
	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/internal/runs"
	"ddpm/model"
)

// Story is what a folder tells of a forward process: tables by the names of their CSV files, and a page with pictures.
type Story struct {
	Tables   map[string][][]string
	Page     report.Page
	Lead     album.Picture
	Sections []album.Section
}

// Tell leaves in folder what is found of a forward process, and the story of it. found is what goes to forward.json, and complete points
// into it. tell completes found and returns the story, whose pictures have so many pixels a point. Before, Tell deletes what an earlier forward left in the folder, and writes a first
// forward.json, which says that it is not complete, so that whatever comes after it is known to be ddpm's.
func Tell(ctx context.Context, folder runs.Folder, found any, complete *bool, pixels float64, tell func() (Story, error)) error {
	if err := folder.Claim(runs.Forward, true); err != nil { // whether it may be replaced was found out before
		return err
	}
	if err := folder.WriteJSON(JSONFile, found); err != nil {
		return err
	}
	story, err := tell()
	if err != nil {
		return err
	}
	for file, rows := range story.Tables {
		if err := folder.Write(func(w io.Writer) error { return csv.NewWriter(w).WriteAll(rows) }, file); err != nil {
			return err
		}
	}
	pictures := album.Album{Folder: folder, Kind: runs.Forward, Pixels: pixels}
	if err := pictures.Write(ctx, PageFile, story.Page, &story.Lead, story.Sections); err != nil {
		return err
	}
	*complete = true
	return folder.WriteJSON(JSONFile, found)
}

// Finding says in a sentence whether a process ends in noise along its schedules, of which names and ends say each, and what it does last; alarm
// reports whether one does not.
func Finding(names []string, noisy []bool, last string) (text string, alarm bool) {
	var not []string
	for i, name := range names {
		if !noisy[i] {
			not = append(not, name)
		}
	}
	switch {
	case len(not) > 0 && len(names) == 1:
		text = "It does not end in noise: a model that starts from noise alone starts from another distribution than it was trained on."
	case len(not) > 0:
		text = fmt.Sprintf("%d of %d schedules do not end in noise: %s. A model that starts from noise alone then starts from another distribution than "+
			"it was trained on.", len(not), len(names), strings.Join(not, ", "))
	case len(names) > 1:
		text = fmt.Sprintf("Along all %d schedules it ends in noise.", len(names))
	default:
		text = "It ends in noise, as it should."
	}
	return text + " " + last, len(not) > 0
}

// Settings returns the settings of a page: of what noise was added to, by a kind and a name, along which schedules.
func Settings(kind, name string, schedules []*model.Schedule, seed uint64) [][2]string {
	settings := [][2]string{
		{kind, name}, {"timesteps", fmt.Sprint(schedules[0].Steps())}, {"seed", fmt.Sprint(seed)}, {"ddpm", runs.Version},
	}
	for _, s := range schedules {
		settings = append(settings, [2]string{"schedule", s.Name()})
	}
	return settings
}

// Left returns the number that says what a schedule leaves at T, in some unit, and whether that is noise, which has at most so much.
func Left(schedule string, value, most float64, unit string, noise bool, meaning string) report.Number {
	n := report.Number{
		Name: "Left at T: " + schedule, Value: Decimal(value), Unit: unit, Floor: "0", Verdict: "ends in noise", Meaning: meaning,
		How: "0 is perfect: then x_T says nothing of x_0, and a chain that starts from noise alone starts where the training ended. Good: " +
			Decimal(most) + " and less. Bad: more. Then take a schedule that ends in more noise.",
	}
	if !noise {
		n.Verdict, n.Alarm = "does not end in noise", true
	}
	return n
}

// Decimal returns a number that is not negative with two digits that count, and without an exponent.
func Decimal(value float64) string {
	if value < 1e-6 {
		return "less than 0.000001"
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 2, 64), 64) // what is formatted is parsed
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// Digits returns numbers for a table, with seven digits each.
func Digits(values ...float64) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = strconv.FormatFloat(v, 'g', 7, 64)
	}
	return texts
}
