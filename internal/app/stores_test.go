package app

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/test/servers"
)

// start starts a Mundap in a folder that asks some stores.
func start(t *testing.T, folder, url string, stores ...string) *Parts {
	t.Helper()
	c := config.Default()
	c.Data, c.RAG.Capabilities, c.OpenSearch.URL, c.Kendra.Index = folder, stores, url,
		"no-such-index"
	return startWith(t, c)
}

func startWith(t *testing.T, c config.Config) *Parts {
	t.Helper()
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	p, err := Start(t.Context(), c, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func stop(t *testing.T, p *Parts) {
	t.Helper()
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	http.DefaultClient.CloseIdleConnections()
}

func upload(t *testing.T, p *Parts, name, text string) document.ID {
	t.Helper()
	key, err := p.ingest.Upload(t.Context(), auth.LocalScope(), ingest.Upload{Name: name},
		strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// eventually asks again until ok. It gives up shortly before the test's deadline: on a
// busy machine everything may take several times as long, and a shorter limit would
// fail there.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	within := 10 * time.Minute
	if deadline, limited := t.Deadline(); limited {
		within = time.Until(deadline) - 20*time.Second
	}
	limit, tick := time.After(within), time.NewTicker(50*time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-limit:
			t.Fatalf("%s did not happen", what)
		case <-tick.C:
		}
	}
}

func TestTheConfigurationNamesTheStores(t *testing.T) {
	p := start(t, t.TempDir(), "http://127.0.0.1:1", "kendra", "faiss", "local", "opensearch")
	defer stop(t, p)
	if got, want := p.storeNames(), []string{"kendra", "faiss", "local", "opensearch"}; !slices.Equal(got,
		want) {
		t.Errorf("asks %v, want %v", got, want)
	}
	if n := len(p.indexes()); n != 3 {
		t.Errorf("fills %d stores", n)
	}
}

func TestServicesAreChecked(t *testing.T) {
	c := config.Default()
	c.RAG.Capabilities, c.OpenSearch.URL = []string{"local", "opensearch"}, "http://127.0.0.1:1"
	checked := 0
	for name, err := range CheckServices(t.Context(), c) {
		checked++
		if name != "opensearch" || !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if checked != 1 {
		t.Errorf("%d services", checked)
	}
}

func TestOpenSearchHoldsWhatIsThereWhatComesAndNotWhatIsDeleted(t *testing.T) {
	url, folder := servers.OpenSearch(t), t.TempDir()
	p := start(t, folder, url, "local")
	ready := func(key document.ID) func() bool {
		return func() bool {
			d, err := p.db.Documents().Get(t.Context(), key)
			return err == nil && d.State == document.Ready
		}
	}
	old := upload(t, p, "휴가.txt", "여름 휴가는 7일입니다.")
	eventually(t, "the first document's being ready", ready(old))
	stop(t, p)

	p = start(t, folder, url, "opensearch")
	defer func() { stop(t, p) }()
	for name, err := range CheckServices(t.Context(), p.config) {
		if err != nil {
			t.Errorf("%s does not answer: %v", name, err)
		}
	}
	finds := func(question string, key document.ID) func() bool {
		return func() bool {
			found, err := p.asked[0].Retrieve(t.Context(), auth.LocalScope(),
				retrieve.Query{Text: question})
			return err == nil && len(found) > 0 && found[0].Document == key &&
				found[0].Store == "opensearch"
		}
	}
	eventually(t, "the old document's being in the new store", finds("휴가는 며칠인가요?", old))
	key := upload(t, p, "주차.txt", "방문객은 주차장을 두 시간 쓸 수 있습니다.")
	eventually(t, "the new document's being ready", ready(key))
	eventually(t, "its being in the store", finds("주차는 얼마나 되나요?", key))
	p = shardedAnew(t, p)
	eventually(t, "the old document's being in the new index", finds("휴가는 며칠인가요?", old))
	d, err := p.db.Documents().Get(t.Context(), old)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.blobs.Delete(t.Context(), d.Object); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the old document's end", func() bool { return !finds("휴가는 며칠인가요?", old)() })
}

// shardedAnew starts the server with another number of shards: the index is made
// anew by itself.
func shardedAnew(t *testing.T, p *Parts) *Parts {
	t.Helper()
	stop(t, p)
	c := p.config
	c.OpenSearch.Shards = 2
	p = startWith(t, c)
	search, ok := p.services[0].(*opensearch.Store)
	if !ok {
		t.Fatalf("the service is %T", p.services[0])
	}
	eventually(t, "an index with two shards", func() bool {
		outdated, err := search.Outdated(t.Context())
		return err == nil && !outdated
	})
	if copies, err := search.Kept(t.Context()); err != nil || len(copies) != 1 {
		t.Errorf("the replaced index: %+v, %v", copies, err)
	}
	return p
}

// TestKendraIsRefusedWhereAWSHasNone: the AWS configuration may name the region.
func TestKendraIsRefusedWhereAWSHasNone(t *testing.T) {
	c := config.Default()
	c.Kendra.Index = "12345678-1234-1234-1234-123456789012"
	for region, refused := range map[string]bool{"ap-northeast-2": true, "ap-northeast-1": false} {
		t.Setenv("AWS_REGION", region)
		if _, err := newService(t.Context(), "kendra", c, nil); fault.Is(err, fault.NotConfigured) != refused {
			t.Errorf("%s: %v", region, err)
		}
	}
}
