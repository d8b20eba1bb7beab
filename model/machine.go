package model

import (
	"reflect"
	"unsafe"

	G "gorgonia.org/gorgonia"
)

// compile returns a function that computes the outputs of a graph, and nothing that they do not need, with Gorgonia's tape machine. It
// is for one goroutine at a time. Our operations cannot fail, so an error is a mistake in this package.
func compile(g *G.ExprGraph, in, outputs G.Nodes) (run func()) {
	program, locations, err := G.CompileFunction(g, in, outputs)
	if err != nil {
		panic("model: graph does not compile: " + err.Error())
	}
	vm := G.NewTapeMachine(g, G.WithPrecompiled(program, locations))
	runAll := vm.RunAll
	run = func() {
		vm.Reset()
		if err := runAll(); err != nil {
			panic("model: graph does not run: " + err.Error())
		}
	}
	run() // once in the usual way: this gives each node its value
	if direct := wholeProgram(vm); direct != nil {
		runAll = direct
	}
	return run
}

// wholeProgram returns a function that runs all of a tape machine's program in the calling goroutine. It returns nil if the machine
// is not built like that of Gorgonia v0.9.18.
//
// RunAll locks its own thread, for CUDA, and waits for a goroutine that it starts. So it changes threads twice, which takes longer than
// a small batch. The machine has another method, Run, that does not do so. Its argument is the program's list of instructions, of a type
// that only Gorgonia can name: reflection finds it.
func wholeProgram(vm G.VM) func() error {
	v := reflect.ValueOf(vm)
	run := v.MethodByName("Run")
	program := v.Elem().FieldByName("p")
	if !run.IsValid() || !program.IsValid() || program.Kind() != reflect.Pointer {
		return nil
	}
	instructions := program.Elem().FieldByName("instructions")
	if !instructions.IsValid() || run.Type().NumIn() != 1 || run.Type().In(0) != instructions.Type() {
		return nil
	}
	whole := []reflect.Value{reflect.NewAt(instructions.Type(), unsafe.Pointer(instructions.UnsafeAddr())).Elem()}
	return func() error {
		err, _ := run.Call(whole)[0].Interface().(error)
		return err
	}
}
