package schema

import (
	"errors"
	"fmt"
	"reflect"
)

// Environment writes the settings that differ from those of otherwise, a value
// of the same struct type, as environment variables.
func Environment[T any](settings, otherwise T) map[string]string {
	env := map[string]string{}
	for _, f := range Fields[T]() {
		if text := f.text(reflect.ValueOf(settings)); text != f.text(reflect.ValueOf(otherwise)) {
			env[f.Env] = text
		}
	}
	return env
}

// Read reads the environment over settings, a pointer to a struct. Variables
// that are not set, or empty, change nothing. The error joins one for each
// impossible value, which names its variable.
func Read[T any](settings *T, getenv func(string) string) error {
	var err error
	for _, f := range Fields[T]() {
		text := getenv(f.Env)
		if text == "" {
			continue
		}
		if wrong := f.Set(settings, text); wrong != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", f.Env, wrong))
		}
	}
	return err
}
