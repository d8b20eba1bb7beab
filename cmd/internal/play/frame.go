package play

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/likelihood"
)

type frameRequest struct {
	Run          string    `json:"run"`
	T            float64   `json:"t"`
	Size         [2]int    `json:"size"` // width, height
	View         []float64 `json:"view"`
	Layers       []string  `json:"layers"`
	Panels       []string  `json:"panels"`
	Snapshot     *int      `json:"snapshot"`
	Class        string    `json:"class"`
	Count        int       `json:"count"`
	Seed         *uint64   `json:"seed"`
	ExactDensity bool      `json:"exact_density"`
}

type frameReply struct {
	T      float64    `json:"t"`
	LogSNR number     `json:"logsnr"` // null for data
	Signal float64    `json:"signal"`
	Noise  float64    `json:"noise"`
	Step   int        `json:"step"`
	View   [4]float64 `json:"view"`
	Busy   float64    `json:"busy"` // milliseconds that the frame took
}

// mostFramePoints bounds the points of one frame.
const mostFramePoints = 20_000

// frame answers the request frame: the panels at one noise level.
func (e *Engine) frame(ctx context.Context, q frameRequest, _ []byte) (any, []array, error) {
	began := time.Now()
	c, l, err := e.sceneAt(q.Run, q.Snapshot, q.Class, q.T)
	if err != nil {
		return nil, nil, err
	}
	defer c.release()
	g, err := newGrid(c.session, q.Size, q.View)
	if err != nil {
		return nil, nil, err
	}
	if q.Count < 0 || q.Count > mostFramePoints {
		return nil, nil, fmt.Errorf("count %d: want 0 to %d", q.Count, mostFramePoints)
	}
	f := &frame{engine: e, scene: c, level: l, grid: g, q: q}
	for _, layer := range layers {
		if slices.Contains(q.Layers, layer.name) {
			if err := layer.add(f, ctx); err != nil {
				return nil, nil, err
			}
		}
	}
	reply := frameReply{
		T: q.T, LogSNR: number(l.logSNR), Signal: l.signal, Noise: l.noise, Step: c.step, View: g.view,
		Busy: float64(time.Since(began).Microseconds()) / 1000,
	}
	return reply, f.arrays, nil
}

// frame is a frame in the making.
type frame struct {
	engine *Engine
	scene  *scene
	level  level
	grid   grid
	q      frameRequest
	arrays []array
}

// layers are the layers of a frame. Each adds the arrays that the panels of the request have.
var layers = []struct {
	name string
	add  func(f *frame, ctx context.Context) error
}{
	{"density", (*frame).densities},
	{"score", (*frame).scores},
	{"points", (*frame).points},
}

// panel reports whether the request wants a panel.
func (f *frame) panel(name string) bool { return slices.Contains(f.q.Panels, name) }

// densities adds the densities of x_t, and the error of the predicted noise.
func (f *frame) densities(ctx context.Context) error {
	c, g := f.scene, f.grid
	if f.panel("true") {
		f.arrays = append(f.arrays, floatArray("true.density", f.engine.density(c, f.level, g), g.height, g.width))
	}
	if f.panel("learned") && f.q.ExactDensity && c.trained {
		density, err := c.learnedDensity(ctx, f.level, g)
		if err != nil {
			return err
		}
		f.arrays = append(f.arrays, floatArray("learned.density", density, g.height, g.width))
	}
	if best := f.engine.best(c, f.level, g); f.panel("difference") && best != nil {
		errors := make([]float32, len(best))
		for i, predicted := range c.predicted(f.level, g) {
			errors[i] = float32(math.Hypot(predicted[0]-best[i][0], predicted[1]-best[i][1]))
		}
		f.arrays = append(f.arrays, floatArray("error", errors, g.height, g.width))
	}
	return nil
}

// arrowColumns is how many arrows of scores are side by side.
const arrowColumns = 24

// scores adds σ times the scores, which is −ε, on a coarse grid.
func (f *frame) scores(context.Context) error {
	g := f.grid
	g.height = max(1, min(4*arrowColumns, (arrowColumns*g.height+g.width/2)/g.width))
	g.width = arrowColumns
	best := f.engine.best(f.scene, f.level, g)
	var predicted []data.Point
	if f.panel("learned") || f.panel("difference") {
		predicted = f.scene.predicted(f.level, g)
	}
	add := func(name string, of func(i int) data.Point) {
		arrows := make([]data.Point, g.width*g.height)
		for i := range arrows {
			arrows[i] = of(i)
		}
		f.arrays = append(f.arrays, pairArray(name, arrows, g.height, g.width))
	}
	if f.panel("true") && best != nil {
		add("true.score", func(i int) data.Point { return data.Point{-best[i][0], -best[i][1]} })
	}
	if f.panel("learned") {
		add("learned.score", func(i int) data.Point { return data.Point{-predicted[i][0], -predicted[i][1]} })
	}
	if f.panel("difference") && best != nil {
		add("difference.score", func(i int) data.Point {
			return data.Point{best[i][0] - predicted[i][0], best[i][1] - predicted[i][1]}
		})
	}
	return nil
}

// points adds points of the forward process, and those of the last reverse chain.
func (f *frame) points(context.Context) error {
	if f.q.Count == 0 {
		return nil
	}
	if f.panel("true") {
		points := f.scene.forward(f.q.Count, seedOr(f.q.Seed))(f.level)
		f.arrays = append(f.arrays, pairArray("true.points", points, len(points)))
	}
	if f.panel("learned") && f.scene.chain != nil {
		points := f.scene.chain.at(f.scene.chain.learned, f.q.T, f.q.Count)
		f.arrays = append(f.arrays, pairArray("learned.points", points, len(points)))
	}
	return nil
}

// forward returns count points of the data, in the units of the data, as a function of the noise level: x_t = a·x_0 + σ·ε with the same
// x_0 and ε at all levels, so that points move without jumps.
func (c *scene) forward(count int, seed uint64) func(l level) []data.Point {
	clean, noise := make([]data.Point, count), make([]data.Point, count)
	if c.truth != nil {
		data.Draw(clean, nil, c.truth, seed, data.Drawn, 0)
	} else {
		c.session.axes.To(clean, c.session.dataset.Points(count, seed))
	}
	sample.Noise{Seed: seed}.Start(noise)
	return func(l level) []data.Point {
		x := make([]data.Point, count)
		for i := range x {
			for axis := range x[i] {
				x[i][axis] = l.signal*clean[i][axis] + l.noise*noise[i][axis]
			}
		}
		c.session.axes.From(x, x)
		return x
	}
}

// learnedDensity returns the density of x_t, in the units of the data, that follows from the network by the probability flow.
func (c *scene) learnedDensity(ctx context.Context, l level, g grid) ([]float32, error) {
	l = c.predictable(l)
	lowest, _ := c.model.KnownLogSNRs()
	integral := likelihood.New(min(lowest, l.logSNR), l.logSNR, likelihood.Coarse)
	integral.Blur = l.noise / l.signal
	y := c.session.standardised(g.points())
	for i := range y {
		y[i] = data.Point{y[i][0] / l.signal, y[i][1] / l.signal} // y = z_t/a = z_0 + Blur·ε
	}
	logs := make([]float64, len(y))
	if _, err := integral.LogDensities(ctx, logs, c.learned(), y); err != nil {
		return nil, err
	}
	return exponentials(logs, l.signal*l.signal*c.session.area()), nil
}

// exponentials returns e^log/area of every log-density.
func exponentials(logs []float64, area float64) []float32 {
	densities := make([]float32, len(logs))
	for i, log := range logs {
		densities[i] = float32(math.Exp(log) / area)
	}
	return densities
}
