package runs

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ddpm/data"
)

// locate returns where the file of data lies that a run was begun with. It is known by its SHA-256. If it is not where it was, it is looked
// for, under its name, beside the run's files, beside the run's folder and in the working folder.
func (c Config) locate(f Folder) (string, error) {
	if c.SHA256 == "" {
		return c.Data, nil
	}
	name := data.BaseOf(c.Data)
	for _, path := range []string{c.Data, f.File(name), filepath.Join(filepath.Dir(filepath.Clean(string(f))), name), name} {
		if sum, err := checksum(path); path != data.StandardInput && err == nil && sum == c.SHA256 {
			return path, nil
		}
	}
	info, err := os.Stat(data.FileOf(c.Data))
	switch {
	case err == nil && !info.Mode().IsRegular():
		return "", fmt.Errorf("%s, the data of the run in %s, is no file that can be read again: want one with the same content, with --data PATH", c.Data, f)
	case c.Data == data.StandardInput:
		return "", fmt.Errorf("the data of the run in %s came from standard input: want it as a file, with --data PATH", f)
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%s, the data of the run in %s, is not there: want the place where it lies now, with --data PATH", c.Data, f)
	}
	return "", fmt.Errorf("%s has changed since the run in %s was begun: want the file as it was, with --data PATH", c.Data, f)
}

// Relocate notes in the run's config.json that its data lies in another place now. It fails unless the file there is the same, byte for byte,
// and the array in it, if the path names one.
func (f Folder) Relocate(path string) error {
	return f.change(func(c *Config) error {
		if c.SHA256 == "" {
			return fmt.Errorf("--data %s: the run in %s is of %s, which is no file", path, f, c.Data)
		}
		sum, err := checksum(path)
		if err != nil {
			return fmt.Errorf("--data: %w", err)
		}
		if sum != c.SHA256 {
			return fmt.Errorf("--data %s: this is not the file that the run in %s was begun with: its SHA-256 is not %s", path, f, c.SHA256)
		}
		array := strings.TrimPrefix(c.Data, data.FileOf(c.Data))
		if named := strings.TrimPrefix(path, data.FileOf(path)); named != "" && named != array {
			return fmt.Errorf("--data %s: the run in %s is of the array %s", path, f, strings.TrimPrefix(array, ":"))
		}
		file, err := filepath.Abs(data.FileOf(path))
		c.Data = file + array
		return err
	})
}

// change changes the configuration of the run in the folder, under the folder's lock.
func (f Folder) change(how func(*Config) error) error {
	if !f.HoldsRun() {
		_, err := f.Config() // which says what is wrong
		return err
	}
	lock, err := f.Lock()
	if err != nil {
		return err
	}
	defer lock.Release()
	c, err := f.Config()
	if err != nil {
		return err
	}
	if err := how(&c); err != nil {
		return err
	}
	return f.WriteJSON(ConfigFile, c)
}

// checksum returns the SHA-256 of a file, whatever array in it the path names. A pipe would be waited for, and has no content of its own.
func checksum(path string) (string, error) {
	info, err := os.Stat(data.FileOf(path))
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no file", path)
	}
	if err != nil {
		return "", err
	}
	file, err := os.Open(data.FileOf(path))
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
