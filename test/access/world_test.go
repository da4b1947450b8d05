package access

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/queue/queuetest"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/settings/settingstest"
	"github.com/mundap/mundap/internal/split"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
)

// world is a whole server on stores in memory, in a bubble of virtual time.
type world struct {
	*testing.T
	server    *server.Server
	signIn    *signin.Service
	chat      *chat.Service
	citations *citation.Resolver
	requests  int
}

func newWorld(t *testing.T) *world {
	w := &world{T: t}
	documents, accounts := &documenttest.Memory{}, &authtest.Memory{}
	calls, switches := &historytest.Memory{}, &settingstest.Memory{}
	quiet := slog.New(slog.DiscardHandler)
	tasks := queuetest.NewMemory(queue.Policy{})
	var service *ingest.Service
	blobs := blobtest.NewMemory(func(ctx context.Context, e blob.Event) error {
		return service.Event(ctx, e)
	}, nil)
	blobs.AllowUploads(func(ctx context.Context, key string) error {
		return service.Uploadable(ctx, key)
	})
	service = ingest.NewService(ingest.Options{Documents: documents, Blobs: blobs, Tasks: tasks,
		Sessions: accounts})
	index, loader := retrievetest.NewMemory("local"), load.New(load.Options{})
	worker := ingest.NewWorker(ingest.WorkerOptions{Documents: documents, Blobs: blobs,
		Indexes: []retrieve.Index{index}, Loader: loader, Splitter: split.Splitter{Size: 1000},
		Tasks: tasks, TempDir: t.TempDir()})
	w.signIn = signin.New(accounts, signin.Options{
		Cost: signin.Cost{MemoryKiB: 8, Passes: 1, Threads: 1}})
	turns := turn.NewLog(&turntest.Memory{}, turn.LogOptions{Logger: quiet})
	var err error
	w.chat, err = chat.New(chat.Config{History: calls, Settings: switches, Documents: documents,
		Turns: turns, Blobs: blobs, Stores: []retrieve.Retriever{index},
		Defaults: settings.Switches{References: true}, Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	w.citations = citation.New(documents, blobs, citation.Options{Logger: quiet})
	w.server, err = server.New(server.Parts{Documents: documents, Blobs: blobs, History: calls,
		Settings: switches, Turns: turns, Chat: w.chat, Ingest: service, Citations: w.citations,
		SignIn: w.signIn, Uploads: blobs, Search: &server.Search{Passages: index, Mark: marks},
		Log: quiet}, server.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := tasks.Run(ctx, 16, worker.Handle); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		stop()
		running.Wait()
		_ = w.server.Close(context.Background())
		_ = w.chat.Close(context.Background())
		turns.Close()
		if err := loader.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// do sends a request in a session; nil: in none. Each comes from an address of
// its own, so that nobody is throttled.
func (w *world) do(s *session, method, path, body string) (status int, answer string,
	header http.Header) {
	r := httptest.NewRequestWithContext(w.Context(), method, "http://m.example"+path,
		strings.NewReader(body))
	w.requests++
	r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1", w.requests>>16&255, w.requests>>8&255, w.requests&255)
	if s != nil {
		r.AddCookie(&http.Cookie{Name: signin.CookieName(false), Value: s.cookie})
	}
	out := httptest.NewRecorder()
	w.server.ServeHTTP(out, r)
	b, err := io.ReadAll(out.Body)
	if err != nil {
		w.Fatal(err)
	}
	return out.Code, string(b), out.Header()
}

// marks gives where the query stands in a text.
func marks(query, text string) (found [][2]int) {
	if at := strings.Index(text, query); at >= 0 {
		found = append(found, [2]int{at, at + len(query)})
	}
	return found
}

func decode[T any](w *world, text string) (v T) {
	w.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		w.Fatalf("%v in %s", err, text)
	}
	return v
}

// ask gives the sources of the answer to a question in a session, as their
// reader sees them.
func (w *world) ask(s *session, question string) []history.SourceRef {
	w.Helper()
	found, err := w.signIn.Session(w.Context(), s.cookie)
	if err != nil {
		w.Fatal(err)
	}
	w.requests++
	out := &chat.Buffer{}
	err = w.chat.Run(w.Context(), chat.Request{Scope: found.Scope(), User: history.User(found.User),
		RequestID: fmt.Sprint("r", w.requests), RequestTime: time.Now().Format(time.DateTime),
		Type: "text", Body: question, ConvType: "qa", RAGType: "all", Function: "rag",
		Conversation: fmt.Sprint("c", w.requests)}, out)
	if err != nil || out.Failure != nil {
		w.Fatalf("%v, %+v", err, out.Failure)
	}
	return out.Refs
}

func (w *world) add(p *person) {
	w.Helper()
	a, err := w.signIn.Add(w.Context(), signin.NewAccount{User: p.name, Password: p.password,
		Admin: p.admin})
	if err != nil {
		w.Fatal(err)
	}
	p.id = string(a.ID)
}

func user(p *person) auth.UserName { return auth.UserName(p.name) }

func scopeOf(p *person) auth.Scope { return auth.UserScope(auth.Principal(p.id)) }
