// Package tensorfile reads and writes safetensors files of float32 with a checksum: models and checkpoints.
package tensorfile

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/nlpodyssey/safetensors"
)

// FormatKey is the metadata key of a file's format: a kind and a version, as "ddpm model 1".
const FormatKey = "format"

// checksumKey is the metadata key of a file's checksum: the SHA-256 of all other metadata and of all tensors.
const checksumKey = "sha256"

// Tensor is an array of numbers, row-major.
type Tensor struct {
	Shape  []uint64
	Values []float32
}

// Write writes a safetensors file with a checksum in its metadata, which Read checks.
func Write(w io.Writer, tensors map[string]Tensor, metadata map[string]string) error {
	views := make(map[string]safetensors.TensorView)
	for name, tensor := range tensors {
		raw, err := binary.Append(make([]byte, 0, 4*len(tensor.Values)), binary.LittleEndian, tensor.Values)
		if err != nil {
			return err
		}
		if views[name], err = safetensors.NewTensorView(safetensors.F32, tensor.Shape, raw); err != nil {
			return err
		}
	}
	metadata = maps.Clone(metadata)
	metadata[checksumKey] = checksum(views, metadata)
	return safetensors.SerializeToWriter(views, metadata, w)
}

// File is what Read has read.
type File struct {
	Metadata map[string]string
	tensors  map[string]safetensors.TensorView
}

// Bytes returns how many bytes all tensors have.
func (f *File) Bytes() (bytes int) {
	for _, tensor := range f.tensors {
		bytes += len(tensor.Data())
	}
	return bytes
}

// Fill sets the values of each tensor to those of the file's tensor of the same name. It fails if there is none, or it has another shape
// or type, or holds a number that is not finite.
func (f *File) Fill(tensors map[string]Tensor) error {
	for name, tensor := range tensors {
		view, ok := f.tensors[name]
		if !ok {
			return fmt.Errorf("no tensor %q", name)
		}
		if view.DType() != safetensors.F32 || !slices.Equal(view.Shape(), tensor.Shape) {
			return fmt.Errorf("tensor %q is %v %v: want %v %v", name, view.DType(), view.Shape(), safetensors.F32, tensor.Shape)
		}
		if _, err := binary.Decode(view.Data(), binary.LittleEndian, tensor.Values); err != nil {
			return err
		}
		for _, v := range tensor.Values {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return fmt.Errorf("tensor %q holds %v", name, v)
			}
		}
	}
	return nil
}

// largestHeader bounds the bytes of a file's header.
const largestHeader = 1 << 24

// Read reads a safetensors file of a format, as FormatKey says, and of at most so many numbers. It fails if the
// file is no such file, is cut off, is of another format, or does not have the checksum that its metadata give. Files of earlier
// versions have no checksum, and it is not checked.
func Read(r io.Reader, format string, numbers int) (*File, error) {
	buffer, err := readWhole(r, 4*int64(numbers)+largestHeader)
	if err != nil {
		return nil, err
	}
	content, err := safetensors.Deserialize(buffer)
	if err != nil {
		return nil, fmt.Errorf("not a whole safetensors file: %w", err)
	}
	_, header, err := safetensors.ReadMetadata(buffer)
	if err != nil {
		return nil, err
	}
	file := &File{header.Metadata(), make(map[string]safetensors.TensorView)}
	if err := checkFormat(file.Metadata[FormatKey], format); err != nil {
		return nil, err
	}
	for _, tensor := range content.Tensors() {
		file.tensors[tensor.Name] = tensor.TensorView
	}
	if sum, ok := file.Metadata[checksumKey]; ok && sum != checksum(file.tensors, file.Metadata) {
		return nil, errors.New("damaged: the content does not have the checksum that was written with it")
	}
	return file, nil
}

// readWhole returns all of r's bytes. It fails if they cannot be a safetensors file of this program. Such a file begins with the length of
// its header, which is short: so other files are not read to their end.
func readWhole(r io.Reader, largest int64) ([]byte, error) {
	start := bufio.NewReader(r)
	if length, err := start.Peek(8); err == nil && binary.LittleEndian.Uint64(length) > uint64(largest) {
		return nil, errors.New("not a safetensors file")
	}
	content, err := io.ReadAll(io.LimitReader(start, largest+1))
	if err == nil && int64(len(content)) > largest {
		err = errors.New("too large for a file of the largest network")
	}
	return content, err
}

// checkFormat fails unless got is the format want: a kind and a version.
func checkFormat(got, want string) error {
	kind := strings.TrimRight(want, "0123456789")
	version := func(format string) int {
		number, _ := strconv.Atoi(strings.TrimPrefix(format, kind))
		return number
	}
	switch {
	case got == want:
		return nil
	case !strings.HasPrefix(got, kind):
		return fmt.Errorf("not a %s", strings.TrimSpace(kind))
	case version(got) > version(want):
		return fmt.Errorf("it was written by a newer version of ddpm, as %q: this one reads %q", got, want)
	default:
		return fmt.Errorf("its format is %q: want %q", got, want)
	}
}

// checksum returns the SHA-256 of metadata and tensors in the order of their names. The length of each text and shape comes before it,
// so that different contents never give the same bytes to hash.
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
