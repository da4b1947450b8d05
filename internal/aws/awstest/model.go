package awstest

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Model is a service model of botocore.
type Model struct {
	Metadata struct {
		Protocol  string   `json:"protocol"`
		Protocols []string `json:"protocols"`
		Prefix    string   `json:"targetPrefix"`
	} `json:"metadata"`
	Operations map[string]Operation `json:"operations"`
	Shapes     map[string]Shape     `json:"shapes"`
}

// Operation is one call.
type Operation struct {
	HTTP struct {
		Method string `json:"method"`
		URI    string `json:"requestUri"`
	} `json:"http"`
	Input  *Ref  `json:"input"`
	Output *Ref  `json:"output"`
	Errors []Ref `json:"errors"`
}

// Ref names a shape, and says where a member of a request or reply stands.
type Ref struct {
	Shape        string `json:"shape"`
	Location     string `json:"location"` // "uri", "header", "querystring", "statusCode"; "" is the body
	LocationName string `json:"locationName"`
	Event        bool   `json:"event"`
}

// Shape is a type.
type Shape struct {
	Type        string         `json:"type"`
	Required    []string       `json:"required"`
	Members     map[string]Ref `json:"members"`
	Member      *Ref           `json:"member"`
	Key         *Ref           `json:"key"`
	Value       *Ref           `json:"value"`
	Payload     string         `json:"payload"`
	Enum        []string       `json:"enum"`
	Min         *float64       `json:"min"`
	Max         *float64       `json:"max"`
	Pattern     string         `json:"pattern"`
	Union       bool           `json:"union"`
	Document    bool           `json:"document"`
	EventStream bool           `json:"eventstream"`
}

// Load reads the newest model of a service ("bedrock-runtime", "kendra",
// "polly"), or skips the test.
func Load(t testing.TB, service string) *Model {
	t.Helper()
	data, err := read(service)
	if err != nil && os.Getenv("MUNDAP_SERVERS_REQUIRED") != "" {
		t.Fatalf("botocore's model of %s is not here: %v", service, err)
	}
	if err != nil {
		t.Skipf("botocore's model of %s is not here (make test-aws fetches it): %v", service, err)
	}
	var m Model
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatalf("botocore's model of %s: %v", service, err)
	}
	return &m
}

func read(service string) ([]byte, error) {
	root := os.Getenv("MUNDAP_BOTOCORE")
	if root == "" {
		dir, err := checkout()
		if err != nil {
			return nil, err
		}
		root = filepath.Join(dir, ".cache", "botocore", "data")
	}
	versions, err := os.ReadDir(filepath.Join(root, service))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(versions, func(a, b os.DirEntry) int {
		return strings.Compare(b.Name(),
			a.Name())
	})
	for _, v := range versions {
		f, err := os.Open(filepath.Join(root, service, v.Name(), "service-2.json.gz"))
		if err != nil {
			continue
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, err
		}
		return io.ReadAll(z)
	}
	return nil, os.ErrNotExist
}

// checkout is the folder with go.mod, above the test's.
func checkout() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		return "", os.ErrNotExist
	}
}
