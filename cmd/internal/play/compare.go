package play

import (
	"context"
	"errors"
	"fmt"

	"ddpm/cmd/internal/findings"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/audit"
	"ddpm/sample/compare"
)

type compareRequest struct {
	Run   string `json:"run"`
	Count int    `json:"count"`
}

type compareReply struct {
	Compare findings.Findings `json:"compare"` // as ddpm compare --json prints it
}

// compare answers the request compare, with the network as it is.
func (e *Engine) compare(ctx context.Context, q compareRequest, _ []byte) (any, []array, error) {
	c, err := e.scene(q.Run, nil, "")
	if err != nil {
		return nil, nil, err
	}
	defer c.release()
	if !c.trained {
		return nil, nil, errors.New("there is no trained network yet to compare with the truth")
	}
	if q.Count < 1 || q.Count > mostExported {
		return nil, nil, fmt.Errorf("count %d: want 1 to %d", q.Count, mostExported)
	}
	subject, err := audit.New(ctx, c.looking(), c.dataset, audit.Choice{Sampler: sample.DefaultSampler}, runs.DefaultSeed)
	if err != nil {
		return nil, nil, err
	}
	points := make([]data.Point, q.Count)
	if err := subject.Draw(ctx, points, 0); err != nil {
		return nil, nil, err
	}
	compared, err := compare.Compare(ctx, points, subject.Truth, subject.Seed)
	if err != nil {
		return nil, nil, err
	}
	found, err := findings.Of(ctx, e.options.Effort, subject, points, compared)
	return compareReply{found}, nil, err
}
