package play

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ddpm/train"
)

type statusRequest struct {
	Run   string `json:"run"`
	Since int    `json:"since"` // rows of later steps are wanted
}

type statusReply struct {
	Run       string       `json:"run"`
	State     string       `json:"state"` // fresh, training, paused, done or diverged
	Why       string       `json:"why,omitempty"`
	Step      int          `json:"step"`
	Steps     int          `json:"steps"`
	PerSecond float64      `json:"per_second"`
	Seconds   float64      `json:"seconds"`
	Rows      [][5]*number `json:"rows"` // step, loss, loss against the target, irreducible loss, learning rate
	Excess    *excessReply `json:"excess"`
	KL        *klReply     `json:"kl"`
	Snapshots []int        `json:"snapshots"`
	Branches  []branch     `json:"branches"`
	Entropy   *number      `json:"entropy"`   // of the distribution, in nats; null until it is known, and if it is not
	Measuring bool         `json:"measuring"` // numbers of the present step are on their way
}

type excessReply struct {
	Step   int      `json:"step"`
	T      []int    `json:"t"`
	LogSNR []number `json:"logsnr"`
	Value  []number `json:"value"`
	SE     []number `json:"se"`
	Total  number   `json:"total"`
}

// mostRows is how many rows of its log a run reports at a time.
const mostRows = 400

// status answers the request status.
func (e *Engine) status(_ context.Context, q statusRequest, _ []byte) (any, []array, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked = time.Now()
	_, r, err := e.current(q.Run)
	if err != nil {
		return nil, nil, err
	}
	return r.report(q.Since), nil, nil
}

// report returns how the run stands, with the rows of its log after a step.
func (r *run) report(since int) statusReply {
	reply := statusReply{
		Run: r.name(), State: r.state(), Step: r.trainer.Done(), Steps: r.config.Steps, Seconds: r.seconds,
		Rows: [][5]*number{}, KL: r.measures.kl, Entropy: r.session.entropy, Snapshots: []int{}, Branches: append([]branch{}, r.branches...), Measuring: r.measures.busy,
	}
	if r.diverged != nil {
		reply.Why = r.diverged.Error()
	}
	if r.fast > 0 {
		reply.PerSecond = float64(r.steps) / r.fast.Seconds()
	}
	for _, s := range r.snapshots {
		reply.Snapshots = append(reply.Snapshots, s.step)
	}
	reply.Rows = append(reply.Rows, r.rows(since)...)
	if e := r.levels; e != nil {
		reply.Excess = &excessReply{Step: r.levelStep, Total: number(e.Total)}
		for _, level := range e.ByT {
			reply.Excess.T = append(reply.Excess.T, level.T)
			reply.Excess.LogSNR = append(reply.Excess.LogSNR, number(level.LogSNR))
			reply.Excess.Value = append(reply.Excess.Value, number(level.Excess))
			reply.Excess.SE = append(reply.Excess.SE, number(level.SE))
		}
	}
	return reply
}

// name returns the run's name in its session.
func (r *run) name() string {
	for name, other := range r.session.runs {
		if other == r {
			return name
		}
	}
	return ""
}

// state returns how the run stands, in one word.
func (r *run) state() string {
	switch done := r.trainer.Done(); {
	case r.diverged != nil:
		return "diverged"
	case r.on:
		return "training"
	case done >= r.config.Steps:
		return "done"
	case done > 0:
		return "paused"
	}
	return "fresh"
}

// targetColumn is the column of the log with the loss against the mean noise, if that is the target.
const targetColumn = 4

// rows returns the rows of the log after a step, thinned by means over neighbours.
func (r *run) rows(since int) (rows [][5]*number) {
	first := len(r.log)
	for first > 0 && r.log[first-1][0] > float64(since) {
		first--
	}
	log := r.log[first:]
	group := max(1, (len(log)+mostRows-1)/mostRows)
	for lo := 0; lo < len(log); lo += group {
		part := log[lo:min(lo+group, len(log))]
		last := part[len(part)-1]
		loss, target := 0.0, 0.0
		for _, row := range part {
			loss += row[1] / float64(len(part))
			target += row[targetColumn] / float64(len(part))
		}
		if r.config.Target != train.MeanNoise { // the target is the noise that was drawn
			target = loss
		}
		rows = append(rows, [5]*number{of(last[0]), of(loss), of(target), nil, of(last[2])})
		if m := r.measures.irreducible; m != nil {
			rows[len(rows)-1][3] = of(*m)
		}
	}
	return rows
}

// of returns a pointer to a number.
func of(v float64) *number {
	n := number(v)
	return &n
}

type trainRequest struct {
	Run  string `json:"run"`
	On   bool   `json:"on"`
	Only int    `json:"only"` // steps after which it is paused; 0: it goes on to its end
}

// train answers the request train.
func (e *Engine) train(_ context.Context, q trainRequest, _ []byte) (any, []array, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, r, err := e.current(q.Run)
	if err != nil {
		return nil, nil, err
	}
	if q.On && r.diverged != nil {
		return nil, nil, errors.New("the training has diverged: go back to a snapshot, with a lower learning rate, or choose other settings")
	}
	if q.On && !r.on {
		r.steps, r.fast = 0, 0
	}
	if q.Only < 0 {
		return nil, nil, fmt.Errorf("only %d: want a number of steps", q.Only)
	}
	r.on = q.On && r.trainer.Done() < r.config.Steps
	if r.until = 0; q.Only > 0 {
		r.until = r.trainer.Done() + q.Only
	}
	if r.on {
		select {
		case e.wake <- struct{}{}:
		default:
		}
	} else {
		e.measure(r, true)
	}
	return r.report(0), nil, nil
}
