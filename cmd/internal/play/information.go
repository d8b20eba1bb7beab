package play

import (
	"context"
	"errors"
	"math"
)

type informationRequest struct {
	Run   string  `json:"run"`
	T     float64 `json:"t"` // more than 0
	Class string  `json:"class"`
}

type informationReply struct {
	Information *number `json:"information"` // I(x_0; x_t) in nats; null if the distribution is not known
}

// information answers the request information: how much x_t still says about x_0, exactly, as audit.MeasureForgetting has it. A level
// takes some time, so a page asks for one at a time.
func (e *Engine) information(_ context.Context, q informationRequest, _ []byte) (any, []array, error) {
	c, l, err := e.sceneAt(q.Run, nil, q.Class, q.T)
	if err != nil {
		return nil, nil, err
	}
	defer c.release()
	if l.noise == 0 {
		return nil, nil, errors.New("t 0: without noise the information is infinite")
	}
	if c.truth == nil {
		return informationReply{}, nil, nil
	}
	entropy := c.truth.At(l.signal, l.noise).Entropy()
	return informationReply{of(max(0, entropy-math.Log(2*math.Pi*math.E)-2*math.Log(l.noise)))}, nil, nil
}
