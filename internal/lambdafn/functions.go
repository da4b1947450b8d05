package lambdafn

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/wire"
)

// Function answers one event. The result is encoded as JSON.
type Function func(ctx context.Context, event json.RawMessage) (any, error)

// opening builds a function from its parts.
type opening func(*parts) (Function, error)

// functions are the functions of every build, by handler name. Builds with the
// dictionary also have chat and document-manager.
var functions = map[string]opening{
	"provisioning": openREST, "upload": openREST, "query": openREST, "history": openREST,
	"delete":        openREST,
	"site":          openSite,
	"authorizer":    openAuthorizer,
	"event-manager": openEventManager,
	"ping":          openPing,
}

// Names lists the functions in this build.
func Names() []string {
	return slices.Sorted(maps.Keys(all()))
}

func all() map[string]opening {
	all := maps.Clone(functions)
	maps.Copy(all, withDictionary)
	return all
}

// Open builds the function with a handler's name. It does not contact any
// service yet.
func Open(ctx context.Context, name string, c Config, log *slog.Logger) (Function, error) {
	open, ok := all()[name]
	if !ok {
		return nil, fmt.Errorf("no function %q in this build, which holds %v", name, Names())
	}
	p, err := newParts(ctx, c, log)
	if err != nil {
		return nil, err
	}
	return open(p)
}

// typed makes a Function from one that takes a typed event.
func typed[In, Out any](f func(context.Context, In) (Out, error)) Function {
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var in In
		if err := json.Unmarshal(raw, &in); err != nil {
			return nil, fmt.Errorf("reading an event: %w", err)
		}
		return f(ctx, in)
	}
}

func openREST(p *parts) (Function, error) {
	handler, err := p.server(p.sessions(), nil)
	if err != nil {
		return nil, err
	}
	r, err := newREST(handler, p.config.SiteURL)
	if err != nil {
		return nil, err
	}
	return typed(r.handle), nil
}

// openSite is openREST with signing in, and with the way in for a deployment's first account.
func openSite(p *parts) (Function, error) {
	p.telling()
	signIn := p.signIn()
	handler, err := p.server(signIn, nil)
	if err != nil {
		return nil, err
	}
	r, err := newREST(handler, p.config.SiteURL)
	if err != nil {
		return nil, err
	}
	request, change := typed(r.handle), typed(accounts{p.store.Accounts(), signIn,
		p.switchboard()}.handle)
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		if isAccountCommand(raw) {
			return change(ctx, raw)
		}
		return request(ctx, raw)
	}, nil
}

// openPing answers the pings of version 2 of the protocol. They are frequent
// and need nothing of what the chat function loads.
func openPing(*parts) (Function, error) {
	pong, err := session.Encode(wire.ServerFrame{Event: "pong"})
	if err != nil {
		return nil, err
	}
	return func(context.Context, json.RawMessage) (any, error) {
		return events.APIGatewayProxyResponse{StatusCode: http.StatusOK, Body: string(pong)}, nil
	}, nil
}

func openAuthorizer(p *parts) (Function, error) {
	a := &authorizer{sessions: p.sessions(), secure: p.secure()}
	return typed(a.handle), nil
}

func openEventManager(p *parts) (Function, error) {
	p.telling()
	service := p.base.Ingest()
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		return nil, documentEvents(ctx, service, p.blobs, raw)
	}, nil
}
