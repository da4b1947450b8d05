package ingest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

const (
	// UploadTime is how long an upload URL is good for: the wire protocol's 300 seconds.
	UploadTime = 300 * time.Second
	// UndoTime is how long a deletion can be undone, unless it says otherwise.
	UndoTime = 8 * time.Second
	// MaxUndoTime is the longest time for which a deletion can be undone. Its task
	// waits in the queue that long.
	MaxUndoTime = 10 * time.Minute
	// DefaultMaxBytes is max_object_size's default.
	DefaultMaxBytes = 102_400_000
	// maxConflicts bounds how often an upload that lost its name to another one is
	// taken in again.
	maxConflicts = 20
)

// Service accepts requests and storage events. It only writes records and sends
// tasks, so it is fast; the Worker does the work. It is safe for concurrent
// use.
type Service struct {
	documents document.Store
	blobs     blob.Store
	tasks     queue.Sender
	sessions  Sessions
	maxBytes  int64
	readers   Readers
	quota     quota
	now       func() time.Time
	log       *slog.Logger
}

// Sessions looks up sessions; an auth.Store is one. For a session that has
// ended, the error is fault.NotFound.
type Sessions interface {
	Session(ctx context.Context, id string) (auth.Session, error)
}

// Options of a Service. Documents, Blobs and Tasks are needed.
type Options struct {
	Documents document.Store
	Blobs     blob.Store
	Tasks     queue.Sender
	Sessions  Sessions         // with which grants end; if nil, they end with their time
	MaxBytes  int64            // largest document; 0: DefaultMaxBytes
	Readers   Readers          // of this program; nil means no document was read by an older one
	UserBytes int64            // most that an account's documents take; 0 means no bound
	Storage   Storage          // counts them where many processes do; nil means this one alone
	Now       func() time.Time // nil: time.Now
	Log       *slog.Logger     // nil: nowhere
}

// NewService makes a Service.
func NewService(o Options) *Service {
	s := &Service{
		documents: o.Documents, blobs: o.Blobs, tasks: o.Tasks, sessions: o.Sessions,
		maxBytes: o.MaxBytes, readers: o.Readers, now: o.Now, log: o.Log,
		quota: quota{documents: o.Documents, most: o.UserBytes, shared: o.Storage},
	}
	if s.maxBytes == 0 {
		s.maxBytes = DefaultMaxBytes
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// MaxBytes returns the maximum size of a document in bytes.
func (s *Service) MaxBytes() int64 { return s.maxBytes }

// Upload describes a document that somebody wants to upload.
type Upload struct {
	Name        string // file name, or path below the dropped folder
	ContentType string // the PUT will carry it; "" if there is none
	Private     bool   // only the owner may read it, if it is a new document
	Session     string // id of the session that the upload ends with; "" if there is none
	// Sample reports whether the document is one of the server's own examples. It
	// never takes the place of a document that is none: fault.Conflict.
	Sample bool
}

// Granted is an upload URL with the conditions that it is bound to.
type Granted struct {
	document.Grant
	URL     string
	Expires time.Duration
}

// Grant lets the asker upload a document. It records whose the document will be
// and returns the URL to which the client has to PUT it. If the asker already
// has a document with this name, the upload becomes its next version. Formats
// that Mundap can't read are granted too; the worker then tells the owner. What
// an administrator uploads below faq/ is a list of questions and answers.
// Errors: fault.Invalid for a name that can't be used.
func (s *Service) Grant(ctx context.Context, scope auth.Scope, u Upload) (Granted, error) {
	g, err := s.grant(ctx, scope, u)
	if err != nil {
		return Granted{}, err
	}
	url, err := s.blobs.PresignPut(ctx, blob.Upload{
		Key: g.Key(), ContentType: u.ContentType, SizeLimit: s.maxBytes, Expires: UploadTime,
	})
	if err != nil {
		return Granted{}, fmt.Errorf("making the upload URL of %s: %w", g.Name, err)
	}
	return Granted{Grant: g, URL: url, Expires: UploadTime}, nil
}

// Upload adds a document from a reader, in the same way as an upload URL does.
// It returns when the bytes are durable and the task is queued.
func (s *Service) Upload(ctx context.Context, scope auth.Scope, u Upload, r io.Reader) (document.ID,
	error) {
	g, err := s.grant(ctx, scope, u)
	if err != nil {
		return "", err
	}
	limited := &reservingReader{r: &limitedReader{r: r, left: s.maxBytes},
		reserve: func(bytes int64) error {
			return s.quota.reserve(ctx, g.Owner, g.ID, bytes, s.now())
		}}
	if _, err := s.blobs.Put(ctx, g.Key(), limited,
		blob.PutOptions{ContentType: u.ContentType}); err != nil {
		s.quota.end(g.Owner, g.ID, 0)
		return "", fmt.Errorf("storing %s: %w", g.Name, err)
	}
	return s.target(ctx, g)
}

func (s *Service) grant(ctx context.Context, scope auth.Scope, u Upload) (document.Grant, error) {
	if scope.User == "" {
		return document.Grant{}, fault.New(fault.Unauthenticated, "", "")
	}
	name, err := document.NewName(u.Name)
	if err != nil {
		return document.Grant{}, err
	}
	now := s.now()
	// The size is not known yet. Whoever has no room at all learns it before
	// sending a large file; Reserve checks the size when the upload begins.
	if err := s.quota.check(ctx, scope.User, "", now); err != nil {
		return document.Grant{}, err
	}
	g := document.Grant{
		Document: document.NewID(now), Name: name, Owner: scope.User,
		Readers:    readers(scope.User, u.Private),
		Collection: document.Default, Session: u.Session, ContentType: u.ContentType,
		SizeLimit: s.maxBytes,
		Issued:    now, Expires: now.Add(UploadTime),
	}
	// Entries of such a list are answers for everybody and come before passages,
	// so only administrators may add them. Others get an ordinary document.
	if strings.HasPrefix(name, document.FAQPrefix) && scope.CanManage(auth.System) {
		g.Kind = document.FAQList
	}
	if u.Sample {
		g.Kind = document.Sample
	}
	// The generation ties the upload to the document as it is now: if the document
	// is deleted meanwhile, the upload does not bring it back.
	d, err := s.replaced(ctx, scope, name)
	if err == nil && u.Sample && d.Kind != document.Sample {
		return document.Grant{}, fault.New(fault.Conflict,
			"같은 이름의 문서가 이미 있어서 예시 문서를 추가하지 않았어요.",
			"You already have a document with this name, so the sample was not added.")
	}
	if err == nil {
		g.Document, g.Owner, g.Replaces, g.Generation = d.ID, d.Owner, true, d.Generation
	} else if !fault.Is(err, fault.NotFound) {
		return document.Grant{}, fmt.Errorf("looking for %s: %w", name, err)
	}
	g.ID = document.NewGrantID(g.Document)
	if err := s.documents.PutGrant(ctx, g); err != nil {
		return document.Grant{}, fmt.Errorf("granting %s: %w", name, err)
	}
	return g, nil
}

// replaced returns the document that the asker's upload replaces: their own
// document with this name, or the system's, which came without a grant, if they
// may manage it.
func (s *Service) replaced(ctx context.Context, scope auth.Scope, name string) (document.Document,
	error) {
	owners := []auth.Principal{scope.User}
	if scope.CanManage(auth.System) {
		owners = append(owners, auth.System)
	}
	for _, owner := range owners {
		d, err := s.documents.Named(ctx, owner, document.Default, name)
		if err == nil && d.State != document.Deleting {
			return d, nil
		}
		if err != nil && !fault.Is(err, fault.NotFound) {
			return d, err
		}
	}
	return document.Document{}, fault.Newf(fault.NotFound, "no document %q", name)
}

func readers(owner auth.Principal, private bool) []auth.Principal {
	if private {
		return []auth.Principal{owner}
	}
	return []auth.Principal{auth.Everyone}
}

// limitedReader fails with fault.TooLarge beyond its limit, instead of ending
// early as io.LimitReader does.
type limitedReader struct {
	r    io.Reader
	left int64
}

func (l *limitedReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, tooLarge()
	}
	return n, err
}

func tooLarge() error {
	return fault.New(fault.TooLarge,
		"파일이 너무 커요. 파일을 나누어서 다시 올려 주세요.",
		"The file is too large. Split it and upload the parts.")
}

// update changes a record; see document.Update.
func (s *Service) update(ctx context.Context, id document.ID, change func(*document.Document) (bool,
	error)) (document.Document, error) {
	return document.Update(ctx, s.documents, id, change)
}

func (s *Service) send(ctx context.Context, t Task) error {
	m, err := t.Message()
	if err != nil {
		return err
	}
	if err := s.tasks.Send(ctx, m); err != nil {
		return fmt.Errorf("queueing a task for %s: %w", t.ID, err)
	}
	return nil
}
