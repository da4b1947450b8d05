package ingest_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
)

// guider is a scripted writer of guides.
type guider struct {
	err   error
	calls atomic.Int32
}

func (g *guider) Guide(_ context.Context, name string, c document.Contents) (document.Guide, error) {
	g.calls.Add(1)
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
