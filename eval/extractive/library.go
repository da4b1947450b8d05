package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/mundap/mundap/eval/vectorcache"
	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/e5"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/settings/settingstest"
)

// library is the documents that questions are asked about, and the service that
// answers them.
type library struct {
	folder    string
	index     *localindex.Index
	documents *documenttest.Memory
	service   *chat.Service
	vectors   *vectorcache.Encoder // nil: there is no encoder
}

// newLibrary returns a library without documents. It uses the program's own encoder,
// whose vectors close keeps in a file, or with words, none.
func newLibrary(ctx context.Context, words bool, cache string) (*library, error) {
	var vectors *vectorcache.Encoder
	var e embed.Embedder
	if !words {
		var err error
		if vectors, err = vectorcache.Open(cache, e5.New()); err != nil {
			return nil, err
		}
		e = embed.Centre(vectors)
	}
	dir, err := os.MkdirTemp("", "mundap-extractive")
	if err != nil {
		return nil, err
	}
	l := &library{folder: dir, documents: &documenttest.Memory{}, vectors: vectors}
	folder, err := storage.NewFolder(dir)
	if err != nil {
		return nil, err
	}
	l.index, err = localindex.Open(ctx, localindex.Options{Storage: folder,
		Analyzer: &morph.Analyzer{}, Embedder: e, Store: "local"})
	if err != nil {
		return nil, err
	}
	l.service, err = chat.New(chat.Config{
		History: &historytest.Memory{}, Settings: &settingstest.Memory{}, Documents: l.documents,
		Stores: []retrieve.Retriever{l.index}, Defaults: settings.Switches{References: true},
		Encoder: e,
		Logger:  slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	return l, err
}

func (l *library) close() error {
	err := errors.Join(l.index.Close(), os.RemoveAll(l.folder))
	if l.vectors != nil {
		err = errors.Join(err, l.vectors.Save())
	}
	return err
}

// put adds a document, and numbers its chunks.
func (l *library) put(ctx context.Context, name, title string, chunks []document.Chunk) (document.ID,
	error) {
	key := document.ID(document.Prefix + name)
	d := document.Document{ID: key, Name: name, Title: title, Owner: auth.Local,
		Readers: []auth.Principal{auth.Everyone}, Version: "1", State: document.Ready}
	if _, err := l.documents.Put(ctx, d); err != nil {
		return "", err
	}
	for i := range chunks {
		chunks[i].Ordinal, chunks[i].ID = i, document.NewChunkID(key, "1", i)
	}
	return key, l.index.Put(ctx, retrieve.Source{Document: key, Version: "1", Title: title,
		Readers: d.Readers}, chunks)
}

// ask asks a question in a conversation of its own.
func ask(ctx context.Context, service *chat.Service, i int, question string) (*chat.Buffer, error) {
	w := &chat.Buffer{}
	err := service.Run(ctx, chat.Request{
		Scope: auth.LocalScope(), User: "eval", RequestID: fmt.Sprint(i),
		Conversation: fmt.Sprint(i), Language: "ko",
		Type: "text", Body: question, ConvType: "qa", RAGType: "all",
	}, w)
	if err != nil {
		return nil, err
	}
	if w.Failure != nil {
		return nil, fmt.Errorf("question %d: %s", i, w.Failure.Message.En)
	}
	return w, nil
}
