package model

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/nlpodyssey/safetensors"
)

// checksumKey is the metadata key of a file's checksum: the SHA-256 of all other metadata and of all tensors.
const checksumKey = "sha256"

// WriteTensors writes a safetensors file with a checksum in its metadata, which ReadTensors looks at.
func WriteTensors(w io.Writer, tensors map[string]safetensors.TensorView, metadata map[string]string) error {
	metadata = maps.Clone(metadata)
	metadata[checksumKey] = checksum(tensors, metadata)
	return safetensors.SerializeToWriter(tensors, metadata, w)
}

// largestFile bounds the bytes that are read: a checkpoint of the largest network, with four numbers for each weight, and what
// is around them.
const largestFile = 4*4*maxWeights + 1<<24

// ReadTensors reads a safetensors file whose metadata give its format: a kind and a version, as "ddpm model 1". It fails if the
// file is no such file, is cut off, is of another format, or has another checksum than its content; a file without one, of an
// earlier version, is taken as it is.
func ReadTensors(r io.Reader, format string) (file safetensors.SafeTensors, metadata map[string]string, err error) {
	buffer, err := readWhole(r)
	if err != nil {
		return file, nil, err
	}
	if file, err = safetensors.Deserialize(buffer); err != nil {
		return file, nil, fmt.Errorf("not a whole safetensors file: %w", err)
	}
	_, header, err := safetensors.ReadMetadata(buffer)
	if err != nil {
		return file, nil, err
	}
	metadata = header.Metadata()
	if err := checkFormat(metadata[formatKey], format); err != nil {
		return file, nil, err
	}
	tensors := make(map[string]safetensors.TensorView)
	for _, tensor := range file.Tensors() {
		tensors[tensor.Name] = tensor.TensorView
	}
	if sum, ok := metadata[checksumKey]; ok && sum != checksum(tensors, metadata) {
		return file, nil, errors.New("damaged: the content does not have the checksum that was written with it")
	}
	return file, metadata, nil
}

// readWhole returns all of r's bytes, in no more memory than they need where r is a file, and fails if they can't be a
// safetensors file of ours: it starts with the length of a header, which is short.
func readWhole(r io.Reader) ([]byte, error) {
	start := bufio.NewReader(r)
	if length, err := start.Peek(8); err == nil && binary.LittleEndian.Uint64(length) > largestFile {
		return nil, errors.New("not a safetensors file")
	}
	var buffer bytes.Buffer
	if file, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := file.Stat(); err == nil {
			buffer.Grow(int(min(info.Size(), largestFile)) + bytes.MinRead)
		}
	}
	if n, err := buffer.ReadFrom(io.LimitReader(start, largestFile+1)); err != nil {
		return nil, err
	} else if n > largestFile {
		return nil, errors.New("too large for a file of the largest network")
	}
	return buffer.Bytes(), nil
}

// checkFormat fails unless got is the format want.
func checkFormat(got, want string) error {
	if got == want {
		return nil
	}
	kind, version := cutVersion(want)
	switch gotKind, gotVersion := cutVersion(got); {
	case gotKind != kind:
		return fmt.Errorf("not a %s", kind)
	case gotVersion > version:
		return fmt.Errorf("it was written by a newer version of ddpm, as %q: this one reads %q", got, want)
	default:
		return fmt.Errorf("its format is %q: want %q", got, want)
	}
}

// cutVersion parts a format into its kind and its version, 0 if it has none.
func cutVersion(format string) (kind string, version int) {
	kind = strings.TrimRight(format, "0123456789")
	version, _ = strconv.Atoi(format[len(kind):])
	return strings.TrimSpace(kind), version
}

// checksum returns the SHA-256 of metadata and tensors in the order of their names, each text and shape after its length, so that
// no two contents are hashed alike.
func checksum(tensors map[string]safetensors.TensorView, metadata map[string]string) string {
	sum := sha256.New()
	number := func(n uint64) { sum.Write(binary.LittleEndian.AppendUint64(nil, n)) }
	text := func(s string) {
		number(uint64(len(s)))
		io.WriteString(sum, s)
	}
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		if key != checksumKey {
			text(key)
			text(metadata[key])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		tensor := tensors[name]
		text(name)
		text(tensor.DType().String())
		number(uint64(len(tensor.Shape())))
		for _, side := range tensor.Shape() {
			number(side)
		}
		number(uint64(len(tensor.Data())))
		sum.Write(tensor.Data())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// TensorView returns values as a tensor for a safetensors file.
func TensorView(shape []uint64, values []float32) (safetensors.TensorView, error) {
	raw := make([]byte, 0, 4*len(values))
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	return safetensors.NewTensorView(safetensors.F32, shape, raw)
}

// ReadTensor sets dst to the named tensor. It fails if there is none, or it has another shape or type, or holds a number
// that is not finite.
func ReadTensor(dst []float32, file safetensors.SafeTensors, name string, shape []uint64) error {
	view, ok := file.Tensor(name)
	if !ok {
		return fmt.Errorf("no tensor %q", name)
	}
	if view.DType() != safetensors.F32 || fmt.Sprint(view.Shape()) != fmt.Sprint(shape) {
		return fmt.Errorf("tensor %q is %v %v: want %v %v", name, view.DType(), view.Shape(), safetensors.F32, shape)
	}
	raw := view.Data()
	for i := range dst {
		v := math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("tensor %q holds %v", name, v)
		}
		dst[i] = v
	}
	return nil
}
