package chat_test

import (
	"context"
	"fmt"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/settings/settingstest"
	"github.com/mundap/mundap/internal/turn"
)

// bench is a service on stores in memory.
type bench struct {
	*testing.T
	config    chat.Config
	documents *documenttest.Memory
	history   *historytest.Memory
	settings  *settingstest.Memory
	blobs     *blobtest.Memory
	local     *retrievetest.Memory
	requests  int
}

func newBench(t *testing.T) *bench {
	b := &bench{
		T: t, documents: &documenttest.Memory{}, history: &historytest.Memory{},
		settings: &settingstest.Memory{},
		blobs:    blobtest.NewMemory(nil, time.Now), local: retrievetest.NewMemory("local"),
	}
	b.config = chat.Config{
		History: b.history, Settings: b.settings, Documents: b.documents, Blobs: b.blobs,
		Stores:   []retrieve.Retriever{b.local},
		Defaults: settings.Switches{References: true},
		Logger:   slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	return b
}

// model makes the service answer with a scripted model and gives it.
func (b *bench) model(replies ...llm.Reply) *llm.Fake {
	m := llm.NewFake(replies...)
	b.config.Model = m
	return m
}

func (b *bench) service() *chat.Service {
	b.Helper()
	s, err := chat.New(b.config)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// put adds a ready document with a chunk per text.
func (b *bench) put(name string, readers []auth.Principal, texts ...string) document.ID {
	b.Helper()
	var chunks []document.Chunk
	for i, text := range texts {
		chunks = append(chunks, document.Chunk{Ordinal: i, Kind: document.Prose, Text: text,
			End: len(text), Page: i + 1})
	}
	return b.putChunks(name, readers, chunks...)
}

func (b *bench) putChunks(name string, readers []auth.Principal,
	chunks ...document.Chunk) document.ID {
	b.Helper()
	return b.putDocument(document.Document{
		ID: document.ID(document.Prefix + name), Name: name, Owner: "somebody", Readers: readers,
		Collection: document.Default,
	}, chunks...)
}

func (b *bench) putDocument(d document.Document, chunks ...document.Chunk) document.ID {
	b.Helper()
	var text strings.Builder
	for i := range chunks {
		chunks[i].ID = document.NewChunkID(d.ID, "1", i)
		text.WriteString(chunks[i].Text + "\n")
	}
	d.Object, d.Version, d.State = document.Prefix+d.Name, "1", document.Ready
	d.Content = document.Content{Blob: document.ContentsBlob(d.ID, "1")}
	if _, err := b.documents.Put(b.Context(), d); err != nil {
		b.Fatal(err)
	}
	c := document.Contents{Document: d.ID, Version: "1", Text: text.String(), Chunks: chunks}
	var encoded strings.Builder
	if err := c.Encode(&encoded); err != nil {
		b.Fatal(err)
	}
	if _, err := b.blobs.Put(b.Context(), d.Content.Blob, strings.NewReader(encoded.String()),
		blob.PutOptions{}); err != nil {
		b.Fatal(err)
	}
	source := retrieve.Source{Document: d.ID, Version: "1", Name: d.Name, Title: d.Title,
		Readers: d.Readers}
	if err := b.local.Put(b.Context(), source, chunks); err != nil {
		b.Fatal(err)
	}
	return d.ID
}

var everyone = []auth.Principal{auth.Everyone}

// leave is a document that several tests ask about.
func (b *bench) leave() document.ID {
	return b.put("취업규칙.pdf", everyone,
		"제12조 연차 휴가는 1년에 15일이다. 신청은 사흘 전까지 한다.",
		"제20조 출장 여비는 하루 5만 원이다.")
}

// question is a question about documents in the base conversation.
func (b *bench) question(body string) chat.Request {
	b.requests++
	return chat.Request{
		Scope: auth.LocalScope(), User: "kim", RequestID: fmt.Sprintf("r%d", b.requests),
		RequestTime: fmt.Sprintf("2026-03-01 10:00:%02d", b.requests),
		Type:        "text", Body: body, ConvType: "qa", RAGType: "all", Function: "rag",
	}
}

func (b *bench) talk(mode, body string) chat.Request {
	r := b.question(body)
	r.ConvType, r.RAGType, r.Function = mode, "", ""
	return r
}

// run works on a request and gives what its reader got, and the log's entry.
func (b *bench) run(r chat.Request) (*chat.Buffer, history.Call) {
	b.Helper()
	w := &chat.Buffer{}
	if err := b.service().Run(b.Context(), r, w); err != nil {
		b.Fatal(err)
	}
	c, err := b.history.ByRequest(b.Context(), r.User, r.RequestID)
	if err != nil {
		b.Fatalf("the log has no entry: %v", err)
	}
	if c.Answer != w.Text() || c.Label != w.Heading.Text || c.Translation != w.Translated {
		b.Errorf("the log has %+v, the reader %+v", c, w)
	}
	if (c.Failure == nil) != (w.Failure == nil) || c.Failure != nil && *c.Failure != *w.Failure {
		b.Errorf("the log has the failure %+v, the reader %+v", c.Failure, w.Failure)
	}
	for _, n := range c.Notes {
		if !slices.Contains(w.Notices, n) || strings.Contains(c.Answer, n.Message.Ko) {
			b.Errorf("the note %+v, the reader has %+v, the answer is %q", n, w.Notices, c.Answer)
		}
	}
	return w, c
}

// noted wants a note with a part of its Korean sentence.
func (b *bench) noted(w *chat.Buffer, code history.NoteCode, part string) {
	b.Helper()
	if !slices.ContainsFunc(w.Notices, func(n history.Note) bool {
		return n.Code == code &&
			strings.Contains(n.Message.Ko, part)
	}) {
		b.Errorf("no note %s with %q among %+v", code, part, w.Notices)
	}
}

func (b *bench) contains(text string, parts ...string) {
	b.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			b.Errorf("%q is not in %q", p, text)
		}
	}
}

func (b *bench) lacks(text string, parts ...string) {
	b.Helper()
	for _, p := range parts {
		if strings.Contains(text, p) {
			b.Errorf("%q is in %q", p, text)
		}
	}
}

// said is the last message of a request.
func said(r llm.Request) string { return r.Messages[len(r.Messages)-1].Text }

// store is a retriever that does what it is told.
type store struct {
	name string
	give []retrieve.Passage
	err  error
	hang bool
	seen []retrieve.Query
}

func (s *store) Store() string { return s.name }

func (s *store) Retrieve(ctx context.Context, _ auth.Scope, q retrieve.Query) ([]retrieve.Passage,
	error) {
	s.seen = append(s.seen, q)
	if s.hang {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.give, s.err
}

// events collects what a follower of a turn sees.
func events(t *testing.T, l *turn.Log, id turn.ID) []turn.Event {
	t.Helper()
	var all []turn.Event
	for e, err := range l.Follow(t.Context(), id, 0) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// textOf puts an answer together as a client does.
func textOf(all []turn.Event) string {
	var text string
	for _, e := range all {
		switch e.Kind {
		case turn.Delta:
			text += e.Text
		case turn.Replace:
			text = text[:e.From] + e.Text
		}
	}
	return text
}
