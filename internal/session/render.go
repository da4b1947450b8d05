package session

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/safehtml"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// Citer reads the texts behind references for a scope; *citation.Resolver is one.
type Citer interface {
	Resolve(ctx context.Context, scope auth.Scope, refs []history.SourceRef) ([]wire.Source, error)
}

// Calls is the part of the call log that a Renderer reads.
type Calls interface {
	ByRequest(ctx context.Context, user history.User, requestID string) (history.Call, error)
}

// View describes who looks at an answer, and through what.
type View struct {
	Scope    auth.Scope
	User     history.User
	Language string // language of Mundap's own sentences: "ko" or "en"
	Site     string // see Client
	MaxBytes int    // the longest msg of a base frame, as JSON; 0 means no limit
}

// View returns the view of a client that reads answers over HTTP.
func (c Client) View() View {
	return View{Scope: c.Scope, User: c.User, Language: c.Language, Site: c.Site}
}

const (
	// frameAround bounds what a base frame has beside its msg and request id.
	frameAround = 100
	// baseReserve is how far below the longest message base answers stop growing.
	baseReserve = 2 << 10
)

// viewOf is how the client sees a turn. Its user is the one that the request
// named, who is another than the asker's where there are no accounts.
func (c Client) viewOf(id turn.ID) View {
	v := c.View()
	v.User = id.User
	if c.MaxMessage > 0 {
		v.MaxBytes = c.MaxMessage - max(baseReserve, len(mustEncode(id.Request))+frameAround)
	}
	return v
}

// Renderer turns stored data into what clients read. It is safe for concurrent
// use.
type Renderer struct {
	Citations Citer
	Calls     Calls
}

// translated are the sources of a logged answer with the translations that came
// with the turn's events, which the log does not keep.
func translated(logged, live []history.SourceRef) []history.SourceRef {
	logged = slices.Clone(logged)
	for i := range logged {
		for _, l := range live {
			if l.Number == logged[i].Number {
				logged[i].Translation = l.Translation
			}
		}
	}
	return logged
}

// Answer returns the HTML of a logged answer with its references, as in the
// last "completed" frame, in /query and in /history.
func (r Renderer) Answer(ctx context.Context, v View, c history.Call) (safehtml.HTML, error) {
	sources, err := r.Citations.Resolve(ctx, v.Scope, c.Sources)
	if err != nil {
		return "", fmt.Errorf("reading the sources of an answer: %w", err)
	}
	citation.Locate(sources, c.Verdicts)
	return fit(v, markdown(c), citation.List(sources, v.Site, v.Language)), nil
}

// joined puts an empty line between those parts that are not empty.
func joined(parts ...safehtml.HTML) safehtml.HTML {
	var all safehtml.HTML
	for _, p := range parts {
		if p != "" && all != "" {
			all += "\n\n"
		}
		all += p
	}
	return all
}

// Turn returns a logged call with its sources, for Mundap's own client.
func (r Renderer) Turn(ctx context.Context, v View, c history.Call) (wire.Turn, error) {
	sources, err := r.Citations.Resolve(ctx, v.Scope, c.Sources)
	if err != nil {
		return wire.Turn{}, fmt.Errorf("reading the sources of a turn: %w", err)
	}
	citation.Locate(sources, c.Verdicts)
	return wire.Turn{
		RequestID: c.RequestID, RequestTime: c.RequestTime, Conversation: c.Conversation,
		Type:     c.Type,
		ConvType: c.ConvType, RAGType: c.RAGType, FunctionType: c.Function, Body: c.Body,
		Documents: Documents(c.Scope), Label: labelIn(c.Label, v.Language), Answer: c.Answer,
		Translation: c.Translation,
		Failure:     failure(c.Failure, v.Language), Sources: sources,
		Verdicts: verdicts(c.Answer, c.Verdicts),
		Outcome:  string(c.Outcome), Extractive: c.Extractive, Parent: c.Parent,
		Replaces: c.Replaces, Replaced: c.Replaced,
		Notices: notices(c.Notes, v.Language), Time: c.ServerTime, Trace: trace(c.Trace),
		Link: LinkPath(c),
	}, nil
}

// LinkPath returns the path of the page that opens a call for colleagues, or ""
// if the call has no link.
func LinkPath(c history.Call) string {
	if c.Share == "" {
		return ""
	}
	// The secret stands in the query, which no log has.
	return "/a/" + url.PathEscape(c.RequestID) + "?key=" + url.QueryEscape(c.Share)
}

func trace(t history.Trace) *wire.Trace {
	out := &wire.Trace{
		Revised: t.Revised, Translated: t.Translated, Kept: t.Kept, Dropped: t.Dropped,
		Region: t.Region, Model: t.Model,
		Why: t.Why, Tried: t.Tried, TookMS: t.Took.Milliseconds(),
		FirstMS: t.FirstToken.Milliseconds(),
	}
	for _, s := range t.Stores {
		out.Stores = append(out.Stores, wire.StoreTrace{Store: s.Store, Count: s.Count,
			TookMS: s.Took.Milliseconds(), Error: s.Error})
	}
	for _, s := range t.Stages {
		out.Stages = append(out.Stages, wire.StageTime{Stage: s.Stage,
			TookMS: s.Took.Milliseconds()})
	}
	return out
}

// Error returns the description of a failure in the asker's language.
func Error(err error, language string) *wire.Error {
	return &wire.Error{Kind: fault.KindOf(err).String(), Message: fault.MessageOf(err).In(language),
		Retry: fault.Retryable(err)}
}

// failed is the base frame of an error. requestID is "" where none could be read.
func failed(requestID string, err error, language string) wire.Response {
	return wire.Response{RequestID: requestID, Status: wire.StatusError,
		Msg: string(safehtml.Text(fault.MessageOf(err).In(language)))}
}

// typing is the first base frame of every turn.
func typing(requestID string) wire.Response {
	return wire.Response{RequestID: requestID, Status: wire.StatusTyping}
}

// A base client receives the answer so far at most once every minPause. The
// longer the answer, the less often it is sent, so that about bytesPerSecond
// are sent whatever its length.
const (
	minPause       = 50 * time.Millisecond
	maxPause       = 2 * time.Second
	bytesPerSecond = 100_000
)

func pauseAfter(bytes int) time.Duration {
	return min(maxPause, max(minPause, time.Duration(bytes)*time.Second/bytesPerSecond))
}
