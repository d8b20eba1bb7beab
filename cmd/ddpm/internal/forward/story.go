package forward

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

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

// Left returns the number that says what a schedule leaves at T, in some unit, and whether that is noise.
func Left(schedule string, value float64, unit string, noise bool, meaning string) report.Number {
	n := report.Number{
		Name: "Left at T: " + schedule, Value: fmt.Sprintf("%.2g", value), Unit: unit, Floor: "0", Verdict: "ends in noise", Meaning: meaning,
	}
	if !noise {
		n.Verdict, n.Alarm = "does not end in noise", true
	}
	return n
}

// Digits returns numbers for a table, with seven digits each.
func Digits(values ...float64) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = strconv.FormatFloat(v, 'g', 7, 64)
	}
	return texts
}
