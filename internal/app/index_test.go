package app

import (
	"os"
	"testing"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/document"
)

func TestAnIndexOfAnotherAnalyzerIsMadeAnew(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	key := upload(t, p, "휴가.txt", "여름 휴가는 이레입니다.")
	var d document.Document
	eventually(t, "the document's being ready", func() bool {
		var err error
		d, err = p.db.Documents().Get(t.Context(), key)
		return err == nil && d.State == document.Ready
	})
	dictionary := p.dir.Path(dictionaryFile)
	stop(t, p)

	// Words that were added while nothing ran change the analysis.
	if err := os.WriteFile(dictionary, []byte("여름휴가\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p = start(t, folder, "", "local")
	defer stop(t, p)
	eventually(t, "the document's being indexed again", func() bool {
		current, err := p.index.Current(t.Context(), key, d.Version)
		return err == nil && current
	})
	if n, err := p.index.Outdated(t.Context()); err != nil || n != 0 {
		t.Errorf("%d documents are outdated, %v", n, err)
	}
}

// TestTheChatHasTheEncoderInTheProgram unless it is switched off: it chooses the
// sentences of answers without a model.
func TestTheChatHasTheEncoderInTheProgram(t *testing.T) {
	for _, builtin := range []bool{true, false} {
		c := config.Default()
		c.Data, c.RAG.Capabilities, c.Embedding.Builtin = t.TempDir(), []string{"local"}, builtin
		p := startWith(t, c)
		if got := p.chat.Encoder != nil; got != builtin {
			t.Errorf("embedding.builtin: %v: the chat has an encoder: %v", builtin, got)
		}
		stop(t, p)
	}
}
