package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"ddpm/cmd/internal/play"
	"ddpm/cmd/internal/runs"
	"ddpm/cmd/internal/slowtest"
	"ddpm/data/must"
	"ddpm/model"
)

// conversation is a script that starts a worker, sends it messages, one after the other, and gives the replies. The last message is
// repeated until its reply has the text done.
const conversation = `(async () => {
	const worker = new Worker('worker.js');
	const reply = (message) => new Promise((resolve, reject) => {
		worker.onmessage = ({ data }) => data.failed ? reject(data.failed) : resolve(new Uint8Array(data.reply));
		worker.onerror = (e) => reject(e.message);
		worker.postMessage({ id: 1, message });
	});
	const replies = [];
	for (const text of %MESSAGES%) {
		const message = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
		let answer = await reply(message);
		while (new TextDecoder().decode(answer).includes('"state":"training"')) {
			await new Promise((resolve) => setTimeout(resolve, 50));
			answer = await reply(message);
		}
		let binary = '';
		for (const byte of answer) binary += String.fromCharCode(byte);
		replies.push(btoa(binary));
	}
	worker.terminate();
	return replies;
})()`

// message returns a request of the playground's protocol.
func message(fields, payload string) []byte {
	header := `{"v":1,` + fields + `}`
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(header))), header+payload...)
}

// inWorker returns the replies of the engine in a browser's worker. Files of the folder are replaced by other content, by their names.
func inWorker(t *testing.T, messages [][]byte, replaced map[string]string) (replies [][]byte) {
	t.Helper()
	path := slowtest.Browser(t)
	folder := t.TempDir()
	must.Do(build(folder))
	files := map[string]string{"blank.html": "<!DOCTYPE html>"}
	maps.Copy(files, replaced)
	for name, content := range files {
		must.Do(os.WriteFile(filepath.Join(folder, name), []byte(content), 0o666))
	}
	server := httptest.NewServer(withPolicy(http.FileServer(http.Dir(folder))))
	t.Cleanup(server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
	ctx, stop := context.WithTimeout(t.Context(), 4*time.Minute)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	text := must.Get(json.Marshal(messages))
	script := strings.Replace(conversation, "%MESSAGES%", string(text), 1)
	must.Do(chromedp.Do(ctx, chromedp.Navigate(server.URL+"/blank.html")))
	return must.Get(chromedp.Run(ctx, chromedp.Evaluate[[][]byte](script, chromedp.EvalAwaitPromise)))
}

// withPolicy serves files with the strictest policy that lets WebAssembly run.
func withPolicy(files http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")
		files.ServeHTTP(w, r)
	})
}

// here returns the replies of the engine in this process.
func here(t *testing.T, messages [][]byte) (replies [][]byte) {
	engine := must.Get(play.New(play.Options{}))
	t.Cleanup(func() { engine.Close() })
	for _, m := range messages {
		for engine.Work(t.Context(), time.Second) {
		}
		replies = append(replies, engine.Answer(t.Context(), m))
	}
	return replies
}

// payload returns the header of a reply and what is behind it.
func payload(reply []byte) (header string, rest []byte) {
	n := binary.LittleEndian.Uint32(reply)
	return string(reply[4 : 4+n]), reply[4+n:]
}

// modelIn returns the model of a run that was saved as a zip file.
func modelIn(t *testing.T, reply []byte) *model.Model {
	t.Helper()
	_, content := payload(reply)
	z := must.Get(zip.NewReader(bytes.NewReader(content), int64(len(content))))
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, runs.ModelFile) {
			r := must.Get(f.Open())
			text := must.Get(io.ReadAll(r))
			return must.Get(model.Read(bytes.NewReader(text)))
		}
	}
	t.Fatal("there is no model in the zip file")
	return nil
}

// tolerance is how far the weights of a training in the browser may be from those of this machine, as a share of their size: 200 steps of
// float32 arithmetic in another order.
const tolerance = 1e-4

// The engine in a browser's worker gives the answers that it gives here: to built-ins, to drawings, to files, and to what is wrong with
// them. A training has the same weights, except for rounding.
func TestWorkerAnswersAsTheServer(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: compiling to WebAssembly takes some time")
	}
	const frame = `"do":"frame","t":40,"size":[16,12],"layers":["density"],"panels":["true"]`
	points := "x,y\n" + strings.Repeat("1,2\n3,4\n2,2\n0,1\n", 5)
	messages := [][]byte{
		message(`"do":"open","drawing":{"strokes":[{"width":0.1,"points":[[0,0],[2,1]]},{"width":0.3,"points":[[1,-1]]}]}`, ""),
		message(frame, ""),
		message(`"do":"open","file":"points.csv"`, points),
		message(frame, ""),
		message(`"do":"open","file":"bad.csv"`, "x,y\n1,2,3\n"),
		message(`"do":"open","file":"none.xyz"`, ""),
		message(`"do":"open","data":"moons"`, ""),
		message(frame, ""),
		message(`"do":"set","settings":{"steps":200,"batch":32,"width":16,"blocks":1,"timesteps":50}`, ""),
		message(`"do":"train","on":true`, ""),
		message(`"do":"status"`, ""),
		message(`"do":"save"`, ""),
	}
	got, want := inWorker(t, messages, nil), here(t, messages)
	for i := range messages[:9] {
		header, floats := payload(got[i])
		wanted, others := payload(want[i])
		if strings.Contains(string(messages[i]), `"frame"`) {
			for k := 0; k+4 <= len(others); k += 4 {
				a, b := math.Float32frombits(binary.LittleEndian.Uint32(floats[k:])), math.Float32frombits(binary.LittleEndian.Uint32(others[k:]))
				if math.Abs(float64(a-b)) > 1e-5*math.Abs(float64(b))+1e-30 {
					t.Fatalf("message %d: the density in cell %d is %v, and %v here", i, k/4, a, b)
				}
			}
		} else if header != wanted {
			t.Errorf("message %d: %s, and here %s", i, header, wanted)
		}
	}
	if status, _ := payload(got[10]); !strings.Contains(status, `"state":"done"`) {
		t.Fatalf("the training is not done: %s", status)
	}
	there, near := modelIn(t, got[11]).Network.Weights, modelIn(t, want[11]).Network.Weights
	distance, size := 0.0, 0.0
	for i := range near {
		distance = math.Hypot(distance, float64(there[i]-near[i]))
		size = math.Hypot(size, float64(near[i]))
	}
	t.Logf("the weights differ by %.2g of their size", distance/size)
	if !(distance <= tolerance*size) {
		t.Errorf("the weights differ by %v of their size, more than %v", distance/size, tolerance)
	}
}

// Where the vector instructions are not known, or their file is damaged, the engine trains without them.
func TestWorkerWithoutVectorInstructions(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: compiling to WebAssembly takes some time")
	}
	replies := inWorker(t, [][]byte{
		message(`"do":"open","data":"moons"`, ""),
		message(`"do":"set","settings":{"steps":20,"batch":32,"width":16,"blocks":1,"timesteps":50}`, ""),
		message(`"do":"train","on":true`, ""),
		message(`"do":"status"`, ""),
	}, map[string]string{"simd128.wasm": "\x00asm\x01\x00\x00\x00\xff"})
	if status, _ := payload(replies[3]); !strings.Contains(status, `"state":"done"`) {
		t.Errorf("the training is not done: %s", status)
	}
}
