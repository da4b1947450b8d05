package webapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/websearch"
)

const (
	engineTime = 10 * time.Second // bounds a call where the context does not
	maxAnswer  = 4 << 20          // bytes of an engine's answer
)

// engine is what the engines differ in.
type engine interface {
	// request asks for at most k results.
	request(ctx context.Context, query string, k int) (*http.Request, error)
	// results reads an answer. Texts may have tags and entities.
	results(answer []byte) ([]websearch.Result, error)
}

// search asks an engine. Errors hold neither the query nor a key: the address of a
// request has both.
func search(ctx context.Context, client *http.Client, e engine, query string,
	k int) ([]websearch.Result, error) {
	query = strings.TrimSpace(query)
	if query == "" || k < 1 {
		return nil, fault.Newf(fault.Invalid,
			"a web search needs a query and a number of results above 0")
	}
	if client == nil {
		client = http.DefaultClient
	}
	limited, cancel := context.WithTimeout(ctx, engineTime)
	defer cancel()
	r, err := e.request(limited, query, k)
	if err != nil {
		return nil, fault.Newf(fault.NotConfigured, "the address of the search engine is malformed")
	}
	answer, err := ask(client, r)
	if err != nil {
		if cause := ctx.Err(); cause != nil {
			return nil, fmt.Errorf("searching the web: %w", cause)
		}
		return nil, fmt.Errorf("searching the web: %w", err)
	}
	found, err := e.results(answer)
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "the search engine's answer can't be read: %v",
			err)
	}
	return tidy(found, k), nil
}

func ask(client *http.Client, r *http.Request) ([]byte, error) {
	r.Header.Set("Accept", "application/json")
	resp, err := client.Do(r)
	if err != nil {
		return nil, fault.Wrap(withoutAddress(err), unreachedKind(err), "", "")
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, fault.Wrap(withoutAddress(err), fault.Unavailable, "", "")
	}
	if resp.StatusCode != http.StatusOK {
		return nil, refusal(resp, answer)
	}
	return answer, nil
}

// withoutAddress is a client's error without the address that net/http puts in it.
func withoutAddress(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

func unreachedKind(err error) fault.Kind {
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Timeout
	}
	return fault.Unavailable
}

// refusal classifies an answer that is no success. Google tells of used-up quotas
// and of wrong keys by statuses that say less than its reasons.
func refusal(resp *http.Response, answer []byte) error {
	kind := fault.Unavailable
	text := strings.ToLower(string(answer[:min(len(answer), 4096)]))
	switch status := resp.StatusCode; {
	case status == http.StatusTooManyRequests, strings.Contains(text, "limitexceeded"),
		strings.Contains(text, "quotaexceeded"):
		kind = fault.Throttled
	case status == http.StatusUnauthorized, status == http.StatusForbidden,
		strings.Contains(text, "api_key_invalid"), strings.Contains(text, "api key not valid"):
		kind = fault.Forbidden
	case status == http.StatusServiceUnavailable:
		kind = fault.Overloaded
	case status == http.StatusGatewayTimeout:
		kind = fault.Timeout
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity:
		kind = fault.Invalid
	}
	err := fault.Newf(kind, "the search engine answered with status %d", resp.StatusCode)
	if seconds, e := strconv.Atoi(resp.Header.Get("Retry-After")); e == nil && seconds > 0 {
		return err.WithRetryAfter(time.Duration(seconds) * time.Second)
	}
	return err
}

// tidy makes plain text of results, and leaves out what is no web page.
func tidy(found []websearch.Result, k int) []websearch.Result {
	var kept []websearch.Result
	for _, r := range found {
		u, err := url.Parse(r.URL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		r.Title, r.Excerpt = korean.Line(r.Title), strings.TrimSpace(korean.Normalise(r.Excerpt))
		if kept = append(kept, r); len(kept) == k {
			break
		}
	}
	return kept
}

// emphasis is how engines mark the query's words in titles and excerpts.
var emphasis = regexp.MustCompile(`</?(?:b|strong|em)>`)

// plain makes text of the HTML that some engines answer with.
func plain(markup string) string {
	return html.UnescapeString(emphasis.ReplaceAllString(markup,
		""))
}

func get(ctx context.Context, address string, query url.Values,
	headers map[string]string) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	return r, nil
}

func decode[T any](answer []byte) (v T, err error) {
	err = json.Unmarshal(answer, &v)
	return v, err
}
