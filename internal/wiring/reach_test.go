package wiring

import (
	"context"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/aws/kendra"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/limit"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/pace"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/split"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/websearch"
)

// fill sets every field of a struct of settings to a value that is no zero.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		f := v.Field(i)
		switch f.Kind() {
		case reflect.Struct:
			fill(t, f)
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int, reflect.Int64:
			f.SetInt(int64(1000 + i))
		case reflect.String:
			f.SetString("x")
		case reflect.Slice:
			f.Set(reflect.Append(f, reflect.New(f.Type().Elem()).Elem()))
		default:
			t.Fatalf("%s is of a kind that the test does not know", v.Type().Field(i).Name)
		}
	}
}

func filledSettings(t *testing.T) (s schema.Settings) {
	t.Helper()
	fill(t, reflect.ValueOf(&s).Elem())
	return s
}

func filledBase(t *testing.T) Base {
	return Base{
		Settings: filledSettings(t), Documents: struct{ document.Store }{},
		Blobs: struct{ blob.Store }{}, Tasks: struct{ queue.Sender }{},
		Sessions: struct{ ingest.Sessions }{}, UserBytes: 77, Storage: struct{ ingest.Storage }{},
		Receipts: struct{ forgetting.Receipts }{}, Answers: struct{ forgetting.Answers }{},
		Places: make([]forgetting.Place, 1), TempDir: "/tmp", Log: slog.New(slog.DiscardHandler),
	}
}

// reaches reports options that nothing has reached. Those in except are left at
// their defaults on purpose. Options in a struct of their own are written as
// "Outer.Inner".
func reaches(t *testing.T, options any, except ...string) {
	t.Helper()
	v := reflect.ValueOf(options)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if v.Field(i).IsZero() != slices.Contains(except, f.Name) {
			t.Errorf("%T.%s is %v", options, f.Name, v.Field(i))
		}
	}
}

// A setting that does not reach its place is ignored without a word: documents are
// read without a limit, deletions write no receipts, one user has all places. Every
// option of the parts is set where all settings are.
func TestEverySettingReachesItsPart(t *testing.T) {
	b, fake := filledBase(t), &llm.Fake{}
	reaches(t, b.ingestOptions(), "Now")
	worker := b.workerOptions(Working{Loader: struct{ ingest.Loader }{}, Model: fake,
		Indexes: make([]retrieve.Index, 1), Vectors: &ingest.Vectors{}, Background: pace.NewSlots()})
	reaches(t, worker, "Now")
	i := b.Settings.Ingest
	if worker.Splitter != (split.Splitter{Size: i.ChunkSize, Overlap: i.ChunkOverlap}) ||
		worker.MaxBytes != i.MaxObjectSize || worker.UserBytes != b.UserBytes {
		t.Errorf("the worker has %+v, up to %d and %d bytes", worker.Splitter, worker.MaxBytes,
			worker.UserBytes)
	}
	loader := b.loadOptions([]string{"mundap"}, "/cache", 3)
	reaches(t, loader)
	if loader.Limits.Memory != int64(i.MemoryMB)<<20 {
		t.Errorf("readers may take %d bytes", loader.Limits.Memory)
	}
	limits := schema.DefaultLimits()
	answers := b.chatConfig(Answering{
		History: struct{ history.Store }{}, Settings: struct{ settings.Store }{}, Turns: &turn.Log{},
		Stores: make([]retrieve.Retriever, 1), Model: fake, Embedder: &embed.Fake{},
		Loader: struct{ ingest.Loader }{}, Web: &websearch.Fake{}, Speech: &speech.Fake{},
		Encoder: &embed.Fake{}, Learning: func() bool { return false },
		Now: time.Now, Changed: func(connections.Change) {}, TurnLimit: 1, MaxTurns: 2, Limits: limits,
	})
	reaches(t, answers, "Serial", "SerialSummaries") // not with Parallel and ParallelSummary
	if answers.Share != (limit.Share{Places: limits.UserTurns, Waiting: limits.UserWaiting}) ||
		answers.AddressTurns != limits.AddressTurns {
		t.Errorf("a user has %+v, an address %d turns", answers.Share, answers.AddressTurns)
	}
	reaches(t, answers.Reader)
}

func TestEverySettingReachesItsStore(t *testing.T) {
	s := Services{Settings: filledSettings(t), Embedder: &embed.Fake{}, Bucket: "documents",
		Account: aws.Config{Credentials: aws.AnonymousCredentials{}},
		Kendra:  kendra.Options{Bucket: "documents", Role: "role", Site: "https://site"}}
	s.Settings.Kendra.FAQ, s.Settings.RAG.KendraMethod = false, "kendra_retriever"
	s.Settings.RAG.NoriPlugin = false
	// the stores' own names, and what only tests set
	reaches(t, s.kendraOptions(), "Name", "Visible", "Endpoint")
	reaches(t, s.knowledgeBaseOptions(), "Name", "Endpoint")
	reaches(t, s.vectorsOptions(), "Name", "Endpoint")
	reaches(t, s.openSearchOptions(), "Name", "Refresh")
	s.Settings.Kendra.FAQ, s.Settings.RAG.KendraMethod = true, "custom_retriever"
	if o := s.kendraOptions(); o.NoFAQ || o.Plain {
		t.Errorf("Kendra is asked by %+v", o)
	}
}

func TestFormatsThatAreSwitchedOffAreNotOffered(t *testing.T) {
	every := extensions(nil)
	some := extensions([]string{"pdf"})
	if len(some) == 0 || len(some) >= len(every) || !slices.Contains(some, "pdf") ||
		slices.Contains(some, "docx") || len(every) < len(load.Formats()) {
		t.Errorf("%v of %v", some, every)
	}
}

// Windows and indexes are told of what is stored, and of nothing else.
func TestOnlyWhatWasWrittenIsAnnounced(t *testing.T) {
	var told []document.Document
	a := Announced{Store: &documenttest.Memory{}, Tell: func(_ context.Context,
		d document.Document) {
		told = append(told, d)
	}}
	d, err := a.Put(t.Context(), document.Document{ID: document.NewID(time.Now()), Name: "가.txt",
		Collection: document.Default, Owner: "kim", State: document.Queued})
	if err != nil || len(told) != 1 || told[0].Revision != d.Revision {
		t.Fatalf("%+v, %v", told, err)
	}
	stale := d
	stale.Revision = 99
	if _, err := a.Put(t.Context(), stale); !fault.Is(err, fault.Conflict) || len(told) != 1 {
		t.Errorf("a failed write: %v, told %d times", err, len(told))
	}
	if err := a.Delete(t.Context(), d.ID, 99); !fault.Is(err, fault.Conflict) || len(told) != 1 {
		t.Errorf("a failed deletion: %v, told %d times", err, len(told))
	}
	if err := a.Delete(t.Context(), d.ID, d.Revision); err != nil || len(told) != 2 ||
		told[1].ID != d.ID {
		t.Errorf("a deletion: %v, told of %+v", err, told[1:])
	}
}
