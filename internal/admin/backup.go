package admin

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Progress tells how far a backup, a restore or a check is.
type Progress struct {
	Stage string `json:"stage"` // "write", "read", "check"
	Files int    `json:"files"`
	Bytes int64  `json:"bytes"`
	Total int64  `json:"total,omitempty"` // bytes; 0 if unknown
}

// BackupResult tells of a backup that was written or restored.
type BackupResult struct {
	Where string    `json:"where"`
	Made  time.Time `json:"made"`
	Files int       `json:"files"`
	Bytes int64     `json:"bytes"`
}

// Problem is something that a check found. Kind is "database", "damaged",
// "missing", "orphan" or "deleted".
type Problem struct {
	Kind string `json:"kind"`
	What string `json:"what"`
}

// Step is one line of the answers of POST /backup, /restore and /check: exactly
// one of its fields is set.
type Step struct {
	Progress *Progress     `json:"progress,omitempty"`
	Problem  *Problem      `json:"problem,omitempty"`
	Result   *BackupResult `json:"result,omitempty"`
	Failure  *failure      `json:"failure,omitempty"`
}

// Place is the body of POST /backup and /restore: a path or s3://BUCKET/KEY.
type Place struct {
	Where string `json:"where"`
}

// Keeping is what backs data up; the app's parts are it.
type Keeping interface {
	Backup(ctx context.Context, to string, progress func(Progress) error) (BackupResult, error)
	// Restore verifies a backup and has the process start anew with it.
	Restore(ctx context.Context, from string, progress func(Progress) error) (BackupResult, error)
	Check(ctx context.Context, found func(Problem) error, progress func(Progress) error) error
}

// progressEvery is how often progress goes to a client.
const progressEvery = 200 * time.Millisecond

// paced passes progress on now and then.
func paced(out lines) func(Progress) error {
	var last time.Time
	return func(p Progress) error {
		if time.Since(last) < progressEvery {
			return nil
		}
		last = time.Now()
		return out.write(Step{Progress: &p})
	}
}

func (h *Handler) backup(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.Keeping.Backup)
}

func (h *Handler) restore(w http.ResponseWriter, r *http.Request) error {
	return h.move(w, r, h.Keeping.Restore)
}

func (h *Handler) move(w http.ResponseWriter, r *http.Request, do func(context.Context, string,
	func(Progress) error) (BackupResult, error)) error {
	req, err := decode[Place](r)
	if err != nil {
		return err
	}
	out := newLines(w)
	result, err := do(r.Context(), req.Where, paced(out))
	return h.end(out, r, Step{Result: &result}, err)
}

func (h *Handler) check(w http.ResponseWriter, r *http.Request) error {
	out := newLines(w)
	err := h.Keeping.Check(r.Context(), func(p Problem) error {
		return out.write(Step{Problem: &p})
	}, paced(out))
	return h.end(out, r, Step{Result: &BackupResult{}}, err)
}

// end writes the last line. The headers have gone out by then, so a failure is
// a line, too.
func (h *Handler) end(out lines, r *http.Request, last Step, err error) error {
	if err != nil {
		last = Step{Failure: h.failed(r, err)}
	}
	return out.write(last)
}

// Backup has the server write a backup.
func (c *Client) Backup(ctx context.Context, to string) iter.Seq2[Step, error] {
	return c.steps(ctx, "/backup", Place{to})
}

// Restore has the server restore a backup and start anew with it.
func (c *Client) Restore(ctx context.Context, from string) iter.Seq2[Step, error] {
	return c.steps(ctx, "/restore", Place{from})
}

// Check has the server check everything.
func (c *Client) Check(ctx context.Context) iter.Seq2[Step, error] {
	return c.steps(ctx, "/check", struct{}{})
}

// steps gives the lines of a streamed answer; a failure and an answer without an
// end are errors.
func (c *Client) steps(ctx context.Context, path string, body any) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		for s, err := range stream[Step](ctx, c, path, body) {
			if err == nil && s.Failure != nil {
				err = s.Failure.err()
			}
			if !yield(s, err) || err != nil || s.Result != nil {
				return
			}
		}
		yield(Step{}, fault.Wrap(errors.New("the answer has no end"), fault.Unavailable, "", ""))
	}
}
