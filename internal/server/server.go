package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/oidc"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// Chat starts and stops turns; *chat.Service is one.
type Chat interface {
	Start(ctx context.Context, r chat.Request) (turn.Status, error)
	Stop(id turn.ID) bool
}

// Ingest accepts and manages documents; *ingest.Service is one.
type Ingest interface {
	Grant(ctx context.Context, scope auth.Scope, u ingest.Upload) (ingest.Granted, error)
	Upload(ctx context.Context, scope auth.Scope, u ingest.Upload, r io.Reader) (document.ID, error)
	DeleteWith(ctx context.Context, scope auth.Scope, key document.ID,
		how ingest.Deletion) (document.Document, error)
	Restore(ctx context.Context, scope auth.Scope, key document.ID) (document.Document, error)
	Retry(ctx context.Context, scope auth.Scope, key document.ID) (document.Document, error)
	SetReaders(ctx context.Context, scope auth.Scope, key document.ID,
		private bool) (document.Document, error)
}

// Citations reads the texts that references point to; *citation.Resolver is
// one.
type Citations interface {
	session.Citer
	Passage(ctx context.Context, scope auth.Scope, key document.ID, v document.Version, start,
		end int) (wire.Passage, error)
	Page(ctx context.Context, scope auth.Scope, id document.ID, v document.Version,
		p citation.Place) (wire.Page, error)
}

// Parts are what a Server works with. Those without a remark are required.
type Parts struct {
	Documents document.Store
	Blobs     blob.Store
	History   history.Store
	Settings  settings.Store
	Turns     *turn.Log
	Chat      Chat
	Ingest    Ingest
	Citations Citations

	Search *Search // nil: passages can't be searched for words
	// if nil, there are no accounts, and everybody who reaches the server is its local owner
	SignIn *signin.Service
	OIDC   *oidc.Provider // another way to sign in; nil means none. It needs SignIn
	// Uploading counts an upload of a user's before it is granted, and tells how long
	// they have to wait for the next one; 0 means this one may begin. If nil, uploads are
	// limited when they come.
	Uploading func(ctx context.Context, user auth.Principal) (wait time.Duration, err error)
	// serves the presigned URLs below Options.UploadPath; if nil, they lead elsewhere
	Uploads  http.Handler
	Client   fs.FS               // the built browser client; nil if there is none
	Samples  fs.FS               // sample documents at its root; nil if there is none
	Receipts forgetting.Receipts // of deletions; if nil, there are none
	// HangUp closes the sockets of a session that has ended, if another program
	// holds them. Nil means this Server holds them.
	HangUp func(context.Context, auth.Session) error
	// Tell tells a user's windows of a change, if another program holds their
	// sockets. It returns when they have been told. Nil means this Server holds them.
	Tell   func(context.Context, connections.Change)
	Ready  func(context.Context) error
	Models Models // nil: models can't be connected while the server runs
	// Encoder connects the embedding model of the search; if nil, it can't be exchanged.
	Encoder Connections
	// how the models in several regions stand; if nil, there is one model or none
	Pool func() wire.Pool
	// Rereading counts the documents that wait to be read again; nil if none ever does.
	Rereading func(context.Context) (int, error)
	Vectors   func() wire.Vectors // how far vectors of meaning are; nil means the search is by words alone
	Log       *slog.Logger        // nil: slog's default
}

// Options of a Server. The zero value serves one machine by any host name.
type Options struct {
	// AllowedOrigins are further origins ("https://chat.example") whose pages
	// may use the server; its own always may.
	AllowedOrigins []string
	// Loopback refuses every Host but loopback addresses, "localhost" and
	// Hosts: other names lead here only by DNS rebinding. Without Loopback,
	// Hosts are the only ones if there are any.
	Loopback bool
	Hosts    []string // without port
	// TrustProxy believes X-Forwarded-Proto, -Host and -For: set it only behind
	// a proxy that sets them.
	TrustProxy bool

	Bucket     string // name in the answers of /upload; "": "mundap"
	UploadPath string // of Parts.Uploads; "": "/blobs/"
	// where the client PUTs to if that is elsewhere
	// ("https://bucket.s3.….com"), for the content security policy
	UploadOrigin string
	SocketURL    string // address of the socket if it is elsewhere; "" means this server's /ws
	// PingEvery is how often clients are to send a ping on the socket, rounded to
	// seconds; 0 leaves it to them.
	PingEvery time.Duration
	// SiteURL is the address by which people reach the site, without a slash at
	// its end: what the identity provider sends them back to. If "", that of the
	// request.
	SiteURL      string
	ProviderName string // of Parts.OIDC, for the button; may be empty
	NoPasswords  bool   // nobody signs in by password: only through Parts.OIDC
	// RedirectFiles answers for documents and recordings, once the asker was
	// checked, with a URL presigned at that moment instead of their bytes:
	// where answers have a size limit (Lambda).
	RedirectFiles bool

	Features     wire.Session      // what GET /api/session says apart from who is asking
	Switches     settings.Switches // defaults of the users' settings
	HistoryBytes int               // the most that /history answers; 0: 5 MB
	Limits       Limits
}

// Server is the handler for everything that Mundap serves. Its owner calls
// Close after shutting down the HTTP server.
type Server struct {
	Parts
	options     Options
	origins     map[string]bool
	crossOrigin http.CrossOriginProtection
	hosts       map[string]bool
	renderer    session.Renderer
	handler     http.Handler
	client      *clientFiles
	meters      meters
	samples     []string // names of Parts.Samples

	// changing makes administrators change accounts one after the other: of two who
	// take each other's rights away, one stays an administrator.
	changing sync.Mutex

	closing context.Context // ends when Close is called
	close   context.CancelFunc
	mu      sync.Mutex
	open    int // sockets
	live    map[*connection]bool
	sockets sync.WaitGroup
}

const (
	defaultHistoryBytes = 5 << 20
	// requestTime bounds the work on a request that is neither a socket nor a file.
	requestTime = 30 * time.Second
)

// New makes a Server.
func New(p Parts, o Options) (*Server, error) {
	if p.Documents == nil || p.Blobs == nil || p.History == nil || p.Settings == nil ||
		p.Turns == nil || p.Chat == nil ||
		p.Ingest == nil || p.Citations == nil {
		return nil, errors.New("server: Documents, Blobs, History, Settings, Turns, Chat, Ingest and Citations are needed")
	}
	if p.OIDC != nil && p.SignIn == nil {
		return nil, errors.New("server: OIDC needs SignIn")
	}
	o.Bucket = cmp.Or(o.Bucket, "mundap")
	o.UploadPath = cmp.Or(o.UploadPath, "/blobs/")
	o.HistoryBytes = cmp.Or(o.HistoryBytes, defaultHistoryBytes)
	if p.Log == nil {
		p.Log = slog.Default()
	}
	s := &Server{Parts: p, options: o, renderer: session.Renderer{Citations: p.Citations,
		Calls: p.History}, live: map[*connection]bool{}}
	var err error
	if s.samples, err = sampleNames(p.Samples); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	s.hosts = setOf(o.Hosts, hostName)
	s.origins = setOf(o.AllowedOrigins, canonicalOrigin)
	for _, origin := range o.AllowedOrigins {
		if err := s.crossOrigin.AddTrustedOrigin(canonicalOrigin(origin)); err != nil {
			return nil, fmt.Errorf("server: allowed origin %q: %w", origin, err)
		}
	}
	s.closing, s.close = context.WithCancel(context.Background())
	if s.SignIn != nil {
		s.SignIn.OnEnd(s.ended)
		s.SignIn.OnSignOut(s.hangUp)
	}
	s.client = &clientFiles{files: s.Client, read: map[string]*clientFile{}}
	s.meters.set(o.Limits)
	s.handler = s.observe(s.bodies(s.guard(s.limited(s.routes()))))
	return s, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close closes the open sockets (their turns continue) and waits for them until
// ctx ends.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	s.close()
	s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		s.sockets.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func setOf(list []string, canonical func(string) string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, s := range list {
		set[canonical(s)] = true
	}
	return set
}
