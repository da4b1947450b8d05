package ingest_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

const faqFile = "질문,답\n연차는 며칠인가요?,15일이에요.\n병가는 며칠인가요?,60일이에요.\n"

// entries is what a question finds among lists of questions and answers.
func (w *world) entries(scope auth.Scope, question string) []string {
	w.Helper()
	found, err := w.index.Retrieve(w.Context(), scope, retrieve.Query{Text: question,
		Kinds: []document.ChunkKind{document.FAQ}})
	if err != nil {
		w.Fatal(err)
	}
	var all []string
	for _, p := range found {
		all = append(all, p.Text)
	}
	return all
}

func TestAnAdministratorsListIsReadAsQuestionsAndAnswers(t *testing.T) {
	inWorld(t, func(w *world) {
		admin := auth.Scope{User: "kim", Principals: kim.Principals, Admin: true}
		id := w.upload(admin, "faq/휴가.csv", faqFile)
		w.settle()
		if d := w.state(id, document.Ready); d.Kind != document.FAQList || d.Format != "faq" || d.Content.Chunks != 2 {
			t.Errorf("%+v", d)
		}
		if got := w.entries(kim, "연차"); len(got) != 1 || got[0] != "연차는 며칠인가요?\n15일이에요." {
			t.Errorf("%q", got)
		}
		if w.upload(admin, "faq/휴가.csv", strings.Replace(faqFile, "15", "20", 1)); true {
			w.settle()
		}
		if got := w.entries(kim, "연차"); len(got) != 1 || got[0] != "연차는 며칠인가요?\n20일이에요." {
			t.Errorf("the next version: %q", got)
		}
	})
}

func TestWhoeverIsNoAdministratorUploadsAnOrdinaryTable(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.upload(kim, "faq/휴가.csv", faqFile)
		w.settle()
		if d := w.state(id, document.Ready); d.Kind != document.Ordinary || d.Format != "csv" {
			t.Errorf("%+v", d)
		}
		if got := w.entries(kim, "연차"); len(got) != 0 {
			t.Errorf("%q", got)
		}
	})
}

func TestAFileCopiedBelowFAQIsAList(t *testing.T) {
	inWorld(t, func(w *world) {
		if _, err := w.blobs.Put(t.Context(), "faq/휴가.csv", strings.NewReader(faqFile), blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		w.settle()
		d := w.named(auth.System, "faq/휴가.csv")
		if d.State != document.Ready || d.Kind != document.FAQList || d.Object != "faq/휴가.csv" {
			t.Errorf("%+v", d)
		}
		if got := w.entries(lee, "병가"); len(got) != 1 {
			t.Errorf("%q", got)
		}
		if err := w.blobs.Delete(t.Context(), "faq/휴가.csv"); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if got := w.entries(lee, "병가"); len(got) != 0 {
			t.Errorf("after its removal: %q", got)
		}
	})
}

func TestAListWithOneColumnIsToldToItsOwner(t *testing.T) {
	inWorld(t, func(w *world) {
		if _, err := w.blobs.Put(t.Context(), "faq/a.csv", strings.NewReader("연차는?\n병가는?\n"), blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		w.settle()
		d := w.named(auth.System, "faq/a.csv")
		if d.State != document.Failed || !strings.Contains(d.Failure.Message.Ko, "둘째 열에 답") {
			t.Errorf("%+v %+v", d, d.Failure)
		}
	})
}
