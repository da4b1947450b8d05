package app

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/mundap/mundap/internal/auth/oidc"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fileblob"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
	"github.com/mundap/mundap/internal/wiring"
	"github.com/mundap/mundap/web"
)

// Serve runs the server until ctx ends and then stops it in order. Without
// accounts it listens on loopback only. After a backup has been restored, it
// restarts with the restored data at the same address.
func Serve(ctx context.Context, c config.Config, o Options) error {
	for {
		again, err := serve(ctx, &c, o)
		if err != nil || !again {
			return err
		}
		o.Ready = nil // it was told
	}
}

func serve(ctx context.Context, c *config.Config, o Options) (again bool, err error) {
	path, err := socketPath(c.Data)
	if err != nil {
		return false, err
	}
	p, err := takeOver(ctx, *c, o, path)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	handler, err := newFront(ctx, p)
	if err != nil {
		return false, err
	}
	l, err := listen(c.Addr)
	if err != nil {
		return false, err
	}
	p.addr = l.Addr().String() // before anybody can ask for it
	site := openDoor(l, handler)
	socket, err := openSocket(path, handler.watch(p.Admin()))
	if err != nil {
		return false, errors.Join(err, site.close())
	}
	if o.Ready != nil {
		o.Ready("http://" + l.Addr().String())
	}
	c.Addr = l.Addr().String()
	select {
	case <-ctx.Done():
	case <-p.again:
		again = true
	case served := <-site.done:
		site.done <- served // for close
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), turnGrace)
	defer cancel()
	return again, errors.Join(handler.close(closing), site.close(), socket.close())
}

// ways are how people sign in.
type ways struct {
	accounts  bool           // at all; otherwise whoever reaches the server is its owner
	passwords bool           // there are accounts with one, and they may
	provider  *oidc.Provider // nil: none
}

// waysIn returns how people sign in. They have to as soon as there is an
// account or an identity provider, and always at an address that others can
// reach.
func (p *Parts) waysIn(ctx context.Context) (ways, error) {
	provider, err := newOIDC(p.config.OIDC)
	if err != nil {
		return ways{}, err
	}
	if provider != nil {
		passwords, err := p.signIn.HasPasswords(ctx)
		return ways{accounts: true, passwords: passwords && p.config.OIDC.OwnAccounts,
			provider: provider}, err
	}
	accounts, err := p.db.Accounts().Accounts(ctx)
	if err != nil {
		return ways{}, fmt.Errorf("reading the accounts: %w", err)
	}
	if len(accounts) == 0 && !p.config.Loopback() {
		return ways{}, fault.New(fault.Invalid,
			fmt.Sprintf("%s 주소에는 다른 사람도 접속할 수 있어서 로그인 없이는 시작하지 않아요. 먼저 'mundap user add 이름 --admin'으로 사용자를 더하거나 설정의 oidc.issuer에 회사 로그인 서버를 적어 주세요.", p.config.Addr),
			fmt.Sprintf("Others can reach %s, so the server does not start there without accounts. Add one first with 'mundap user add NAME --admin', or name an identity provider in oidc.issuer.", p.config.Addr))
	}
	return ways{accounts: len(accounts) > 0, passwords: true}, nil
}

func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid,
			fmt.Sprintf("%s에서 시작할 수 없어요. 다른 프로그램이 쓰고 있다면 --addr로 다른 주소를 지정해 주세요.", addr),
			fmt.Sprintf("The server can't listen at %s. If another program uses it, choose another address with --addr.", addr))
	}
	return l, nil
}

func (p *Parts) server(by ways) (*server.Server, error) {
	c := p.config
	client, _ := web.Client()
	var signIn *signin.Service
	if by.accounts {
		signIn = p.signIn
	}
	parts := server.Parts{
		Documents: p.db.Documents(), Blobs: p.blobs, History: p.db.History(),
		Settings: p.db.Settings(), Turns: p.turns, Receipts: p.db.Receipts(),
		Ready:  p.db.Writable,
		Models: p.connector, Encoder: p.encoders,
		Chat: p.chat, Ingest: p.ingest, Citations: p.citations, SignIn: signIn, OIDC: by.provider,
		Uploads: p.blobs, Client: client, Log: p.options.Log,
	}
	if p.index != nil {
		parts.Search = &server.Search{Passages: p.index, Meanings: p.index, Mark: localindex.Marks(p.analyzer),
			Judge: wiring.SearchJudge{Relevance: &relevance.Judge{Analyzer: p.analyzer}}}
	}
	parts.Rereading = func(ctx context.Context) (int, error) {
		s, err := p.tasks.Stats(ctx)
		return s.Idle, err
	}
	if p.model.forIndex() != nil {
		parts.Vectors = p.embedding
	}
	if c.Ingest.Samples {
		parts.Samples = web.Samples()
	}
	if p.model.pool != nil {
		parts.Pool = func() wire.Pool { return wiring.PoolStatus(p.model.pool) }
	}
	return server.New(parts, server.Options{
		AllowedOrigins: c.AllowedOrigins, Loopback: c.Loopback(), TrustProxy: c.TrustProxy,
		UploadPath: fileblob.Path,
		Switches:   wiring.Switches(c.RAG), SiteURL: c.OIDC.SiteURL, ProviderName: c.OIDC.Name,
		NoPasswords: !by.passwords, Limits: limits(c.Limits),
		Features: p.base.Features(p.options.Version, p.model.name(), p.storeNames()),
	})
}

func limits(l schema.Limits) server.Limits {
	return server.Limits{
		UserQuestions: l.UserQuestions, AddressQuestions: l.AddressQuestions,
		UserSockets: l.UserSockets, AddressSockets: l.AddressSockets,
		UserUploads: l.UserUploads, AddressUploads: l.AddressUploads,
		AddressRequests: l.AddressRequests, AddressBytes: l.AddressBytes,
		BodyTime: l.BodyTime, BodyRate: l.BodyRate,
	}
}

// learning returns what reports whether many passages have no vector of any model
// yet. It is nil if the search is by words alone.
func (p *Parts) learning() func() bool {
	if p.index == nil || p.model.forIndex() == nil {
		return nil
	}
	return func() bool {
		return p.index.Learning() && !p.encoders.replaced()
	}
}

// embedding is how far the index's vectors are.
func (p *Parts) embedding() wire.Vectors {
	e := p.index.Embedding()
	return wire.Vectors{Model: e.Model, Passages: e.Passages, Missing: e.Missing,
		Stalled: e.Err != nil, Replacing: p.encoders.replacing(e.Missing)}
}
