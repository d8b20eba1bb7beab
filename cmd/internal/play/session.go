package play

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/data/mixture"
)

// runNames are the names of the two runs of a session. The first is the default.
var runNames = []string{"A", "B"}

// session is what is open, with the runs on it.
type session struct {
	kind       string // builtin, drawing, points or picture
	data       string // what the command line calls it: the name of a built-in, or the path of a file
	name       string // the same for people
	dataset    *data.Dataset
	kept       bool           // data is a file of the engine's own, which nobody else finds
	drawing    *data.Drawing  // that the page has drawn
	reading    runs.FileFlags // how a file is read, as far as the user has said it
	usualSteps int            // of a training where the user does not say how many
	usualRate  float64        // the learning rate where the user does not say it
	axes       data.Standardizer
	truth      *mixture.Mixture // the distribution in standardised coordinates; nil if it is not known
	cloud      *mixture.Mixture // truth or, if it is not known, some of the points
	view       [4]float64
	entropy    *number   // of the distribution, in nats; nil until it is known
	opened     openReply // what the page was told of it
	runs       map[string]*run
}

// openRequest opens one of three things: a built-in by its name, a drawing, or a file whose bytes are the payload.
type openRequest struct {
	Data    string        `json:"data"`
	Drawing *data.Drawing `json:"drawing"`
	File    string        `json:"file"` // its name; no path is taken from it
	runs.FileFlags
}

type openReply struct {
	Data   string     `json:"data"`
	Kind   string     `json:"kind"`
	Labels []string   `json:"labels"`
	View   [4]float64 `json:"view"` // xmin, xmax, ymin, ymax
	Exact  bool       `json:"exact"`
	Notes  []string   `json:"notes"`
}

// open answers the request open. It takes the place of all that was open.
func (e *Engine) open(_ context.Context, q openRequest, payload []byte) (any, []array, error) {
	s := &session{reading: q.FileFlags, kept: q.Data == ""}
	var err error
	switch {
	case q.Data != "" && q.Drawing == nil && q.File == "":
		if _, ok := data.Lookup(q.Data); !ok {
			return nil, nil, fmt.Errorf("unknown distribution %q: want one of %s", q.Data, strings.Join(data.BuiltinNames(), ", "))
		}
		s.kind, s.data, s.name = "builtin", q.Data, q.Data
	case q.Drawing != nil && q.Data == "" && q.File == "":
		s.kind, s.name, s.drawing = "drawing", "drawing"+data.DrawingExtension, q.Drawing
		s.data, err = e.keep(s.name, q.Drawing.Bytes())
	case q.File != "" && q.Data == "" && q.Drawing == nil:
		s.name = safeName(q.File)
		if s.kind = kindOf(s.name); s.kind == "builtin" {
			s.kind = "points" // which it is not, and the error says so
		}
		s.data, err = e.keep(s.name, payload)
	default:
		err = errors.New("open: want one of data, drawing and file")
	}
	if err == nil {
		err = e.show(s)
	}
	if err != nil {
		s.close()
		return nil, nil, e.withoutScratch(err)
	}
	return s.opened, nil, nil
}

// Open opens what the command line names: a built-in, or a file by its path, which is read as the flags say.
func (e *Engine) Open(name string, reading runs.FileFlags) error {
	s := &session{kind: kindOf(name), data: name, name: data.BaseOf(name), reading: reading}
	return e.show(s)
}

// kindOf returns the kind of what has that name.
func kindOf(name string) string {
	if _, ok := data.Lookup(name); ok {
		return "builtin"
	}
	switch {
	case data.IsPicture(name):
		return "picture"
	case data.IsDrawing(name):
		return "drawing"
	}
	return "points"
}

// show reads the data of a session, prepares its runs, and puts it in the place of what was open.
func (e *Engine) show(s *session) (err error) {
	if err := s.read(); err != nil {
		return err
	}
	s.opened = openReply{
		Data: strings.TrimSuffix(s.name, data.DrawingExtension), Kind: s.kind, View: s.view, Exact: s.truth != nil, Notes: s.notes(),
		Labels: []string{},
	}
	if labelled, err := data.Open(s.data, nil, "label"); err == nil && s.kind == "builtin" {
		s.opened.Labels = labelled.LabelNames
	}
	s.runs = make(map[string]*run)
	for _, name := range runNames {
		usual := defaultSettings(s.data, s.reading)
		if s.kind == "points" {
			usual.Keep = runs.KeepLast // the page shows every snapshot, and a person chooses
		}
		if s.runs[name], err = newRun(s, usual, runs.DefaultSeed); err != nil {
			return err
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.session != nil {
		e.session.close()
	}
	e.session = s
	e.densities.clear()
	if s.truth != nil && !e.closed {
		e.measuring.Go(func() { e.measureEntropy(s) })
	}
	return nil
}

// measureEntropy finds the entropy of a session's distribution, which can take a second. The first picture need not wait for it.
func (e *Engine) measureEntropy(s *session) {
	select {
	case <-time.After(time.Second):
	case <-e.ctx.Done():
		return
	}
	e.mu.Lock()
	open := e.session == s
	e.mu.Unlock()
	if !open {
		return
	}
	entropy := number(s.dataset.Distribution.Entropy())
	e.mu.Lock()
	defer e.mu.Unlock()
	s.entropy = &entropy
}

// close ends the trainings of a session, and deletes its file if that is the engine's own.
func (s *session) close() {
	for _, r := range s.runs {
		r.stop()
	}
	if s.kept && s.data != "" {
		_ = os.RemoveAll(filepath.Dir(s.data)) // what is left goes with the engine's own folder
	}
}

// cloudPoints is how many of a file's points stand for all of them where the density of every one would take too long.
const cloudPoints = 2048

// read opens the session's data and sets what follows from it.
func (s *session) read() (err error) {
	if s.dataset, err = s.reading.Selection("").Open(s.data); err != nil {
		return err
	}
	s.axes = s.dataset.Standardizer()
	if s.dataset.Distribution != nil {
		s.truth = s.axes.Distribution(s.dataset.Distribution)
		s.cloud = s.truth
	} else {
		points := s.dataset.Fixed
		if len(points) > cloudPoints {
			points = s.dataset.Points(cloudPoints, runs.DefaultSeed)
		}
		s.cloud = mixture.Empirical(s.standardised(points))
	}
	s.view = s.surroundings()
	return nil
}

// surroundings returns a view that shows both the data and the noise that it becomes. It is a square, unless one axis has numbers that
// are more than ten times those of the other.
func (s *session) surroundings() (view [4]float64) {
	const (
		noise  = 3.2  // half the width of what holds nearly all points of N(0, 1)
		margin = 1.06 // around the data
		apart  = 10
	)
	var half data.Point
	for axis := range half {
		half[axis] = noise * s.axes.Scale[axis]
	}
	for _, x := range s.dataset.Points(4096, runs.DefaultSeed) {
		for axis := range half {
			far := margin * math.Abs(x[axis]-s.axes.Mean[axis])
			half[axis] = min(max(half[axis], far), 8*s.axes.Scale[axis]) // stray points do not make all others small
		}
	}
	if half[0] <= apart*half[1] && half[1] <= apart*half[0] {
		half[0] = max(half[0], half[1])
		half[1] = half[0]
	}
	for axis := range half {
		view[2*axis], view[2*axis+1] = s.axes.Mean[axis]-half[axis], s.axes.Mean[axis]+half[axis]
	}
	return view
}

// notes returns what was decided about a file, in sentences.
func (s *session) notes() []string {
	switch s.kind {
	case "points":
		return []string{fmt.Sprintf("%d points, %v.", len(s.dataset.Fixed), s.dataset.Reading)}
	case "picture":
		return []string{fmt.Sprintf("A point is as probable as its place has ink: %v.", s.dataset.Reading)}
	}
	return []string{}
}
