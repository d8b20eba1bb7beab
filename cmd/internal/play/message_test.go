package play

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ddpm/data/must"
)

// What is joined is split into the same header and the same bytes, and the header says where each array is.
func TestMessagesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		header := rapid.MapOf(rapid.StringMatching(`[a-z]{1,8}`), rapid.String()).Draw(t, "header")
		delete(header, "arrays")
		var arrays []array
		for range rapid.IntRange(0, 3).Draw(t, "arrays") {
			values := rapid.SliceOf(rapid.Float32()).Draw(t, "values")
			arrays = append(arrays, floatArray(rapid.String().Draw(t, "name"), values, len(values)))
		}
		message := must.Get(join(header, arrays))
		text, payload, err := split(message)
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]json.RawMessage
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for key, want := range header {
			var value string
			if err := json.Unmarshal(got[key], &value); err != nil || toText(value) != toText(want) {
				t.Fatalf("%s is %s, want %q", key, got[key], want)
			}
		}
		var list []array
		if len(arrays) > 0 {
			must.Do(json.Unmarshal(got["arrays"], &list))
		}
		for i, a := range list {
			size := 4 * a.Shape[0]
			if a.Type != "f32" || !bytes.Equal(payload[:size], arrays[i].bytes) {
				t.Fatalf("array %d: %+v", i, a)
			}
			payload = payload[size:]
		}
		if len(payload) > 0 || len(list) != len(arrays) {
			t.Fatalf("%d bytes too many, %d arrays", len(payload), len(list))
		}
	})
}

// Numbers that JSON does not have are null.
func TestNumbersThatAreNone(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if text := toText(number(v)); text != "null" {
			t.Errorf("%v is %s", v, text)
		}
	}
	if text := toText(number(-1.5)); text != "-1.5" {
		t.Errorf("-1.5 is %s", text)
	}
}

// What is wrong with a message is said in a reply.
func TestBadMessages(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"grid"`)
	long := binary.LittleEndian.AppendUint32(nil, 1<<31)
	for _, test := range []struct {
		name    string
		message []byte
		want    string
	}{
		{"nothing", nil, "4 bytes"},
		{"short", []byte{1, 0}, "4 bytes"},
		{"longer than it is", message(`{"v":1}`, nil)[:8], "ends after"},
		{"too long", append(long, "{}"...), "at most"},
		{"no JSON", message(`{"v":1,`, nil), "JSON"},
		{"an array", message(`[1]`, nil), "JSON"},
		{"a number", message(`1`, nil), "JSON"},
		{"null", message(`null`, nil), "version 0"},
		{"nothing in it", message(`{}`, nil), "version 0"},
		{"another version", message(`{"v":2,"do":"hello"}`, nil), "version 2"},
		{"no request", message(`{"v":1}`, nil), `do ""`},
		{"unknown request", message(`{"v":1,"do":"format"}`, nil), "no such request"},
		{"unknown field", message(`{"v":1,"do":"status","path":"x"}`, nil), "path"},
		{"wrong type", message(`{"v":1,"do":"status","since":"x"}`, nil), "since"},
		{"deep", message(`{"v":1,"do":"open","drawing":`+strings.Repeat("[", 1e6)+`}`, nil), "JSON"},
		{"no t", message(`{"v":1,"do":"frame","t":1e9,"size":[4,4]}`, nil), "t 1e+09"},
		{"no size", message(`{"v":1,"do":"frame","t":1}`, nil), "size"},
		{"negative size", message(`{"v":1,"do":"frame","t":1,"size":[-1,-1]}`, nil), "size"},
		{"large size", message(`{"v":1,"do":"frame","t":1,"size":[1000000,1000000]}`, nil), "size"},
		{"view the wrong way", message(`{"v":1,"do":"frame","t":1,"size":[4,4],"view":[1,0,0,1]}`, nil), "view"},
		{"view of three", message(`{"v":1,"do":"frame","t":1,"size":[4,4],"view":[0,1,0]}`, nil), "view"},
		{"no such run", message(`{"v":1,"do":"status","run":"C"}`, nil), "A or B"},
		{"no such snapshot", message(`{"v":1,"do":"rewind","snapshot":7}`, nil), "snapshot 7"},
		{"no class", message(`{"v":1,"do":"frame","t":1,"size":[4,4],"class":"0"}`, nil), "class"},
		{"too many points", message(`{"v":1,"do":"chains","sampler":"ddim","count":100000000}`, nil), "count"},
		{"guidance without class", message(`{"v":1,"do":"chains","sampler":"ddim","count":2,"guidance":1}`, nil), "guidance"},
		{"no sampler", message(`{"v":1,"do":"chains","count":2}`, nil), "sampler"},
		{"too many evaluations", message(`{"v":1,"do":"chains","sampler":"ddim","count":2,"evals":100000000}`, nil), "evals"},
		{"not trained", message(`{"v":1,"do":"export","what":"points.csv","count":2}`, nil), "trained"},
		{"no such file", message(`{"v":1,"do":"export","what":"../log.csv"}`, nil), "what"},
		{"nowhere", message(`{"v":1,"do":"probe","t":1,"size":[4,4],"at":[1e300,0]}`, nil), "at"},
		{"two things", message(`{"v":1,"do":"open","data":"grid","file":"x.csv"}`, nil), "one of"},
		{"a path", message(`{"v":1,"do":"open","data":"/etc/passwd"}`, nil), "unknown distribution"},
		{"a file that is none", message(`{"v":1,"do":"open","file":"x.exe"}`, []byte("MZ")), "x.exe"},
		{"a path in the settings", message(`{"v":1,"do":"set","settings":{"data":"/etc/passwd"}}`, nil), "open"},
		{"a wide network", message(`{"v":1,"do":"set","settings":{"width":100000}}`, nil), "--width"},
		{"a negative width", message(`{"v":1,"do":"set","settings":{"width":-1}}`, nil), "width"},
		{"slow steps", message(`{"v":1,"do":"set","settings":{"width":1024,"batch":131072}}`, nil), "--batch"},
		{"unknown setting", message(`{"v":1,"do":"set","settings":{"colour":1}}`, nil), "colour"},
	} {
		header, _, err := split(c.Answer(t.Context(), test.message))
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		var reply failure
		if err := json.Unmarshal(header, &reply); err != nil || !strings.Contains(reply.Error, test.want) || strings.Contains(reply.Error, "mistake") {
			t.Errorf("%s: %s, want %q in it", test.name, header, test.want)
		}
		if strings.Contains(reply.Error, c.scratch) || strings.Contains(reply.Error, "\n") {
			t.Errorf("%s: %q has a path of this machine, or a second line", test.name, reply.Error)
		}
	}
	c.must(nil, `"do":"status"`)
}

// Whatever comes, there is a reply, it can be read, and the engine has made no mistake.
func FuzzAnswer(f *testing.F) {
	for _, header := range []string{
		`{"v":1,"do":"hello"}`, `{"v":1,"do":"status","since":3}`, `{"v":1,"do":"open","data":"square"}`,
		`{"v":1,"do":"open","file":"a.csv"}`, `{"v":1,"do":"open","file":"a.png"}`,
		`{"v":1,"do":"open","drawing":{"strokes":[{"width":0.1,"points":[[0,0],[1,1]]},{"width":0.1,"erase":true,"points":[[0,0]]}]}}`,
		`{"v":1,"do":"set","settings":{"steps":5,"width":4,"blocks":1,"timesteps":10,"lr":0.01,"seed":3}}`,
		`{"v":1,"do":"train","on":true}`, `{"v":1,"do":"rewind","snapshot":0,"lr":0.001}`,
		`{"v":1,"do":"frame","t":3.5,"size":[5,4],"layers":["density","score","points"],"panels":["true","learned","difference"],"count":3}`,
		`{"v":1,"do":"probe","t":2,"at":[0.1,0.2],"size":[3,3]}`, `{"v":1,"do":"forward","count":2,"levels":[0,1,2.5]}`,
		`{"v":1,"do":"chains","sampler":"ddim","evals":3,"count":2}`, `{"v":1,"do":"export","what":"log.csv"}`, `{"v":1,"do":"save"}`,
	} {
		f.Add(message(header, []byte("x,y\n1,2\n3,4\n2,2\n0,1\n")))
	}
	c := newClient(f, "")
	f.Fuzz(func(t *testing.T, request []byte) {
		if len(request) > 1<<16 {
			t.Skip("long requests are slow to make, and nothing new")
		}
		c.Work(t.Context(), 1)
		header, _, err := split(c.Answer(t.Context(), request))
		if err != nil {
			t.Fatal(err)
		}
		var reply failure
		if err := json.Unmarshal(header, &reply); err != nil && !strings.Contains(string(header), `"error":null`) &&
			!strings.Contains(string(header), `"error":`) {
			t.Fatalf("%s: %v", header, err)
		}
		if strings.Contains(reply.Error, "mistake") {
			t.Fatalf("%s", header)
		}
	})
}
