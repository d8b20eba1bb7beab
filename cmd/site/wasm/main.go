//go:build js && wasm

// Command wasm is the engine of the static playground, in a Web Worker. It gives the worker two functions:
//
//   - ddpmAnswer(Uint8Array) → Uint8Array answers a message of the playground's protocol;
//   - ddpmWork(milliseconds) → bool trains for about so long, and says whether there is more to do.
package main

import (
	"context"
	"log"
	"syscall/js"
	"time"

	"ddpm/cmd/internal/findings"
	"ddpm/cmd/internal/play"
)

// effort is how closely compare looks at a model here, where all of it takes some ten times longer than on a server.
var effort = findings.Effort{LikelihoodPoints: 512, ChainPoints: 500, Levels: 16, LevelPoints: 256}

// breath is how long a measurement computes between two breaths. Between them the worker trains, and looks for messages.
const breath = 10 * time.Millisecond

var breathed time.Time // last

// breathe lets the worker do other work while this goroutine sleeps, if it has not done so for a while.
func breathe() {
	if time.Since(breathed) > breath {
		time.Sleep(time.Millisecond)
		breathed = time.Now()
	}
}

func main() {
	engine, err := play.New(play.Options{
		Effort:  effort,
		Breathe: breathe,
		Log:     log.Printf,
	})
	if err != nil {
		log.Fatal(err)
	}
	bytes := js.Global().Get("Uint8Array")
	js.Global().Set("ddpmAnswer", js.FuncOf(func(_ js.Value, args []js.Value) any {
		request := make([]byte, args[0].Length())
		js.CopyBytesToGo(request, args[0])
		reply := engine.Answer(context.Background(), request)
		result := bytes.New(len(reply))
		js.CopyBytesToJS(result, reply)
		return result
	}))
	js.Global().Set("ddpmWork", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return engine.Work(context.Background(), time.Duration(args[0].Float()*float64(time.Millisecond)))
	}))
	select {} // the functions are called from now on
}
