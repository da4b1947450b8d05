package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Keys of the CDK's context that are Mundap's:
//
//	mundap                  settings as in a file, in cdk.json: {"context": {"mundap": {"region": "ap-northeast-2"}}}
//	mundap:region           one setting by its path; any other is named the same way, such as mundap:rag.relevant_docs
//	mundap:settings         path of a settings file
//	mundap:configuration    what all that is laid over: default (if nothing is said), seed or machine
//
// A single setting goes over the object, the object over the file, the file
// over the configuration. Other keys are the CDK's own and are left alone.
const (
	contextKey           = "mundap"
	contextSettingsFile  = contextKey + ":settings"
	contextConfiguration = contextKey + ":configuration"
)

// contextSettings reads settings from the CDK's context and validates them.
// Values are typed as in a file: on the command line (cdk deploy -c
// mundap:rag.capabilities='[local, kendra]') they are YAML.
func contextSettings(context map[string]any) (Settings, error) {
	s, err := configuration(context[contextConfiguration])
	if err != nil {
		return Settings{}, err
	}
	if path, ok := context[contextSettingsFile]; ok {
		if s, err = readSettings(fmt.Sprint(path), s); err != nil {
			return Settings{}, err
		}
	}
	if object, ok := context[contextKey]; ok {
		if s, err = overlay(object, s); err != nil {
			return Settings{}, fmt.Errorf("%s in the context: %w", contextKey, err)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(context)) {
		path, ours := strings.CutPrefix(key, contextKey+":")
		if !ours || key == contextSettingsFile || key == contextConfiguration {
			continue
		}
		if s, err = setting(path, context[key], s); err != nil {
			return Settings{}, fmt.Errorf("%s in the context: %w", key, err)
		}
	}
	if err := s.Validate(); err != nil {
		return Settings{}, fmt.Errorf("settings of the context: %w", err)
	}
	return s, nil
}

// configuration returns the settings that are shipped under a name; nil is the default's
// name.
func configuration(name any) (Settings, error) {
	switch name {
	case nil, "default":
		return DefaultSettings(), nil
	case "seed":
		return SeedSettings(), nil
	case "machine":
		return MachineSettings(), nil
	}
	return Settings{}, fmt.Errorf("%s: %v is not default, seed or machine", contextConfiguration, name)
}

// setting lays one value over the setting at a path such as rag.relevant_docs.
func setting(path string, value any, over Settings) (Settings, error) {
	parts := strings.Split(path, ".")
	if err := known(reflect.TypeFor[Settings](), parts); err != nil {
		return Settings{}, err
	}
	if text, ok := value.(string); ok { // of the command line
		var typed yaml.Node
		if err := yaml.Unmarshal([]byte(text), &typed); err != nil {
			return Settings{}, fmt.Errorf("%q is not YAML: %w", text, err)
		}
		if len(typed.Content) == 0 {
			return Settings{}, fmt.Errorf("no value")
		}
		value = typed.Content[0]
	}
	for _, part := range slices.Backward(parts) {
		value = map[string]any{part: value}
	}
	return overlay(value, over)
}

// overlay lays what a file could say over settings. It does not validate.
func overlay(value any, over Settings) (Settings, error) {
	data, err := yaml.Marshal(value)
	if err != nil {
		return Settings{}, err
	}
	return decodeSettings(data, over)
}

// known says whether settings have a path, and which ones they have at that place otherwise.
func known(t reflect.Type, path []string) error {
	var names []string
	for field := range t.Fields() {
		name := field.Tag.Get("yaml")
		names = append(names, name)
		switch {
		case name != path[0]:
		case len(path) == 1:
			return nil
		case field.Type.Kind() == reflect.Struct:
			return known(field.Type, path[1:])
		default:
			return fmt.Errorf("%s has no settings of its own", name)
		}
	}
	return fmt.Errorf("there is no setting %q; there are %s", path[0], strings.Join(names, ", "))
}
