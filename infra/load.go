package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"go.yaml.in/yaml/v3"
)

// LoadSettings reads a YAML or JSON file over defaults, validates the result
// and reports every fault at once. A key that does not exist is an error.
func LoadSettings(path string, defaults Settings) (Settings, error) {
	s, err := readSettings(path, defaults)
	if err != nil {
		return Settings{}, err
	}
	if err := s.Validate(); err != nil {
		return Settings{}, fmt.Errorf("settings in %s: %w", path, err)
	}
	return s, nil
}

// readSettings reads a file over settings and does not validate: more may be laid over it.
func readSettings(path string, over Settings) (Settings, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Settings{}, fmt.Errorf("reading the settings: %w", err)
	}
	s, err := decodeSettings(data, over)
	if err != nil {
		return Settings{}, fmt.Errorf("settings in %s: %w", path, err)
	}
	return s, nil
}

func decodeSettings(data []byte, over Settings) (Settings, error) {
	d := yaml.NewDecoder(bytes.NewReader(data)) // JSON is YAML
	d.KnownFields(true)
	if err := d.Decode(&over); err != nil && !errors.Is(err, io.EOF) {
		return Settings{}, err
	}
	return over, nil
}
