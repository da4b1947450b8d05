package wiring

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/split"
	"github.com/mundap/mundap/internal/webapi"
	"github.com/mundap/mundap/internal/websearch"
)

// Web makes the search engine that the settings name, nil if they name none. With
// rag.read_pages it reads the pages that the engine finds, by loader. Errors are
// fault.NotConfigured: a key or an address is missing.
func (b Base) Web(loader ingest.Loader) (websearch.Searcher, error) {
	key, err := webKey(b.Settings.Web)
	if err != nil {
		return nil, err
	}
	engine, err := searchEngine(b.Settings.Web, key)
	if err != nil || engine == nil {
		return nil, err
	}
	return b.WithPages(engine, loader), nil
}

// WithPages adds the reading of pages to a search engine, if the settings want it.
func (b Base) WithPages(engine websearch.Searcher, loader ingest.Loader) websearch.Searcher {
	if !b.Settings.Web.ReadPages || loader == nil {
		return engine
	}
	i := b.Settings.Ingest
	r := pageReader{loader, split.Splitter{Size: i.ChunkSize, Overlap: i.ChunkOverlap}}
	return webapi.Reading{Engine: engine, Pages: &webapi.Pages{}, Read: r.read}
}

// WebWith is Web for a key that is kept elsewhere and may change while the program
// runs: key is called before each search, and its errors are the search's.
func (b Base) WebWith(loader ingest.Loader, key func(context.Context) (string, error)) (websearch.Searcher,
	error) {
	const any = "-" // stands for the key, so that what else is missing is found now
	if engine, err := searchEngine(b.Settings.Web, any); err != nil || engine == nil {
		return nil, err
	}
	return b.WithPages(keyed{b.Settings.Web, key}, loader), nil
}

// keyed is the engine of the settings, made with the key of the moment.
type keyed struct {
	settings schema.Web
	key      func(context.Context) (string, error)
}

// Search implements websearch.Searcher.
func (k keyed) Search(ctx context.Context, query string, n int) ([]websearch.Result, error) {
	key, err := k.key(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the key for web search: %w", err)
	}
	engine, err := searchEngine(k.settings, key)
	if err != nil {
		return nil, err
	}
	return engine.Search(ctx, query, n)
}

// webKey is the key in the settings or in the file that they name.
func webKey(w schema.Web) (string, error) {
	if w.KeyFile == "" {
		return w.Key.Value(), nil
	}
	text, err := os.ReadFile(w.KeyFile)
	if err != nil {
		return "", fault.Wrap(fmt.Errorf("reading web.key_file: %w", err), fault.NotConfigured,
			"웹 검색 키 파일을 읽지 못했어요. 설정의 web.key_file을 확인해 주세요.",
			"The file with the web search key can't be read. Check web.key_file.")
	}
	return strings.TrimSpace(string(text)), nil
}

// searchEngine makes the engine that the settings name, nil if they name none.
func searchEngine(w schema.Web, key string) (websearch.Searcher, error) {
	missing := func(names string) error {
		return fault.New(fault.NotConfigured, "웹 검색에 필요한 설정이 빠졌어요: "+names,
			"Web search needs these settings: "+names)
	}
	switch w.Provider {
	case "":
		return nil, nil
	case "google":
		if key == "" || w.ID == "" {
			return nil, missing("web.key, web.id")
		}
		return webapi.Google{Key: key, Engine: w.ID}, nil
	case "naver":
		if key == "" || w.ID == "" {
			return nil, missing("web.key, web.id")
		}
		return webapi.Naver{ClientID: w.ID, ClientSecret: key}, nil
	case "brave":
		if key == "" {
			return nil, missing("web.key")
		}
		return webapi.Brave{Key: key}, nil
	case "searxng":
		if w.URL == "" {
			return nil, missing("web.url")
		}
		return webapi.SearXNG{URL: w.URL}, nil
	}
	return nil, fault.New(fault.NotConfigured,
		"web.provider에는 google, naver, brave, searxng 가운데 하나를 적어 주세요.",
		"web.provider must be google, naver, brave or searxng.")
}

// pageReader reads web pages as documents are read.
type pageReader struct {
	loader   ingest.Loader
	splitter split.Splitter
}

// maxPassages bounds what one page adds to a question.
const maxPassages = 40

func (r pageReader) read(ctx context.Context, p webapi.Page) ([]string, error) {
	file, err := r.loader.Open(ctx, format.Source{Name: p.Name, Data: bytes.NewReader(p.Data),
		Size: int64(len(p.Data))})
	if err != nil {
		return nil, fmt.Errorf("opening a web page: %w", err)
	}
	defer file.Close()
	contents, err := r.splitter.Split("", "", file.Pages(ctx, 0))
	if err != nil {
		return nil, fmt.Errorf("reading a web page: %w", err)
	}
	var passages []string
	for _, c := range contents.Chunks {
		if passages = append(passages, c.Text); len(passages) == maxPassages {
			break
		}
	}
	return passages, nil
}
