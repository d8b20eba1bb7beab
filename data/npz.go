package data

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// splitArray divides a path such as file.npz:name into the file and the name of an array in it.
func splitArray(path string) (file, array string) {
	at := strings.LastIndex(strings.ToLower(path), ".npz:")
	if at < 0 {
		return path, ""
	}
	return path[:at+len(".npz")], path[at+len(".npz:"):]
}

// FileOf returns the file of a path that may have the name of an array in it, such as file.npz:name.
func FileOf(path string) string {
	file, _ := splitArray(path)
	return file
}

// BaseOf returns the last element of a path, with the name of an array in it.
func BaseOf(path string) string {
	file, _ := splitArray(path)
	return filepath.Base(file) + path[len(file):]
}

// readNPZ reads an array of a .npz file, which is a zip archive of .npy files: the one that the name has after a colon, or the only one.
func readNPZ(r io.Reader, name string, want Selection) (table, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return table{}, fileError(name, err)
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return table{}, fmt.Errorf("%s: a broken archive: %w", name, err)
	}
	file, wanted := splitArray(name)
	var names []string
	for _, entry := range archive.File {
		names = append(names, strings.TrimSuffix(entry.Name, ".npy"))
	}
	at := slices.Index(names, wanted)
	if wanted == "" && len(names) == 1 {
		at = 0
	}
	switch {
	case len(names) == 0:
		return table{}, fmt.Errorf("%s: no array in it", name)
	case wanted == "" && at < 0 && name == standardInputName:
		return table{}, fmt.Errorf("%s: %d arrays; want a file, and one of them, as in FILE.npz:%s. There are %s", name, len(names), names[0], strings.Join(names, ", "))
	case wanted == "" && at < 0:
		return table{}, fmt.Errorf("%s: %d arrays; choose one, as in %s:%s. There are %s", name, len(names), file, names[0], strings.Join(names, ", "))
	case at < 0:
		return table{}, fmt.Errorf("%s: no array %q; there are %s", file, wanted, strings.Join(names, ", "))
	}
	array, err := archive.File[at].Open()
	if err != nil {
		return table{}, fmt.Errorf("%s: a broken archive: %w", name, err)
	}
	defer array.Close()
	return readNPY(array, name, want)
}
