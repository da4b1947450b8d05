package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// readKept reads what a file in the data folder keeps of models that were
// connected in the client. The zero value means that nothing is kept.
func readKept[T comparable](data, file string) (kept T, err error) {
	raw, err := os.ReadFile(filepath.Join(data, file))
	if errors.Is(err, fs.ErrNotExist) {
		return kept, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &kept)
	}
	if err != nil {
		var none T
		return none, fmt.Errorf("reading %s: %w", file, err)
	}
	return kept, nil
}

// writeKept writes the file that readKept reads. Only the file's owner can read
// it, because it may contain keys. For the zero value, it removes the file.
func writeKept[T comparable](data, file string, kept T) error {
	path := filepath.Join(data, file)
	var none T
	if kept == none {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing %s: %w", file, err)
		}
		return nil
	}
	raw, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	f, err := os.CreateTemp(data, file+"-*") // 0600
	if err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing %s: %w", file, err), os.Remove(f.Name()))
	}
	return nil
}

// removeUnkept removes files, with the keys in them, that a process left when it
// was killed before it had put them in place.
func removeUnkept(data string) error {
	entries, err := os.ReadDir(data)
	if err != nil {
		return fmt.Errorf("looking for connections of models: %w", err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), connectionFile+"-") &&
			!strings.HasPrefix(e.Name(), encoderFile+"-") {
			continue
		}
		if err := os.Remove(filepath.Join(data, e.Name())); err != nil {
			return fmt.Errorf("removing an unfinished connection of a model: %w", err)
		}
	}
	return nil
}
