package awstest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"unicode/utf8"
)

// Request checks the body of a call; members that are sent in the path, the query
// or a header are not looked at.
func (m *Model) Request(operation string, body []byte) error {
	op, ok := m.Operations[operation]
	if !ok {
		return fmt.Errorf("there is no operation %s", operation)
	}
	return m.body(op.Input, body)
}

// Reply checks the body of an answer.
func (m *Model) Reply(operation string, body []byte) error {
	op, ok := m.Operations[operation]
	if !ok {
		return fmt.Errorf("there is no operation %s", operation)
	}
	return m.body(op.Output, body)
}

// Event checks one event of a stream: its type is a member of the stream's shape.
func (m *Model) Event(stream, event string, payload []byte) error {
	ref, ok := m.Shapes[stream].Members[event]
	if !ok {
		return fmt.Errorf("%s has no event %s", stream, event)
	}
	return m.Value(ref.Shape, payload)
}

// Value checks a JSON text against a shape.
func (m *Model) Value(shape string, data []byte) error {
	v, err := decode(data)
	if err != nil {
		return err
	}
	return errors.Join(m.check(shape, shape, v)...)
}

func decode(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("no JSON: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the JSON")
	}
	return v, nil
}

func (m *Model) body(ref *Ref, body []byte) error {
	if ref == nil {
		if len(body) > 0 && string(body) != "{}" {
			return fmt.Errorf("a body, but none is modelled: %.80s", body)
		}
		return nil
	}
	s := m.Shapes[ref.Shape]
	if s.Payload != "" {
		payload := m.Shapes[s.Members[s.Payload].Shape]
		if payload.Type == "blob" || payload.EventStream {
			return nil
		}
		return m.Value(s.Members[s.Payload].Shape, body)
	}
	if len(body) == 0 {
		body = []byte("{}")
	}
	return m.Value(ref.Shape, body)
}

// check lists what is wrong with a value.
func (m *Model) check(path, shape string, v any) []error {
	s, ok := m.Shapes[shape]
	bad := func(format string, args ...any) []error {
		return []error{fmt.Errorf("%s: "+format, append([]any{path}, args...)...)}
	}
	if !ok {
		return bad("there is no shape %s", shape)
	}
	if v == nil {
		return nil // as absent; whether it may be is the structure's to say
	}
	switch s.Type {
	case "structure":
		return m.structure(path, s, v)
	case "list":
		list, ok := v.([]any)
		if !ok {
			return bad("no list")
		}
		errs := s.size(path, float64(len(list)), "entries")
		for i, x := range list {
			errs = append(errs, m.check(fmt.Sprintf("%s[%d]", path, i), s.Member.Shape, x)...)
		}
		return errs
	case "map":
		o, ok := v.(map[string]any)
		if !ok {
			return bad("no map")
		}
		var errs []error
		for k, x := range o {
			errs = append(errs, m.check(path+"."+k, s.Value.Shape, x)...)
		}
		return errs
	case "string":
		return s.text(path, v)
	case "blob":
		text, ok := v.(string)
		if _, err := base64.StdEncoding.DecodeString(text); !ok || err != nil {
			return bad("no base64")
		}
		return nil
	case "boolean":
		if _, ok := v.(bool); !ok {
			return bad("no boolean")
		}
		return nil
	}
	return s.number(path, v)
}

func (m *Model) structure(path string, s Shape, v any) []error {
	if s.Document {
		return nil
	}
	o, ok := v.(map[string]any)
	if !ok {
		return []error{fmt.Errorf("%s: no structure", path)}
	}
	names := map[string]Ref{}
	var errs []error
	for name, ref := range s.Members {
		if ref.Location != "" {
			continue
		}
		if ref.LocationName != "" {
			name = ref.LocationName
		}
		names[name] = ref
	}
	for _, name := range s.Required {
		ref := s.Members[name]
		if ref.LocationName != "" {
			name = ref.LocationName
		}
		if ref.Location == "" && o[name] == nil {
			errs = append(errs, fmt.Errorf("%s: %s is missing", path, name))
		}
	}
	for name, x := range o {
		ref, ok := names[name]
		if !ok {
			errs = append(errs, fmt.Errorf("%s: there is no member %s", path, name))
			continue
		}
		errs = append(errs, m.check(path+"."+name, ref.Shape, x)...)
	}
	if s.Union && len(o) != 1 {
		errs = append(errs, fmt.Errorf("%s: %d members of a union", path, len(o)))
	}
	return errs
}

func (s Shape) size(path string, n float64, what string) []error {
	if s.Min != nil && n < *s.Min || s.Max != nil && n > *s.Max {
		return []error{fmt.Errorf("%s: %g %s", path, n, what)}
	}
	return nil
}

func (s Shape) text(path string, v any) []error {
	text, ok := v.(string)
	if !ok {
		return []error{fmt.Errorf("%s: no string", path)}
	}
	errs := s.size(path, float64(utf8.RuneCountInString(text)), "characters")
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, text) {
		errs = append(errs, fmt.Errorf("%s: %q is none of %v", path, text, s.Enum))
	}
	// Patterns that Go's regexp does not know (look-arounds) are left out.
	if re, err := regexp.Compile(`^(?:` + s.Pattern + `)$`); s.Pattern != "" && err == nil && !re.MatchString(text) {
		errs = append(errs, fmt.Errorf("%s: %q does not match %s", path, text, s.Pattern))
	}
	return errs
}

func (s Shape) number(path string, v any) []error {
	n, ok := v.(json.Number)
	if !ok {
		if _, isText := v.(string); isText && s.Type == "timestamp" {
			return nil
		}
		return []error{fmt.Errorf("%s: no %s", path, s.Type)}
	}
	if _, err := n.Int64(); err != nil && (s.Type == "integer" || s.Type == "long") {
		return []error{fmt.Errorf("%s: %s is no whole number", path, n)}
	}
	f, err := n.Float64()
	if err != nil {
		return []error{fmt.Errorf("%s: %w", path, err)}
	}
	return s.size(path, f, "is out of range")
}
