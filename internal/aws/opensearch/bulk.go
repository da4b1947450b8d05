package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/mundap/mundap/internal/fault"
)

type (
	// action is the line before an entry in a _bulk request.
	action struct {
		Index  *target `json:"index,omitempty"`
		Delete *target `json:"delete,omitempty"`
	}
	target struct {
		ID string `json:"_id"`
	}
	// outcome is what became of one action.
	outcome struct {
		Status int   `json:"status"`
		Error  cause `json:"error"`
	}
)

// lines is a body of JSON values, one per line.
type lines struct{ bytes.Buffer }

func (l *lines) add(values ...any) error {
	for _, v := range values {
		data, err := json.Marshal(v)
		if err != nil {
			return fault.Newf(fault.Internal, "opensearch: encoding a line: %w", err)
		}
		l.Write(data)
		l.WriteByte('\n')
	}
	return nil
}

func deletions(ids []string) lines {
	var l lines
	for _, id := range ids {
		_ = l.add(action{Delete: &target{ID: id}}) // a string always encodes
	}
	return l
}

// bulk carries out the actions and returns the error of the first one that
// failed. Deleting something that does not exist succeeds.
func (s *Store) bulk(ctx context.Context, l lines) error {
	r := request{
		method: http.MethodPost, path: "/" + s.options.Alias + "/_bulk",
		query: url.Values{"require_alias": {"true"}},
		kind:  linesBody, body: l.Bytes(),
	}
	var reply struct {
		Errors bool                 `json:"errors"`
		Items  []map[string]outcome `json:"items"`
	}
	if err := s.send(ctx, r, &reply); err != nil || !reply.Errors {
		return err
	}
	for _, item := range reply.Items {
		for _, o := range item {
			if o.Status >= 300 && o.Status != http.StatusNotFound ||
				o.Error.Type == "index_not_found_exception" {
				return fault.Newf(kindOf(o.Status, o.Error),
					"opensearch: writing an entry: status %d, %s", o.Status, o.Error)
			}
		}
	}
	return nil
}
