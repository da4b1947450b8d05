package lambdafn

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
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
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
	"github.com/mundap/mundap/web"
)

// ingestAttempts is how often a task is tried before it is put aside.
const ingestAttempts = 5

// parts makes what functions work with. Clients of AWS cost a millisecond; what costs more is made by the function that
// needs it.
type parts struct {
	config Config
	aws    aws.Config
	log    *slog.Logger
	blobs  *s3blob.Store
	store  *dynamostore.Store
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
	return p, nil
}

// replaced is an endpoint, or the one that the configuration puts in its place.
func replaced(endpoint *string, by string) *string {
	if by == "" {
		return endpoint
	}
	return &by
}

func (p *parts) tasks() *sqsqueue.Queue {
	client := sqs.NewFromConfig(p.aws, func(o *sqs.Options) { o.BaseEndpoint = replaced(o.BaseEndpoint, p.config.SQSEndpoint) })
	return sqsqueue.New(client, sqsqueue.Options{
		URL: p.config.QueueURL, DeadURL: p.config.DeadURL, Policy: queue.Policy{MaxAttempts: ingestAttempts}, Log: p.log,
	})
}

func (p *parts) ingest() *ingest.Service {
	return ingest.NewService(ingest.Options{
		Documents: p.store.Documents(), Blobs: p.blobs, Tasks: p.tasks(), MaxBytes: p.config.MaxBytes,
		Sessions: p.store.Accounts(), Log: p.log,
	})
}

func (p *parts) turns() *turn.Log {
	return turn.NewLog(p.store.Turns(), turn.LogOptions{Logger: p.log, Lease: p.config.TurnLease})
}

func (p *parts) secure() bool { return !strings.HasPrefix(p.config.SiteURL, "http://") }

// signIn checks passwords. Making it costs one hash, so that unknown names take as long as known ones. nil: nobody signs in.
func (p *parts) signIn() *signin.Service {
	if p.config.Open {
		return nil
	}
	return signin.New(p.store.Accounts(), signin.Options{Lifetime: p.config.SessionLifetime})
}

// sessions is signIn for functions that read sessions and never a password: it costs no hash.
func (p *parts) sessions() *signin.Service {
	if p.config.Open {
		return nil
	}
	return signin.New(p.store.Accounts(), signin.Options{Cost: signin.Cost{MemoryKiB: 8, Passes: 1, Threads: 1}})
}

func (p *parts) switches() settings.Switches {
	return settings.Switches{References: p.config.Sources, DualSearch: p.config.Dual, Debug: p.config.Debug}
}

// server is everything that is served by HTTP, without the chat: questions come by the socket.
func (p *parts) server(accounts *signin.Service) (*server.Server, error) {
	provider, err := p.oidc()
	if err != nil {
		return nil, err
	}
	documents := p.store.Documents()
	return server.New(server.Parts{
		Documents: documents, Blobs: p.blobs, History: p.store.History(), Settings: p.store.Settings(), Turns: p.turns(),
		Chat: noChat{}, Ingest: p.ingest(), Citations: citation.New(documents, p.blobs, citation.Options{Logger: p.log}),
		SignIn: accounts, OIDC: provider, HangUp: p.switchboard().hangUp, Log: p.log,
		Samples: web.Samples(),
	}, server.Options{
		AllowedOrigins: p.config.AllowedOrigins, TrustProxy: true, Bucket: p.config.Bucket, SocketURL: p.config.SocketURL,
		Switches: p.switches(), RedirectFiles: true, SiteURL: p.config.SiteURL, ProviderName: p.providerName(), NoPasswords: p.config.NoPasswords,
		Features: wire.Session{Version: p.config.Version, Stores: p.config.Stores, Formats: p.formats(), MaxBytes: p.config.MaxBytes},
	})
}

func (p *parts) switchboard() switchboard {
	return switchboard{p.store.Connections(), wsmanagement.New(p.aws, p.config.SocketEndpoint), time.Now}
}

// formats are the extensions of the files that are read.
func (p *parts) formats() []string {
	var extensions []string
	for _, f := range load.Formats() {
		if len(p.config.Formats) == 0 || slices.Contains(p.config.Formats, f.Name) {
			extensions = append(extensions, f.Extensions...)
		}
	}
	return extensions
}

// noChat stands where the socket lies elsewhere.
type noChat struct{}

var errNoChat = fault.New(fault.NotConfigured, "질문은 소켓으로 보내 주세요.", "Send questions by the socket.")

func (noChat) Start(context.Context, chat.Request) (turn.Status, error) {
	return turn.Status{}, errNoChat
}
func (noChat) Stop(turn.ID) bool { return false }
