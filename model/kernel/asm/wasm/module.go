package main

import (
	"encoding/binary"
	"math"
	"slices"
)

// valueType is the type of a local variable, an argument or a result.
type valueType byte

const (
	i32  valueType = 0x7f
	f32  valueType = 0x7d
	v128 valueType = 0x7b
)

// function is a function of the module. Other functions call it by its index.
type function struct {
	name    string // that it is exported with; "": it is not
	params  []valueType
	results []valueType
	locals  []valueType
	body    []byte
}

// module is a list of functions that work on a memory, which is imported.
type module struct{ functions []*function }

// add adds a function, whose code write emits, and returns its index. write gets the function's arguments.
func (m *module) add(name string, params, results []valueType, write func(c *code, argument []local)) uint32 {
	f := &function{name: name, params: params, results: results}
	arguments := make([]local, len(params))
	for i := range arguments {
		arguments[i] = local(i)
	}
	write(&code{f}, arguments)
	m.functions = append(m.functions, f)
	return uint32(len(m.functions) - 1)
}

// The numbers of the sections of a module, and what is imported and exported.
const (
	typeSection     = 1
	importSection   = 2
	functionSection = 3
	exportSection   = 7
	codeSection     = 10

	functionKind = 0
	memoryKind   = 2
)

// bytes returns the module in the binary format of WebAssembly. The memory is imported as mem from go.
func (m *module) bytes() []byte {
	var types, functions, exports, bodies [][]byte
	for i, f := range m.functions {
		types = append(types, slices.Concat([]byte{0x60}, typeList(f.params), typeList(f.results)))
		functions = append(functions, unsigned(uint32(i)))
		if f.name != "" {
			exports = append(exports, slices.Concat(text(f.name), []byte{functionKind}, unsigned(uint32(i))))
		}
		var locals [][]byte
		for _, t := range f.locals {
			locals = append(locals, []byte{1, byte(t)})
		}
		body := slices.Concat(list(locals), f.body, []byte{end})
		bodies = append(bodies, slices.Concat(unsigned(uint32(len(body))), body))
	}
	memory := slices.Concat(text("go"), text("mem"), []byte{memoryKind, 0, 0}) // of any size
	return slices.Concat([]byte("\x00asm\x01\x00\x00\x00"),
		section(typeSection, types), section(importSection, [][]byte{memory}), section(functionSection, functions),
		section(exportSection, exports), section(codeSection, bodies))
}

func section(number byte, items [][]byte) []byte {
	content := list(items)
	return slices.Concat([]byte{number}, unsigned(uint32(len(content))), content)
}

// list is the number of items, and the items.
func list(items [][]byte) []byte {
	return append(unsigned(uint32(len(items))), slices.Concat(items...)...)
}

func typeList(types []valueType) []byte {
	var items [][]byte
	for _, t := range types {
		items = append(items, []byte{byte(t)})
	}
	return list(items)
}

func text(s string) []byte { return append(unsigned(uint32(len(s))), s...) }

// unsigned is x in LEB128.
func unsigned(x uint32) []byte { return binary.AppendUvarint(nil, uint64(x)) }

// signed is x in signed LEB128.
func signed(x int32) (bytes []byte) {
	for {
		low := byte(x & 0x7f)
		x >>= 7
		if x == 0 && low&0x40 == 0 || x == -1 && low&0x40 != 0 {
			return append(bytes, low)
		}
		bytes = append(bytes, low|0x80)
	}
}

// float32s are the bytes of a vector whose lanes all hold x.
func float32s(x float64) (bytes []byte) {
	for range lanes {
		bytes = binary.LittleEndian.AppendUint32(bytes, math.Float32bits(float32(x)))
	}
	return bytes
}
