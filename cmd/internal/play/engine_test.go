package play

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"ddpm/data"
	"ddpm/data/must"
)

// client asks an engine as a page does.
type client struct {
	t testing.TB
	*Engine
}

// newClient returns a client of a new engine that keeps runs in out.
func newClient(t testing.TB, out string) client {
	t.Helper()
	e := must.Get(New(Options{Out: out}))
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return client{t, e}
}

// message returns the message of a request.
func message(header string, payload []byte) []byte {
	return append(append(binary.LittleEndian.AppendUint32(nil, uint32(len(header))), header...), payload...)
}

// reply is a reply, read.
type reply struct {
	t      testing.TB
	Error  string
	Arrays []array
	header []byte
}

// ask returns the reply to a request, given as the fields of its header without v.
func (c client) ask(fields string, payload ...byte) reply {
	c.t.Helper()
	header, rest, err := split(c.Answer(c.t.Context(), message(`{"v":1,`+fields+`}`, payload)))
	if err != nil {
		c.t.Fatal(err)
	}
	var known struct {
		Error  any     `json:"error"` // a text; in the reply of a probe a number
		Arrays []array `json:"arrays"`
	}
	if err := json.Unmarshal(header, &known); err != nil {
		c.t.Fatalf("%s: %v", header, err)
	}
	r := reply{t: c.t, Arrays: known.Arrays, header: header}
	r.Error, _ = known.Error.(string)
	for i := range r.Arrays {
		a := &r.Arrays[i]
		size := map[string]int{"f32": 4, "i32": 4, "u8": 1}[a.Type]
		for _, side := range a.Shape {
			size *= side
		}
		if size > len(rest) {
			c.t.Fatalf("%s: the payload is too short", a.Name)
		}
		a.bytes, rest = rest[:size], rest[size:]
	}
	if len(rest) != 0 {
		c.t.Fatalf("%d bytes behind the arrays", len(rest))
	}
	return r
}

// must is ask for requests that must not fail; into gets the header of the reply.
func (c client) must(into any, fields string, payload ...byte) reply {
	c.t.Helper()
	r := c.ask(fields, payload...)
	if r.Error != "" {
		c.t.Fatalf("%s: %s", fields, r.Error)
	}
	if into != nil {
		if err := json.Unmarshal(r.header, into); err != nil {
			c.t.Fatalf("%s: %v", r.header, err)
		}
	}
	return r
}

// floats returns the values of an array of the reply, whose shape must be the given one.
func (r reply) floats(name string, shape ...int) (values []float64) {
	r.t.Helper()
	for _, a := range r.Arrays {
		if a.Name != name {
			continue
		}
		if got, want := toText(a.Shape), toText(shape); got != want {
			r.t.Fatalf("%s has the shape %s, want %s", name, got, want)
		}
		for i := 0; i < len(a.bytes); i += 4 {
			values = append(values, float64(math.Float32frombits(binary.LittleEndian.Uint32(a.bytes[i:]))))
		}
		return values
	}
	r.t.Fatalf("no array %s in %s", name, r.header)
	return nil
}

// has reports whether there is an array of that name.
func (r reply) has(name string) bool {
	for _, a := range r.Arrays {
		if a.Name == name {
			return true
		}
	}
	return false
}

func toText(v any) string {
	text := must.Get(json.Marshal(v))
	return string(text)
}

// train trains run A of small settings to its end.
func (c client) train(settings string) {
	c.t.Helper()
	c.must(nil, `"do":"set","settings":`+settings)
	c.must(nil, `"do":"train","on":true`)
	for c.Work(c.t.Context(), 50*time.Millisecond) {
	}
}

const small = `{"steps":120,"batch":32,"width":16,"blocks":1}`

// All that a page may do before anything is open, and what it may not.
func TestHelloAndNothingOpen(t *testing.T) {
	c := newClient(t, "")
	var hello helloReply
	c.must(&hello, `"do":"hello"`)
	if hello.Version != Version || len(hello.Builtins) != len(data.BuiltinNames()) || hello.Current != nil {
		t.Errorf("hello: %+v", hello)
	}
	for _, do := range []string{
		`"do":"frame","t":1,"size":[8,8]`, `"do":"set"`, `"do":"train","on":true`, `"do":"status"`,
		`"do":"chains","count":1,"sampler":"ddim"`, `"do":"save"`, `"do":"rewind"`, `"do":"forward","count":1`, `"do":"compare","count":100`,
		`"do":"export","what":"points.csv"`,
	} {
		if r := c.ask(do); !strings.Contains(r.Error, "nothing is open") {
			t.Errorf("%s: %s", do, r.header)
		}
	}
	if c.Work(context.Background(), time.Millisecond) {
		t.Error("there is nothing to work on")
	}
}
