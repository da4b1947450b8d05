package app

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/wire"
)

// embeddingServer answers /embeddings for those with the key, with the vectors
// of a fake.
func embeddingServer(t *testing.T, key string) *httptest.Server {
	t.Helper()
	fake := &embed.Fake{Size: 48}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Input []string `json:"input"`
		}
		switch err := json.NewDecoder(r.Body).Decode(&asked); {
		case r.Header.Get("Authorization") != "Bearer "+key:
			http.Error(w, `{"error":{"message":"wrong key"}}`, http.StatusUnauthorized)
			return
		case err != nil || r.URL.Path != "/v1/embeddings":
			http.Error(w, `{"error":{"message":"not here"}}`, http.StatusNotFound)
			return
		}
		vectors, err := fake.Embed(r.Context(), embed.Passage, asked.Input)
		if err != nil {
			t.Error(err)
		}
		type item struct {
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		}
		var answer struct {
			Data []item `json:"data"`
		}
		for i, v := range vectors {
			answer.Data = append(answer.Data, item{i, v})
		}
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// embedded waits until all passages have vectors of a model.
func embedded(t *testing.T, p *Parts, model string) {
	t.Helper()
	eventually(t, "vectors of "+model, func() bool {
		e := p.embedding()
		return strings.HasPrefix(e.Model, model) && e.Passages > 0 && e.Missing == 0 && !e.Replacing
	})
}

// TestTheEmbeddingModelIsExchangedWithoutARestart goes from the encoder in the
// program to a server's, through a restart, and back.
func TestTheEmbeddingModelIsExchangedWithoutARestart(t *testing.T) {
	const key = "sk-embedding-secret"
	data, s := t.TempDir(), embeddingServer(t, key)
	file := filepath.Join(data, encoderFile)
	p := start(t, data, "", "local")
	upload(t, p, "휴가.txt", "여름 휴가는 이레입니다.")
	embedded(t, p, p.model.forIndex().Info().Model)

	with := wire.ModelConnection{URL: s.URL + "/v1/", Name: "bge-m3", Key: "guess"}
	faulttest.Want(t, p.encoders.Connect(t.Context(), with), fault.Forbidden)
	with.Key = key
	if err := p.encoders.Test(t.Context(), with); err != nil || p.encoders.now != nil {
		t.Errorf("a test: %v, %v", err, p.encoders.now)
	}
	if err := p.encoders.Connect(t.Context(), with); err != nil {
		t.Fatal(err)
	}
	embedded(t, p, "bge-m3")
	setup, err := p.encoders.Setup(t.Context())
	if err != nil || setup.Source != wire.ModelSourceForm || setup.Name != "bge-m3" || !setup.HasKey {
		t.Errorf("%+v, %v", setup, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	stop(t, p)

	p = start(t, data, "", "local")
	defer stop(t, p)
	embedded(t, p, "bge-m3")
	found, err := p.index.Retrieve(t.Context(), auth.LocalScope(),
		retrieve.Query{Text: "여름 휴가", K: 1, Method: retrieve.Vector})
	if err != nil || len(found) != 1 {
		t.Errorf("by meaning: %v, %v", found, err)
	}
	if err := p.encoders.Disconnect(t.Context()); err != nil {
		t.Fatal(err)
	}
	kept, err := readKept[keptEncoders](data, encoderFile)
	if err != nil || kept.Before.Name != "bge-m3" {
		t.Errorf("until the vectors are there: %+v, %v", kept, err)
	}
	p.index.Embedded(t.Context())
	embedded(t, p, p.model.encoder.Info().Model)
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the connection, with its key, is still there: %v", err)
	}
}

// TestAnInterruptedExchangeGoesOnAfterARestart stops the program before the new
// model has made a vector.
func TestAnInterruptedExchangeGoesOnAfterARestart(t *testing.T) {
	data, first := t.TempDir(), embeddingServer(t, "sk")
	p := start(t, data, "", "local")
	upload(t, p, "휴가.txt", "여름 휴가는 이레입니다.")
	one := connection{URL: first.URL + "/v1", Name: "one", Key: "sk"}
	if err := p.encoders.Connect(t.Context(),
		wire.ModelConnection{URL: one.URL, Name: one.Name, Key: one.Key}); err != nil {
		t.Fatal(err)
	}
	embedded(t, p, "one")
	stop(t, p)

	second := httptest.NewServer(http.NotFoundHandler())
	defer second.Close()
	kept := keptEncoders{Now: connection{URL: second.URL, Name: "two"}, Before: one}
	if err := writeKept(data, encoderFile, kept); err != nil {
		t.Fatal(err)
	}
	p = start(t, data, "", "local")
	defer stop(t, p)
	eventually(t, "the new model's turn", func() bool {
		e := p.embedding()
		return e.Missing > 0 && e.Replacing
	})
	found, err := p.index.Retrieve(t.Context(), auth.LocalScope(),
		retrieve.Query{Text: "여름 휴가는", K: 1, Method: retrieve.Vector})
	if err != nil || len(found) != 1 {
		t.Errorf("by the former model's vectors: %v, %v", found, err)
	}
}

func TestTheConfigurationDecidesAboutTheEmbeddingModel(t *testing.T) {
	for name, change := range map[string]func(*config.Config){
		"it names one":  func(c *config.Config) { c.Embedding.URL, c.Embedding.Name = "http://127.0.0.1:1", "x" },
		"it wants none": func(c *config.Config) { c.Embedding.Builtin = false },
		"it has a store with vectors": func(c *config.Config) {
			c.RAG.Capabilities, c.OpenSearch.URL = []string{"local", "opensearch"}, "http://127.0.0.1:1"
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := config.Default()
			c.Data = t.TempDir()
			change(&c)
			p := startWith(t, c)
			defer stop(t, p)
			setup, err := p.encoders.Setup(t.Context())
			if err != nil || setup.Source != wire.ModelSourceConfig {
				t.Errorf("%+v, %v", setup, err)
			}
			faulttest.Want(t, p.encoders.Connect(t.Context(),
				wire.ModelConnection{URL: "http://127.0.0.1:1", Name: "x"}), fault.Conflict)
			faulttest.Want(t, p.encoders.Disconnect(t.Context()), fault.Conflict)
		})
	}
}

func TestWhatCannotEmbedIsNotConnected(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	bedrock := wire.ModelConnection{Service: wire.ModelServiceBedrock, Region: "ap-northeast-2"}
	bedrock.Name = "anthropic.claude"
	faulttest.Want(t, p.encoders.Test(t.Context(), bedrock), fault.Unsupported)
	bedrock.Region = "서울"
	faulttest.Want(t, p.encoders.Test(t.Context(), bedrock), fault.Invalid)
	for _, url := range []string{"http://169.254.169.254/latest", "http://example.com", ""} {
		faulttest.Want(t, p.encoders.Test(t.Context(), wire.ModelConnection{URL: url, Name: "x"}),
			fault.Invalid)
	}
}

// TestAnEmbeddingModelIsToldQuestionsFromPassages connects one that needs both
// prefixes and input_type, and changes what stands before passages.
func TestAnEmbeddingModelIsToldQuestionsFromPassages(t *testing.T) {
	data, s := t.TempDir(), embeddingServer(t, "sk")
	var mu sync.Mutex
	seen := map[string]bool{}
	watching := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var asked struct {
			Input     []string `json:"input"`
			InputType string   `json:"input_type"`
		}
		_ = json.Unmarshal(body, &asked)
		mu.Lock()
		for _, text := range asked.Input {
			before, _, _ := strings.Cut(text, ": ")
			seen[asked.InputType+" "+before] = true
		}
		mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.Config.Handler.ServeHTTP(w, r)
	}))
	defer watching.Close()
	saw := func(what string) bool {
		mu.Lock()
		defer mu.Unlock()
		return seen[what]
	}
	p := start(t, data, "", "local")
	upload(t, p, "휴가.txt", "여름 휴가는 이레입니다.")
	texts := wire.EmbedTexts{InputType: true, QueryPrefix: "query: ", PassagePrefix: "passage: "}
	with := wire.ModelConnection{URL: watching.URL + "/v1", Name: "e5", Key: "sk", Texts: &texts}
	if err := p.encoders.Connect(t.Context(), with); err != nil {
		t.Fatal(err)
	}
	embedded(t, p, "e5+")
	if !saw("query query") || !saw("passage passage") {
		t.Errorf("the server was sent %v", seen)
	}
	setup, err := p.encoders.Setup(t.Context())
	if err != nil || setup.Texts == nil || *setup.Texts != texts {
		t.Errorf("the form is told %+v, %v", setup.Texts, err)
	}
	first := p.embedding().Model
	texts.PassagePrefix = "문단: "
	if err := p.encoders.Connect(t.Context(), with); err != nil {
		t.Fatal(err)
	}
	eventually(t, "vectors of passages with another prefix", func() bool {
		e := p.embedding()
		return e.Model != first && e.Missing == 0 && saw("passage 문단")
	})
	stop(t, p)

	p = start(t, data, "", "local")
	defer stop(t, p)
	if k := p.encoders.kept.Now; k.Texts != texts {
		t.Errorf("after a restart: %+v", k.Texts)
	}
	texts.QueryPrefix = strings.Repeat("가", maxPrefix)
	faulttest.Want(t, p.encoders.Test(t.Context(), with), fault.Invalid)
}

func TestTheDoctorAsksTheConnectedEmbeddingModelOfBedrock(t *testing.T) {
	c := config.Default()
	c.Data = t.TempDir()
	kept := keptEncoders{Now: connection{Service: wire.ModelServiceBedrock, Region: "us-west-2",
		Name: "amazon.titan-embed-text-v2:0"}}
	if err := writeKept(c.Data, encoderFile, kept); err != nil {
		t.Fatal(err)
	}
	b := startBedrock(t) // it knows no embedding model
	c, err := WithConnection(c)
	if err != nil {
		t.Fatal(err)
	}
	name, processor, err := CheckEmbedding(t.Context(), c)
	faulttest.Want(t, err, fault.NotFound)
	if name != kept.Now.Name || processor != "" || !strings.Contains(b.last(), "/us-west-2/") {
		t.Errorf("asked %q, which runs on %q, with %q", name, processor, b.last())
	}
}
