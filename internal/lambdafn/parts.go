package lambdafn

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/aws/dynamostore"
	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/aws/s3blob"
	"github.com/mundap/mundap/internal/aws/sqsqueue"
	"github.com/mundap/mundap/internal/aws/wsmanagement"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
	"github.com/mundap/mundap/internal/wiring"
	"github.com/mundap/mundap/web"
)

// parts makes what functions need. Clients of AWS cost a millisecond; anything
// more expensive is made by the function that needs it.
type parts struct {
	config Config
	aws    aws.Config
	log    *slog.Logger
	blobs  *s3blob.Store
	store  *dynamostore.Store
	tasks  *sqsqueue.Queue
	base   wiring.Base
}

func newParts(ctx context.Context, c Config, log *slog.Logger) (*parts, error) {
	cfg, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading AWS's configuration: %w", err)
	}
	p := &parts{config: c, aws: cfg, log: log}
	p.blobs = s3blob.New(s3.NewFromConfig(cfg, func(o *s3.Options) {
		if c.S3Endpoint != "" {
			o.BaseEndpoint, o.UsePathStyle = &c.S3Endpoint, true
		}
	}), c.Bucket)
	db := dynamostore.NewClient(cfg, func(o *dynamodb.Options) { o.BaseEndpoint = replaced(o.BaseEndpoint, c.DynamoEndpoint) })
	p.store = dynamostore.New(db, p.blobs, schema.Named(c.TablePrefix))
	client := sqs.NewFromConfig(cfg, func(o *sqs.Options) { o.BaseEndpoint = replaced(o.BaseEndpoint, c.SQSEndpoint) })
	p.tasks = sqsqueue.New(client, sqsqueue.Options{
		URL: c.QueueURL, DeadURL: c.DeadQueueURL,
		Policy: queue.Policy{MaxAttempts: wiring.IngestAttempts}, Log: log,
	})
	p.base = wiring.Base{
		Settings: c.Settings, Documents: p.store.Documents(), Blobs: p.blobs, Tasks: p.tasks,
		Sessions: p.store.Accounts(), UserBytes: c.UserBytes, Storage: p.store.Storage(), Log: log,
	}
	return p, nil
}

// replaced returns an endpoint, or the one with which the configuration
// replaces it.
func replaced(endpoint *string, by string) *string {
	if by == "" {
		return endpoint
	}
	return &by
}

const (
	// sendWithin joins an answer's text, and verdictsWithin what its sentences rest
	// on: API Gateway bills each post, and an eye sees little difference to a
	// machine of one's own.
	sendWithin     = 250 * time.Millisecond
	verdictsWithin = 2 * time.Second
	// storeWithin joins the updates of a turn's items, which DynamoDB bills. Who
	// follows an answer from elsewhere is behind by as much.
	storeWithin = time.Second
	// pingEvery is how often clients ask whether the server is there. API Gateway
	// ends sockets that were idle for 10 minutes, and bills pings.
	pingEvery = 5 * time.Minute
)

func (p *parts) turns() *turn.Log {
	return turn.NewLog(p.store.Turns(), turn.LogOptions{Logger: p.log, Lease: p.config.TurnLease,
		SendWithin: sendWithin, VerdictsWithin: verdictsWithin, StoreWithin: storeWithin})
}

func (p *parts) secure() bool { return !strings.HasPrefix(p.config.SiteURL, "http://") }

// signIn checks passwords. Making it costs one hash, so that unknown names take
// as long as known ones. It is nil if nobody signs in.
func (p *parts) signIn() *signin.Service {
	if p.config.open() {
		return nil
	}
	return signin.New(p.store.Accounts(), p.signInOptions())
}

func (p *parts) signInOptions() signin.Options {
	return signin.Options{Lifetime: p.config.Settings.Session.Lifetime,
		Idle: p.config.Settings.Session.Idle, Log: p.log}
}

// sessions is signIn for functions that read sessions but never check
// passwords. It costs no hash.
func (p *parts) sessions() *signin.Service {
	if p.config.open() {
		return nil
	}
	return signin.New(p.store.Accounts(),
		signin.Options{Idle: p.config.Settings.Session.Idle, Log: p.log,
			Cost: signin.Cost{MemoryKiB: 8, Passes: 1, Threads: 1}})
}

// server serves everything over HTTP except the chat: questions arrive at the
// socket. search is nil in functions that have no index.
func (p *parts) server(accounts *signin.Service, search *server.Search) (*server.Server, error) {
	provider, err := p.oidc()
	if err != nil {
		return nil, err
	}
	documents, c := p.store.Documents(), p.config.Settings
	models, status, err := p.modelStatus()
	if err != nil {
		return nil, err
	}
	features := p.base.Features(p.config.Version, models, wiring.StoreNames(c))
	features.Web = features.Web || p.config.GoogleSecret != ""
	return server.New(server.Parts{
		Documents: documents, Blobs: p.blobs, History: p.store.History(),
		Settings: p.store.Settings(), Turns: p.turns(),
		Chat: noChat{}, Ingest: p.base.Ingest(), Citations: citation.New(documents, p.blobs,
			citation.Options{Logger: p.log}),
		Receipts: p.store.Receipts(),
		Search:   search,
		SignIn:   accounts, OIDC: provider, HangUp: p.switchboard().hangUp, Tell: p.announcer().now,
		Uploading: p.uploading,
		Log:       p.log,
		Samples:   p.samples(), Pool: status,
	}, server.Options{
		AllowedOrigins: c.AllowedOrigins, TrustProxy: true, Bucket: p.config.Bucket,
		SocketURL: p.config.Socket.URL, PingEvery: pingEvery,
		Switches: wiring.Switches(c.RAG), RedirectFiles: true, SiteURL: p.config.SiteURL,
		ProviderName: c.OIDC.Name,
		NoPasswords:  p.config.noPasswords(),
		Features:     features,
	})
}

// modelStatus gives the name of the model that answers questions and how its
// profiles stand, as the settings describe them: calls are made, and counted, by
// the chat function. "" and nil without profiles.
func (p *parts) modelStatus() (name string, status func() wire.Pool, err error) {
	pool, err := wiring.Pool(p.config.Settings.Profiles, p.aws, nil, nil, p.log)
	if err != nil || pool == nil {
		return "", nil, err
	}
	return pool.Info().Name, func() wire.Pool { return wiring.PoolStatus(pool) }, nil
}

// samples returns the documents that an empty library offers, or nil if it
// offers none.
func (p *parts) samples() fs.FS {
	if !p.config.Settings.Ingest.Samples {
		return nil
	}
	return web.Samples()
}

func (p *parts) switchboard() switchboard {
	return switchboard{p.store.Connections(), p.sockets(), p.turns(), time.Now}
}

// clients are the clients that are connected to the deployment.
func (p *parts) clients() *clients {
	return &clients{connections: p.store.Connections(), sockets: p.sockets(),
		open: p.config.open(), site: p.linkSite(), now: time.Now}
}

func (p *parts) announcer() *announcer { return &announcer{clients: p.clients(), log: p.log} }

// linkSite returns what goes before links in answers. It is needed only if
// clients at other origins are allowed.
func (p *parts) linkSite() string {
	if len(p.config.Settings.AllowedOrigins) == 0 {
		return ""
	}
	return p.config.SiteURL
}

// sockets posts to open sockets and closes them.
func (p *parts) sockets() *wsmanagement.Sockets {
	return wsmanagement.New(p.aws, p.config.Socket.Endpoint)
}

// noChat stands where the socket lies elsewhere.
type noChat struct{}

var errNoChat = fault.New(fault.NotConfigured, "질문은 소켓으로 보내 주세요.",
	"Send questions through the socket.")

func (noChat) Start(context.Context, chat.Request) (turn.Status, error) {
	return turn.Status{}, errNoChat
}
func (noChat) Stop(turn.ID) bool { return false }
