package play

import (
	"context"
	"fmt"

	"ddpm/data"
)

type forwardRequest struct {
	Run    string    `json:"run"`
	Count  int       `json:"count"`
	Seed   *uint64   `json:"seed"`
	Levels []float64 `json:"levels"` // t of each
}

type forwardReply struct {
	Levels []float64 `json:"levels"`
}

// forward answers the request forward: the same points and the same noise at several levels.
func (e *Engine) forward(_ context.Context, q forwardRequest, _ []byte) (any, []array, error) {
	c, err := e.scene(q.Run, nil, "")
	if err != nil {
		return nil, nil, err
	}
	defer c.release()
	if len(q.Levels) == 0 || q.Count < 1 || q.Count > mostChainPoints/len(q.Levels) {
		return nil, nil, fmt.Errorf("count %d at %d levels: want at least one of each, and at most %d points", q.Count, len(q.Levels), mostChainPoints)
	}
	at := c.forward(q.Count, seedOr(q.Seed))
	points := make([]data.Point, 0, q.Count*len(q.Levels))
	for _, t := range q.Levels {
		l, err := levelAt(c.model.Schedule, t)
		if err != nil {
			return nil, nil, err
		}
		points = append(points, at(l)...)
	}
	return forwardReply{q.Levels}, []array{pairArray("points", points, len(q.Levels), q.Count)}, nil
}
