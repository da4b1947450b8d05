package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
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
	// UndoTime is how long a deletion can be undone.
	UndoTime = 8 * time.Second
	// DefaultMaxBytes is max_object_size's default.
	DefaultMaxBytes = 102_400_000
	// maxConflicts bounds how often a lost compare-and-swap is tried again.
	maxConflicts = 20
	// maxProposals bounds the search for a free name.
	maxProposals = 100
)

// Service takes requests and storage events in. It only writes records and sends tasks, so it is quick; the work is the
// Worker's. Safe for concurrent use.
type Service struct {
	documents document.Store
	blobs     blob.Store
	tasks     queue.Sender
	maxBytes  int64
	now       func() time.Time
}

// Options of a Service. Documents, Blobs and Tasks are needed.
type Options struct {
	Documents document.Store
	Blobs     blob.Store
	Tasks     queue.Sender
	MaxBytes  int64            // largest document; 0: DefaultMaxBytes
	Now       func() time.Time // nil: time.Now
}

// NewService makes a Service.
func NewService(o Options) *Service {
	s := &Service{documents: o.Documents, blobs: o.Blobs, tasks: o.Tasks, maxBytes: o.MaxBytes, now: o.Now}
	if s.maxBytes == 0 {
		s.maxBytes = DefaultMaxBytes
	}
	if s.now == nil {
		s.now = time.Now
	}
	return s
}

// MaxBytes is the largest document that is taken.
func (s *Service) MaxBytes() int64 { return s.maxBytes }

// Upload is what somebody wants to bring in.
type Upload struct {
	Name        string // file name, or path below the dropped folder
	ContentType string // the PUT will carry it; "": none
	Private     bool   // only the owner may read it
}

// Granted is an upload URL with what it is bound to.
type Granted struct {
	Key         document.ID
	ContentType string
	URL         string
	Expires     time.Duration
}

// NameTakenError says that another owner has the name, and proposes a free one. Its kind is fault.Conflict.
type NameTakenError struct {
	Proposal string // a name to ask for instead
	err      error
}

func (e *NameTakenError) Error() string { return e.err.Error() }
func (e *NameTakenError) Unwrap() error { return e.err }

// Grant lets the asker upload a document: it records whose it will be and gives the URL to PUT it to. A format that
// nothing reads is granted too; the worker tells its owner. Errors: fault.Invalid for a name that can't be used, a
// NameTakenError when another owner has it.
func (s *Service) Grant(ctx context.Context, scope auth.Scope, u Upload) (Granted, error) {
	g, err := s.grant(ctx, scope, u)
	if err != nil {
		return Granted{}, err
	}
	url, err := s.blobs.PresignPut(ctx, blob.Upload{
		Key: string(g.Key), ContentType: u.ContentType, SizeLimit: s.maxBytes, Expires: UploadTime,
	})
	if err != nil {
		return Granted{}, fmt.Errorf("making the upload URL of %s: %w", g.Key, err)
	}
	return Granted{Key: g.Key, ContentType: u.ContentType, URL: url, Expires: UploadTime}, nil
}

// Upload brings a document in from a reader, by the same way as an upload URL. It returns when the bytes are durable
// and the task is queued.
func (s *Service) Upload(ctx context.Context, scope auth.Scope, u Upload, r io.Reader) (document.ID, error) {
	g, err := s.grant(ctx, scope, u)
	if err != nil {
		return "", err
	}
	limited := &limitedReader{r: r, left: s.maxBytes}
	if _, err := s.blobs.Put(ctx, string(g.Key), limited, blob.PutOptions{ContentType: u.ContentType}); err != nil {
		return "", fmt.Errorf("storing %s: %w", g.Key, err)
	}
	return g.Key, nil
}

func (s *Service) grant(ctx context.Context, scope auth.Scope, u Upload) (document.Grant, error) {
	if scope.User == "" {
		return document.Grant{}, fault.New(fault.Unauthenticated, "", "")
	}
	key, err := s.key(scope, u.Name, u.Private)
	if err != nil {
		return document.Grant{}, err
	}
	g := document.Grant{
		Key: key, Owner: scope.User, Readers: key.Readers(), ContentType: u.ContentType, SizeLimit: s.maxBytes,
		Expires: s.now().Add(UploadTime),
	}
	if err := s.claim(ctx, scope, g); fault.Is(err, fault.Conflict) {
		return document.Grant{}, s.taken(ctx, scope, u, err)
	} else if err != nil {
		return document.Grant{}, fmt.Errorf("granting %s: %w", key, err)
	}
	return g, nil
}

func (s *Service) key(scope auth.Scope, name string, private bool) (document.ID, error) {
	var owner auth.Principal
	if private {
		owner = scope.User
	}
	return document.NewKey(name, owner)
}

// claim records a grant. What the system owns (it came without a grant) may be replaced by whoever may manage it.
func (s *Service) claim(ctx context.Context, scope auth.Scope, g document.Grant) error {
	err := s.documents.PutGrant(ctx, g)
	if !fault.Is(err, fault.Conflict) {
		return err
	}
	d, readErr := s.documents.Get(ctx, g.Key)
	if readErr != nil || d.Owner != auth.System || !scope.CanManage(d.Owner) {
		return err
	}
	g.Owner = d.Owner
	return s.documents.PutGrant(ctx, g)
}

// taken finds a free name: "보고서 (2).pdf", "보고서 (3).pdf", …
func (s *Service) taken(ctx context.Context, scope auth.Scope, u Upload, cause error) error {
	dir, file := path.Split(u.Name)
	ext := path.Ext(file)
	base := strings.TrimSuffix(file, ext)
	for n := 2; n <= maxProposals; n++ {
		name := fmt.Sprintf("%s%s (%d)%s", dir, base, n, ext)
		key, err := s.key(scope, name, u.Private)
		if err != nil {
			return err
		}
		_, err = s.documents.Get(ctx, key)
		_, grantErr := s.documents.GrantFor(ctx, key, s.now())
		if fault.Is(err, fault.NotFound) && fault.Is(grantErr, fault.NotFound) {
			message := fault.New(fault.Conflict,
				fmt.Sprintf("다른 사람이 이미 쓰는 이름이에요. '%s' 이름으로 올려 보세요.", path.Base(name)),
				fmt.Sprintf("Somebody else already uses this name. Try %q.", path.Base(name)))
			return &NameTakenError{Proposal: name, err: message.WithCause(cause)}
		}
		if err != nil && !fault.Is(err, fault.NotFound) {
			return fmt.Errorf("looking for a free name: %w", err)
		}
	}
	return cause
}

// limitedReader fails with fault.TooLarge beyond its limit, instead of ending early as io.LimitReader does.
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

// update reads a record, lets change decide, and writes it, until no other writer came between. change returns false to
// leave the record as it is. A record that is not there is given as the zero Document with its key.
func (s *Service) update(ctx context.Context, key document.ID, change func(*document.Document) (bool, error)) (document.Document, error) {
	return update(ctx, s.documents, key, change)
}

func update(ctx context.Context, store document.Store, key document.ID, change func(*document.Document) (bool, error)) (document.Document, error) {
	for range maxConflicts {
		d, err := store.Get(ctx, key)
		if fault.Is(err, fault.NotFound) {
			d, err = document.Document{ID: key}, nil
		}
		if err != nil {
			return document.Document{}, fmt.Errorf("reading the record of %s: %w", key, err)
		}
		write, err := change(&d)
		if err != nil || !write {
			return d, err
		}
		d, err = store.Put(ctx, d)
		if err == nil || !fault.Is(err, fault.Conflict) {
			return d, err
		}
	}
	return document.Document{}, fault.Wrap(errors.New("the record of "+string(key)+" keeps changing"), fault.Conflict, "", "")
}

func (s *Service) send(ctx context.Context, t Task) error {
	m, err := t.Message()
	if err != nil {
		return err
	}
	if err := s.tasks.Send(ctx, m); err != nil {
		return fmt.Errorf("queueing a task for %s: %w", t.Key, err)
	}
	return nil
}
