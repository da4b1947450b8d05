// Package jsonl reads and writes JSON Lines, one JSON value per line. The files
// of the evaluation have this format.
package jsonl

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
)

// Values decodes the values of a reader one after another. If one can't be
// decoded or read, the error comes last.
func Values[T any](r io.Reader) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for d := json.NewDecoder(bufio.NewReader(r)); ; {
			var v T
			switch err := d.Decode(&v); {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(v, err)
				return
			case !yield(v, nil):
				return
			}
		}
	}
}

// Read reads all values of a file. The error names the file and the number of
// the value.
func Read[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var list []T
	for v, err := range Values[T](f) {
		if err != nil {
			return nil, fmt.Errorf("%s: value %d: %w", path, len(list)+1, err)
		}
		list = append(list, v)
	}
	return list, nil
}

// Write writes a file of values, without escaping <, > and &.
func Write[T any](path string, list []T) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, v := range list {
		if err := e.Encode(v); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
