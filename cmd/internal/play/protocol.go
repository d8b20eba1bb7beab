package play

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"ddpm/data/must"
)

// Version is that of the protocol. A request of another version is refused.
const Version = 1

// requests are all requests, by what their header says under "do". Each has a file of its own, with the fields of its header and of its
// reply.
var requests = map[string]func(ctx context.Context, e *Engine, header, payload []byte) (reply any, arrays []array, err error){
	"hello":   decoded((*Engine).hello),
	"open":    decoded((*Engine).open),
	"set":     decoded((*Engine).set),
	"frame":   decoded((*Engine).frame),
	"train":   decoded((*Engine).train),
	"status":  decoded((*Engine).status),
	"rewind":  decoded((*Engine).rewind),
	"chains":  decoded((*Engine).chains),
	"probe":   decoded((*Engine).probe),
	"forward": decoded((*Engine).forward),
	"compare": decoded((*Engine).compare),
	"export":  decoded((*Engine).export),
	"save":    decoded((*Engine).save),

	"information": decoded((*Engine).information),
}

// envelope are the fields of every request.
type envelope struct {
	Version int    `json:"v"`
	Do      string `json:"do"`
}

// decoded returns the answer to a request from a method that takes its fields.
func decoded[Q any](method func(*Engine, context.Context, Q, []byte) (any, []array, error)) func(
	context.Context, *Engine, []byte, []byte) (any, []array, error) {
	return func(ctx context.Context, e *Engine, header, payload []byte) (any, []array, error) {
		var common envelope
		var fields Q
		if err := strict(header, &common, &fields); err != nil {
			return nil, nil, err
		}
		return method(e, ctx, fields, payload)
	}
}

// strict reads a JSON object into the envelope and the fields of a request. It fails if the object has a field that neither knows.
func strict(header []byte, e *envelope, fields any) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(header, &object); err != nil {
		return fmt.Errorf("the header is no JSON object: %w", err)
	}
	if err := json.Unmarshal(header, e); err != nil {
		return plain(err)
	}
	delete(object, "v")
	delete(object, "do")
	rest, err := json.Marshal(object)
	if err != nil {
		return err
	}
	return strictly(rest, fields)
}

// strictly reads a JSON value. It fails if there is a field that is not known.
func strictly(text []byte, value any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil && err != io.EOF {
		return plain(err)
	}
	return nil
}

// plain returns an error of the JSON package in words without Go's types.
func plain(err error) error {
	if wrong, ok := err.(*json.UnmarshalTypeError); ok {
		return fmt.Errorf("%s: want another kind of value than a %s", wrong.Field, wrong.Value)
	}
	return fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "json: "))
}

// failure is the reply to a request that could not be answered.
type failure struct {
	Error string `json:"error"` // one line
}

// Answer returns the reply to a request. Both are messages. What is wrong with a request is said in the reply, so there always is one.
// When ctx ends, the reply is an error. Answer may be called by several goroutines at once.
func (e *Engine) Answer(ctx context.Context, request []byte) (reply []byte) {
	defer func() {
		if mistake := recover(); mistake != nil {
			e.options.Log("a mistake in ddpm itself: %v", mistake)
			reply = refusal(fmt.Errorf("a mistake in ddpm itself, please report it: %v", mistake))
		}
	}()
	header, arrays, err := e.answer(ctx, request)
	if err == nil {
		reply, err = join(header, arrays)
	}
	if err != nil {
		return refusal(err)
	}
	return reply
}

// refusal returns the message that says what is wrong.
func refusal(err error) []byte {
	return must.Get(join(failure{strings.Join(strings.Fields(err.Error()), " ")}, nil)) // a string is always a JSON value
}

// answer returns the header and the arrays of the reply.
func (e *Engine) answer(ctx context.Context, request []byte) (any, []array, error) {
	header, payload, err := split(request)
	if err != nil {
		return nil, nil, err
	}
	var kind envelope
	if err := json.Unmarshal(header, &kind); err != nil {
		return nil, nil, fmt.Errorf("the header is no JSON object: %w", plain(err))
	}
	if kind.Version != Version {
		return nil, nil, fmt.Errorf("version %d of the protocol: this is ddpm with version %d; load the page again", kind.Version, Version)
	}
	do, ok := requests[kind.Do]
	if !ok {
		return nil, nil, fmt.Errorf("do %q: there is no such request", kind.Do)
	}
	return do(ctx, e, header, payload)
}
