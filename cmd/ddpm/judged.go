package main

import (
	"context"
	"fmt"

	"ddpm/data"
	"ddpm/sample/compare"
)

// mostJudged is how many points of files are held, 64 MB of them: many times what a metric takes. Of more points, a random choice is held.
const mostJudged = 1 << 22

// judged is the points that are compared, and where they are from.
type judged struct {
	points []data.Point
	came   int // how many points there are; a random choice of them is in points if it is fewer
	files  []fileOfPoints
}

// fileOfPoints is a file that points are from.
type fileOfPoints struct {
	name    string
	count   int
	reading *data.Reading // nil for a built-in distribution
}

// judged returns the points of files, which together are one set, or points drawn from a distribution.
func (c *compareCmd) judged(ctx context.Context, a *app, names []string) (j judged, err error) {
	if _, builtin := data.Lookup(names[0]); len(names) == 1 && (builtin || data.IsPicture(names[0])) {
		dataset, err := c.openFile(names[0], nil)
		if err != nil {
			return j, err
		}
		return judged{dataset.Points(c.Count, a.Seed), c.Count, []fileOfPoints{{dataset.Name, 0, dataset.Reading}}}, nil
	}
	all := compare.NewCollection(mostJudged, a.Seed)
	for _, name := range names {
		if _, builtin := data.Lookup(name); builtin || data.IsPicture(name) {
			return j, fmt.Errorf("%s is a distribution, and several arguments before the last one must be files of points: the last one is what they are "+
				"judged against", name)
		}
		before := all.Came()
		reading, err := c.selection(name, c.Columns).Each(name, func(points []data.Point) error {
			all.Add(points)
			return ctx.Err()
		})
		if err != nil {
			return j, err
		}
		title := data.TitleOf(name)
		j.files = append(j.files, fileOfPoints{title, all.Came() - before, reading})
	}
	j.points, j.came = all.Points(), all.Came()
	if a.gave("count") {
		j.points = compare.Subset(j.points, c.Count, a.Seed)
		j.came = min(j.came, c.Count)
	}
	return j, nil
}

// print prints how files were read, one line for all that follow each other and were read in the same way, and how many points there are.
func (j judged) print(a *app) {
	before := ""
	for _, file := range j.files {
		if file.reading == nil || len(j.files) > 1 && file.reading.String() == before {
			continue
		}
		before = file.reading.String()
		points := ""
		if file.count > 0 {
			points = fmt.Sprintf("%d points, ", file.count)
		}
		a.out.Printf("%s: %s%s\n", file.name, points, before)
	}
	chosen := ""
	if j.came > len(j.points) {
		chosen = fmt.Sprintf(", of which %d are chosen at random", len(j.points))
	}
	if len(j.files) > 1 || j.came > len(j.points) {
		a.out.Printf("%d points of %d file(s)%s\n", j.came, len(j.files), chosen)
	}
}
