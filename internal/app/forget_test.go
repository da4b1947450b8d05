package app

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/ingest"
)

// forgetLibrary is the largest library that deletions are tested in, beside
// those of 1 and 20 documents.
var forgetLibrary = flag.Int("forget.library", 300, "documents of the largest library, of 20 passages each")

// forgetWithin is how long after its execution nothing may be left of a
// deleted document.
const forgetWithin = 10 * time.Second

// These stand in the text, the title and the name of the document that is
// deleted, and nowhere else.
var canaries = []string{"zqcanarytext", "zqcanarytitle", "zqcanaryname", "카나리아비밀번호"}

func canaryText() string {
	return "# zqcanarytitle 금고\n\n본사 금고의 비밀번호는 zqcanarytext이고 예비 번호는 카나리아비밀번호입니다.\n\n" +
		"금고는 매일 저녁 여섯 시에 잠급니다.\n"
}

// filesWithCanaries are the files of a folder whose names or bytes hold one.
func filesWithCanaries(t *testing.T, folder string) []string {
	t.Helper()
	for {
		found, err := lookForCanaries(folder)
		if errors.Is(err, fs.ErrNotExist) && t.Context().Err() == nil {
			continue // a merge of the index has removed a file meanwhile
		}
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
}

func lookForCanaries(folder string) (found []string, err error) {
	err = filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Type()&fs.ModeSocket != 0 {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, c := range canaries {
			if bytes.Contains(data, []byte(c)) || strings.Contains(path, c) {
				found = append(found, strings.TrimPrefix(path, folder)+": "+c)
			}
		}
		return nil
	})
	return found, err
}

// inspections is a table of 20 rows, each of which becomes a passage.
func inspections(i int) string {
	var rows strings.Builder
	rows.WriteString("금고,점검,담당자\n")
	for j := range 20 {
		fmt.Fprintf(&rows, "금고 %d-%d,금고 %d-%d의 점검은 %d일마다 합니다,담당자%d\n", i, j, i, j, i%30+1, j)
	}
	return rows.String()
}

// fillLibrary brings in the documents from <= i < to, without canaries, and
// waits until that many are ready. It allows a minute and five more for each
// thousand documents.
func fillLibrary(t *testing.T, p *Parts, from, to int) {
	t.Helper()
	var wg sync.WaitGroup
	slots := make(chan struct{}, 32)
	for i := from; i < to; i++ {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			upload(t, p, fmt.Sprintf("점검 %d.csv", i), inspections(i))
		})
	}
	wg.Wait()
	eventually(t, "the library's being ready", func() bool {
		counts, err := p.db.Documents().Count(t.Context(), auth.LocalScope(), document.Filter{})
		return err == nil && counts[document.Ready] >= to
	})
}

func ask(t *testing.T, p *Parts, id, convType, body string) {
	t.Helper()
	_, err := p.chat.Start(t.Context(), chat.Request{
		Scope: auth.LocalScope(), User: "u", RequestID: id, RequestTime: id, Type: "text",
		ConvType: convType, Body: body, Conversation: "c-" + id,
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the answer to "+id, func() bool {
		_, err := p.db.History().ByRequest(t.Context(), "u", id)
		return err == nil
	})
}

// summarise asks for a document's summary.
func summarise(t *testing.T, p *Parts, id, name string) {
	t.Helper()
	_, err := p.chat.Start(t.Context(), chat.Request{
		Scope: auth.LocalScope(), User: "u", RequestID: id, RequestTime: id, Type: "document",
		Body: name, Conversation: "c-" + id,
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the summary", func() bool {
		_, err := p.db.History().ByRequest(t.Context(), "u", id)
		return err == nil
	})
}

func readyDocument(t *testing.T, p *Parts, name, text string) document.ID {
	t.Helper()
	id := upload(t, p, name, text)
	eventually(t, "the document's being ready", func() bool {
		d, err := p.db.Documents().Get(t.Context(), id)
		return err == nil && d.State == document.Ready
	})
	return id
}

func TestNothingIsLeftOfADeletedDocument(t *testing.T) {
	for _, n := range []int{0, 19, *forgetLibrary - 1} {
		t.Run(fmt.Sprint(n+1), func(t *testing.T) {
			t.Parallel()
			forgets(t, n)
		})
	}
}

func forgets(t *testing.T, others int) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	fillLibrary(t, p, 0, others/2)
	id := readyDocument(t, p, "zqcanaryname.md", strings.Replace(canaryText(), "여섯", "일곱", 1))
	if again := readyDocument(t, p, "zqcanaryname.md", canaryText()); again != id {
		t.Fatal("the second version is another document")
	}
	fillLibrary(t, p, others/2, others)
	ask(t, p, "q", "qa", "본사 금고는 매일 저녁 몇 시에 잠그나요?")
	summarise(t, p, "s", "zqcanaryname.md")
	if found := filesWithCanaries(t, folder); len(found) < len(canaries) {
		t.Fatalf("to begin with, canaries are only in %v", found)
	}
	d, err := p.ingest.DeleteWith(t.Context(), auth.LocalScope(), id, ingest.Deletion{Answers: true})
	if err != nil {
		t.Fatal(err)
	}
	var r forgetting.Receipt
	eventually(t, "the receipt", func() bool {
		r, err = p.db.Receipts().Receipt(t.Context(), forgetting.Ref(id))
		return err == nil && r.Complete()
	})
	took := r.Done.Sub(d.DeleteAfter)
	t.Logf("%d documents, %d passages: done %s after the time for an undo", others+1,
		p.index.Stats().Passages, took)
	if !r.Clean() || took > forgetWithin {
		t.Errorf("the receipt says %+v", r)
	}
	if found := filesWithCanaries(t, folder); found != nil {
		t.Errorf("after the deletion canaries are in %v", found)
	}
	for _, request := range []string{"q", "s"} {
		if _, err := p.db.History().ByRequest(t.Context(), "u", request); err == nil {
			t.Errorf("the answer %q is still there", request)
		}
	}
	stop(t, p)
	p = start(t, folder, "", "local")
	defer stop(t, p)
	if n, err := p.index.Traces(t.Context(), id); err != nil || n != 0 {
		t.Errorf("%d traces in the index, %v", n, err)
	}
	if found := filesWithCanaries(t, folder); found != nil {
		t.Errorf("after a restart canaries are in %v", found)
	}
}

func TestAnswersStayAndSummariesGo(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	id := readyDocument(t, p, "zqcanaryname.md", canaryText())
	ask(t, p, "q", "qa", "금고는 매일 저녁 몇 시에 잠그나요?")
	summarise(t, p, "s", "zqcanaryname.md")
	speech, sentence := chat.SpeechBlob("u", "q"), chat.SpeechPartBlob("u", "q", "0123")
	if _, err := p.blobs.Put(t.Context(), sentence, strings.NewReader("소리"),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.blobs.Put(t.Context(), speech, strings.NewReader("소리"),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.ingest.Delete(t.Context(), auth.LocalScope(), id); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the receipt", func() bool {
		r, err := p.db.Receipts().Receipt(t.Context(), forgetting.Ref(id))
		return err == nil && r.Complete()
	})
	c, err := p.db.History().ByRequest(t.Context(), "u", "q")
	if err != nil || !strings.Contains(c.Answer, "여섯 시") {
		t.Errorf("the answer is %q, %v", c.Answer, err)
	}
	if _, err := p.db.History().ByRequest(t.Context(), "u", "s"); err == nil {
		t.Error("the summary is still there")
	}
	list, err := p.db.History().Conversations(t.Context(), "u", "", 0, 10)
	if err != nil || len(list) != 1 || list[0].ID != "c-q" {
		t.Errorf("conversations: %+v, %v", list, err)
	}
	for _, key := range []string{speech, sentence} {
		if _, err := p.blobs.Stat(t.Context(), key); err == nil {
			t.Errorf("of the spoken answer, %s is still there", key)
		}
	}
}
