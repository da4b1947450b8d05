package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/fault"
)

// Override is a flag: a key and the value that it was given.
type Override struct {
	Key   string
	Value string
}

// Load fills the configuration: defaults, the YAML file, variables, overrides,
// each over the one before, then validates it. path "" means DefaultFile, which
// may be missing; a file that was named must be there. lookup is os.LookupEnv.
func Load(path string, lookup func(string) (string, bool), overrides []Override) (Config, error) {
	c := Default()
	if err := c.loadFile(path); err != nil {
		return Config{}, err
	}
	for _, f := range Fields() {
		if text, ok := lookup(f.Env); ok {
			if err := f.Set(&c, text); err != nil {
				return Config{}, fmt.Errorf("%s: %w", f.Env, err)
			}
		}
	}
	for _, o := range overrides {
		if err := c.set(o); err != nil {
			return Config{}, err
		}
	}
	if err := c.Validate(); err != nil {
		return Config{}, err
	}
	return c, nil
}

// DefaultFile is the configuration file that is read when none is named:
// mundap/config.yaml in the user's configuration folder.
func DefaultFile() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "mundap", "config.yaml")
}

func (c *Config) loadFile(path string) error {
	named := path != ""
	if !named {
		if path = DefaultFile(); path == "" {
			return nil
		}
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil
	}
	if err != nil {
		return fault.Wrap(err, fault.Invalid,
			fmt.Sprintf("설정 파일을 읽지 못했어요: %s. 경로와 권한을 확인해 주세요.", path),
			fmt.Sprintf("The configuration file %s can't be read. Check its path and permissions.",
				path))
	}
	if err := c.decode(text); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// decode puts a YAML file over c.
func (c *Config) decode(text []byte) error {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return fault.Wrap(err, fault.Invalid,
			fmt.Sprintf("설정 파일이 올바른 YAML이 아니에요: %v", err),
			fmt.Sprintf("The configuration file is not valid YAML: %v", err))
	}
	if len(root.Content) == 0 {
		return nil
	}
	return c.decodeMap(root.Content[0], "")
}

func (c *Config) decodeMap(node *yaml.Node, prefix string) error {
	if node.Kind == yaml.ScalarNode && node.Tag == "!!null" {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return atLine(node, schema.Invalid(strings.TrimSuffix(prefix, "."), node.Value,
			"'이름: 값' 목록", "a list of 'name: value'"))
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if err := c.decodeKey(prefix+node.Content[i].Value, node.Content[i],
			node.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) decodeKey(key string, name, value *yaml.Node) error {
	fields := Fields()
	at := slices.IndexFunc(fields, func(f schema.Field) bool { return f.Key == key })
	if at < 0 {
		if slices.ContainsFunc(fields, func(f schema.Field) bool {
			return strings.HasPrefix(f.Key,
				key+".")
		}) {
			return c.decodeMap(value, key+".")
		}
		return atLine(name, unknown(key))
	}
	text, err := scalar(fields[at], value)
	if err != nil {
		return atLine(value, err)
	}
	return atLine(value, fields[at].Set(c, text))
}

// scalar gives a value as the text that Set parses.
func scalar(f schema.Field, value *yaml.Node) (string, error) {
	switch {
	case value.Kind == yaml.ScalarNode && value.Tag == "!!null":
		return "", nil
	case value.Kind == yaml.ScalarNode:
		return value.Value, nil
	case f.Type == "json":
		return asJSON(value)
	case value.Kind == yaml.SequenceNode && f.Type == "list":
		var items []string
		if err := value.Decode(&items); err != nil {
			return "", f.Wrong("…", "글자 목록", "a list of texts")
		}
		return strings.Join(items, ","), nil
	}
	return "", f.Wrong("…", "값 하나", "a single value")
}

// asJSON writes a YAML structure as JSON.
func asJSON(value *yaml.Node) (string, error) {
	var v any
	if err := value.Decode(&v); err != nil {
		return "", fmt.Errorf("reading a list: %w", err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("reading a list: %w", err)
	}
	return string(text), nil
}

func atLine(node *yaml.Node, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("line %d: %w", node.Line, err)
}

func (c *Config) set(o Override) error {
	for _, f := range Fields() {
		if f.Key == o.Key {
			return f.Set(c, o.Value)
		}
	}
	return unknown(o.Key)
}

// unknown names the key and the nearest one there is.
func unknown(key string) error {
	ko, en := "docs/config.md에서 쓸 수 있는 설정을 확인해 주세요.", "docs/config.md lists the keys."
	if near := nearest(key); near != "" {
		ko, en = fmt.Sprintf("혹시 %q인가요?", near), fmt.Sprintf("Did you mean %q?", near)
	}
	return fault.New(fault.Invalid, fmt.Sprintf("설정에 %q 이름은 없어요. %s", key, ko),
		fmt.Sprintf("There is no key %q. %s", key, en))
}

// nearest is the key with the smallest edit distance, if that is at most a third of its length.
func nearest(key string) string {
	best, distance := "", len(key)
	for _, f := range Fields() {
		if d := editDistance(key, f.Key); d < distance && d <= max(2, len(f.Key)/3) {
			best, distance = f.Key, d
		}
	}
	return best
}

// editDistance is Levenshtein's, over bytes: keys are ASCII.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
