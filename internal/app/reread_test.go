package app

import (
	"testing"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/document"
)

// The setting decides whether the next start reads a document again.
func TestTheSettingRereadDecidesAboutDocumentsThatAnOlderVersionRead(t *testing.T) {
	if !config.Default().Ingest.Reread {
		t.Error("documents are not read again by default")
	}
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	key := upload(t, p, "휴가.txt", "여름 휴가는 이레입니다.")
	ready := func(want func(document.Document) bool) func() bool {
		return func() bool {
			d, err := p.db.Documents().Get(t.Context(), key)
			return err == nil && d.State == document.Ready && want(d)
		}
	}
	eventually(t, "the document's being ready", ready(func(document.Document) bool { return true }))
	if _, err := document.Update(t.Context(), p.db.Documents(), key,
		func(d *document.Document) (bool, error) {
			d.Content.Edition = document.Edition{}
			return true, nil
		}); err != nil {
		t.Fatal(err)
	}
	stop(t, p)

	c := config.Default()
	c.Data, c.RAG.Capabilities, c.Ingest.Reread = folder, []string{"local"}, false
	p = startWith(t, c)
	p.rereadOutdated(t.Context())
	if s, err := p.tasks.Stats(t.Context()); err != nil || s.Waiting+s.InFlight != 0 {
		t.Errorf("switched off: %+v, %v", s, err)
	}
	stop(t, p)

	p = start(t, folder, "", "local")
	defer stop(t, p)
	eventually(t, "the document's being read again", ready(func(d document.Document) bool {
		return d.Content.Edition.Reader > 0 && d.Reread == ""
	}))
}
