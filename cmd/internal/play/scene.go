package play

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample"
)

// scene is what a request looks at: the truth and the network of a run, perhaps those of one class, as they were when the request came.
type scene struct {
	session *session
	run     *run
	model   *model.Model
	dataset *data.Dataset
	class   int              // −1: all
	truth   *mixture.Mixture // standardised; nil if it is not known
	cloud   *mixture.Mixture // truth, or the points that are known of it
	network *model.Network
	trained bool
	step    int    // that the network is of
	chain   *twins // the last chains of the run; nil if there are none
	release func()
}

// allClasses stands for points of all classes.
const allClasses = -1

// scene returns what a request looks at. Its release must be called.
func (e *Engine) scene(name string, snapshot *int, class string) (*scene, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, r, err := e.current(name)
	if err != nil {
		return nil, err
	}
	c := &scene{session: s, run: r, model: r.model, dataset: r.dataset, class: allClasses, truth: s.truth, cloud: s.cloud}
	if class != "" {
		if c.class = slices.Index(r.model.Labels, class); r.model.Labels == nil {
			return nil, fmt.Errorf("class %s: the network knows no classes; set label first", class)
		} else if c.class < 0 {
			return nil, fmt.Errorf("class %s: want one of %s", class, strings.Join(r.model.Labels, ", "))
		}
		if s.truth == nil {
			return nil, errors.New("class: the exact distribution of a class is not known for a file of points")
		}
		c.truth = s.truth.Given(c.class)
		c.cloud = c.truth
	}
	if c.network, c.step, c.release, err = r.look(snapshot); err != nil {
		return nil, err
	}
	c.trained, c.chain = c.step > 0, r.chain
	return c, nil
}

// sceneAt returns what a request looks at, and the noise level at t. The scene's release must be called.
func (e *Engine) sceneAt(name string, snapshot *int, class string, t float64) (*scene, level, error) {
	c, err := e.scene(name, snapshot, class)
	if err != nil {
		return nil, level{}, err
	}
	l, err := levelAt(c.model.Schedule, t)
	if err != nil {
		c.release()
		return nil, level{}, err
	}
	return c, l, nil
}

// learned returns the network's denoiser.
func (c *scene) learned() sample.Differentiable {
	if c.class != allClasses {
		return c.network.Class(c.class)
	}
	return c.network
}

// predictable returns a level with at least as much noise as the network knows.
func (c *scene) predictable(l level) level {
	_, highest := c.model.KnownLogSNRs()
	return l.atMost(highest)
}

// density returns the exact density of x_t on a grid, in the units of the data.
func (e *Engine) density(c *scene, l level, g grid) []float32 {
	if c.truth == nil {
		l = l.atMost(cloudLogSNR)
	}
	return e.densities.get(cacheKey{c.session, c.class, l.logSNR, g, false}, func() cached {
		z := c.session.standardised(g.points())
		logs := make([]float64, len(z))
		c.cloud.At(l.signal, l.noise).LogDensities(logs, z)
		return cached{density: exponentials(logs, c.session.area())}
	}).density
}

// cloudLogSNR is the least noise of the density that stands for that of a file's points: 0.1 standard deviations.
const cloudLogSNR = 4.6

// best returns ε* on a grid, or nil if it is not known.
func (e *Engine) best(c *scene, l level, g grid) []data.Point {
	if c.truth == nil {
		return nil
	}
	l = c.predictable(l)
	return e.densities.get(cacheKey{c.session, c.class, l.logSNR, g, true}, func() cached {
		z := c.session.standardised(g.points())
		sample.Exact{Distribution: c.truth}.PredictNoise(z, z, l.logSNR)
		return cached{noise: z}
	}).noise
}

// predicted returns ε̂ on a grid.
func (c *scene) predicted(l level, g grid) []data.Point {
	z := c.session.standardised(g.points())
	c.learned().PredictNoise(z, z, c.predictable(l).logSNR)
	return z
}

// seedOr returns the seed of a request, or that of the command line where it has none.
func seedOr(given *uint64) uint64 {
	if given != nil {
		return *given
	}
	return runs.DefaultSeed
}
