package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
)

// guider is a scripted writer of guides.
type guider struct {
	err   error
	while func() // is called before each guide is given
	calls atomic.Int32
}

func (g *guider) Guide(_ context.Context, name string, c document.Contents, _ int) (document.Guide, error) {
	g.calls.Add(1)
	if g.while != nil {
		g.while()
	}
	if g.err != nil {
		return document.Guide{}, g.err
	}
	return document.Guide{Summary: name + "의 요약: " + c.Text, Questions: []string{"며칠인가요?"}}, nil
}

func (w *world) withGuides(g ingest.Guider) {
	w.guides = g
	w.worker = w.newWorker(w.blobs)
}

func TestADocumentHasAGuideOfItsOwnWordsAndThenTheModels(t *testing.T) {
	inWorld(t, func(w *world) {
		g := &guider{}
		w.withGuides(g)
		id := w.upload(kim, "휴가.txt", "연차는 15일이다.")
		w.settle()
		d := w.state(id, document.Ready)
		if d.Guide == nil || d.Guide.Summary != "휴가.txt의 요약: 연차는 15일이다." || d.Guide.Extractive {
			t.Errorf("%+v", d.Guide)
		}
		w.upload(kim, "휴가.txt", "연차는 20일이다.")
		w.settle()
		if d := w.state(id, document.Ready); d.Guide.Summary != "휴가.txt의 요약: 연차는 20일이다." || g.calls.Load() != 2 {
			t.Errorf("the next version: %+v", d.Guide)
		}
	})
}

func TestADocumentKeepsItsOwnWordsWhenTheModelFails(t *testing.T) {
	inWorld(t, func(w *world) {
		g := &guider{err: fault.New(fault.Unavailable, "", "")}
		w.withGuides(g)
		id := w.upload(kim, "휴가.txt", "연차는 15일이다.")
		w.settle()
		w.pass(time.Hour)
		d := w.state(id, document.Ready)
		if d.Guide == nil || !d.Guide.Extractive || g.calls.Load() != 2 {
			t.Errorf("%+v after %d calls", d.Guide, g.calls.Load())
		}
		if s, err := w.queue.Stats(t.Context()); err != nil || s.Dead != 0 {
			t.Errorf("the queue: %+v %v", s, err)
		}
	})
}

func TestANewReadingRenewsTheGuideIfItsTextIsAnotherOne(t *testing.T) {
	for _, changed := range []bool{true, false} {
		t.Run(fmt.Sprint("another text: ", changed), func(t *testing.T) {
			inWorld(t, func(w *world) {
				g := &guider{}
				w.withGuides(g)
				id := w.upload(kim, "휴가.txt", "연차는 15일이다.")
				w.settle()
				d := w.readBefore(id)
				if changed {
					w.store(d, "연차는 열 닷새.")
				}
				if _, err := w.service.Reread(w.Context(), kim, id); err != nil {
					t.Fatal(err)
				}
				w.settle()
				if want := map[bool]int32{true: 2, false: 1}[changed]; g.calls.Load() != want {
					t.Errorf("%d guides were written, want %d", g.calls.Load(), want)
				}
				if d = w.state(id, document.Ready); d.Guide == nil || d.Guide.Extractive {
					t.Errorf("%+v", d.Guide)
				}
			})
		})
	}
}

// store makes another text that of a document's stored contents.
func (w *world) store(d document.Document, text string) {
	w.Helper()
	var b bytes.Buffer
	c := document.Contents{Document: d.ID, Version: d.Version, Text: text}
	if err := c.Encode(&b); err != nil {
		w.Fatal(err)
	}
	if _, err := w.blobs.Put(w.Context(), d.Content.Blob, &b, blob.PutOptions{}); err != nil {
		w.Fatal(err)
	}
}

// What was written from one version says nothing of the next.
func TestAGuideIsNotPutOnAVersionThatCameMeanwhile(t *testing.T) {
	inWorld(t, func(w *world) {
		g := &guider{}
		var id document.ID
		g.while = func() {
			d, err := document.Update(w.Context(), w.documents, id, func(d *document.Document) (bool, error) {
				d.Version, d.Guide = d.NextVersion(), nil
				return true, nil
			})
			if err != nil || d.State != document.Ready {
				t.Errorf("%+v, %v", d, err)
			}
		}
		w.withGuides(g)
		id = w.upload(kim, "휴가.txt", "연차는 15일이다.")
		w.settle()
		if d := w.state(id, document.Ready); d.Guide != nil || g.calls.Load() == 0 {
			t.Errorf("after %d guides: %+v", g.calls.Load(), d.Guide)
		}
	})
}

func TestAListOfQuestionsGetsNoGuide(t *testing.T) {
	inWorld(t, func(w *world) {
		g := &guider{}
		w.withGuides(g)
		admin := auth.Scope{User: "kim", Principals: kim.Principals, Admin: true}
		id := w.upload(admin, "faq/휴가.csv", faqFile)
		w.settle()
		if w.state(id, document.Ready); g.calls.Load() != 0 {
			t.Errorf("%d guides were written", g.calls.Load())
		}
	})
}

// Two workers may not have a model write the same guide.
func TestAGuideWhoseTaskIsSomebodyElsesNowIsNotWritten(t *testing.T) {
	inWorld(t, func(w *world) {
		g := &guider{}
		w.withGuides(g)
		id := w.upload(kim, "휴가.txt", "연차는 15일이다.")
		w.settle()
		before, d := g.calls.Load(), w.state(id, document.Ready)
		m, err := ingest.Task{Action: ingest.Guide, ID: id, Version: d.Version,
			Generation: d.Generation}.Message()
		if err != nil {
			t.Fatal(err)
		}
		lost := fault.New(fault.Conflict, "", "")
		err = w.worker.Handle(t.Context(), m, func(context.Context, time.Duration) error { return lost })
		if !errors.Is(err, lost) || g.calls.Load() != before {
			t.Errorf("%v, %d guides more", err, g.calls.Load()-before)
		}
	})
}
