package play

import (
	"context"

	"ddpm/cmd/internal/findings"
	"ddpm/cmd/internal/runs"
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
	subject, points, err := c.draw(ctx, q.Count, runs.DefaultSeed)
	if err != nil {
		return nil, nil, err
	}
	compared, err := compare.Compare(ctx, points, subject.Truth, subject.Seed)
	if err != nil {
		return nil, nil, err
	}
	found, err := findings.Of(ctx, e.options.Effort, subject, points, compared)
	return compareReply{found}, nil, err
}
