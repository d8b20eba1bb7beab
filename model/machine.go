package model

import (
	"reflect"
	"unsafe"

	G "gorgonia.org/gorgonia"
)

// machine is a compiled graph, run by Gorgonia's tape machine.
type machine struct {
	vm      G.VM
	program func() error
}

// compile returns a machine that computes outputs, and nothing that they do not need.
func compile(g *G.ExprGraph, in, outputs G.Nodes) *machine {
	program, locations, err := G.CompileFunction(g, in, outputs)
	if err != nil {
		panic("model: graph does not compile: " + err.Error())
	}
	vm := G.NewTapeMachine(g, G.WithPrecompiled(program, locations))
	m := &machine{vm, vm.RunAll}
	if direct := wholeProgram(vm); direct != nil {
		m.run() // once as Gorgonia means it, which binds each node to its value
		m.program = direct
	}
	return m
}

// run runs the graph once. Its operations cannot fail, so an error is a mistake in this package.
func (m *machine) run() {
	m.vm.Reset()
	if err := m.program(); err != nil {
		panic("model: graph does not run: " + err.Error())
	}
}

// wholeProgram returns a function that runs all of a tape machine's program in the calling goroutine, or nil if the machine
// is not built as that of Gorgonia v0.9.18 is.
//
// RunAll starts a goroutine and waits for it with its own thread locked, for the sake of CUDA. That costs two changes of
// thread, which take longer than a small batch does. The machine's other entry, Run, has no such need, but takes a type
// that only Gorgonia can name: its program's own list of instructions, which reflection finds.
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
