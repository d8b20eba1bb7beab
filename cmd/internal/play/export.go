package play

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"

	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/audit"
)

type exportRequest struct {
	Run      string  `json:"run"`
	What     string  `json:"what"`
	Count    int     `json:"count"` // of points
	Seed     *uint64 `json:"seed"`
	Snapshot *int    `json:"snapshot"`

	drawn // of animation.gif
}

type exportReply struct {
	Name string `json:"name"`
}

// mostExported bounds the points of one export.
const mostExported = 100_000

// export answers the request export: a file with points that the model draws, as ddpm sample writes it, or with the log.
func (e *Engine) export(ctx context.Context, q exportRequest, payload []byte) (any, []array, error) {
	if q.What == "animation.gif" {
		content, err := q.animation(payload)
		return exportReply{q.What}, []array{fileArray(content)}, err
	}
	c, err := e.scene(q.Run, q.Snapshot, "")
	if err != nil {
		return nil, nil, err
	}
	defer c.release()
	var content []byte
	switch q.What {
	case "log.csv":
		e.mu.Lock()
		content = []byte(runs.TableText(runs.LogHeader(c.run.config.Target), c.run.log))
		e.mu.Unlock()
	case "points.csv", "points.npy":
		content, err = c.pointsFile(ctx, q)
	default:
		err = fmt.Errorf("what %q: want points.csv, points.npy, log.csv or animation.gif", q.What)
	}
	if err != nil {
		return nil, nil, err
	}
	return exportReply{q.What}, []array{fileArray(content)}, nil
}

// pointsFile returns a file with points that the model draws.
func (c *scene) pointsFile(ctx context.Context, q exportRequest) ([]byte, error) {
	_, points, err := c.draw(ctx, q.Count, seedOr(q.Seed))
	if err != nil {
		return nil, err
	}
	var content bytes.Buffer
	w, err := data.NewWriter(&content, q.What, c.dataset.Reading.Names(), q.Count)
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(w.Write(points), w.Close()); err != nil {
		return nil, err
	}
	return content.Bytes(), nil
}

// draw returns points that the network draws, and the subject that drew them. Whatever is wrong with the count is an error.
func (c *scene) draw(ctx context.Context, count int, seed uint64) (*audit.Subject, []data.Point, error) {
	if !c.trained {
		return nil, nil, errors.New("there is no trained network yet, which could draw points")
	}
	if count < 1 || count > mostExported {
		return nil, nil, fmt.Errorf("count %d: want 1 to %d", count, mostExported)
	}
	m := *c.model
	m.Network = c.network
	subject, err := audit.New(ctx, &m, c.dataset, audit.Choice{Sampler: sample.DefaultSampler}, seed)
	if err != nil {
		return nil, nil, err
	}
	points := make([]data.Point, count)
	return subject, points, subject.Draw(ctx, points, 0)
}
