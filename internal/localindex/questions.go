package localindex

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"

	"github.com/mundap/mundap/internal/embed"
)

// questions embeds questions. A question is often asked several times at once:
// of the index, and of the same index by its vectors alone. It is embedded once,
// and those that ask meanwhile or soon after share the result. The zero value is
// ready to use. Safe for concurrent use.
type questions struct {
	mu     sync.Mutex
	recent []*embeddedQuestion // the latest ones, the oldest first
}

// mostRecent is how many questions are kept. They need some kilobytes each.
const mostRecent = 8

// embeddedQuestion is a question that is embedded or being embedded.
type embeddedQuestion struct {
	key     [sha256.Size]byte // of the model and the text, which is not kept
	done    chan struct{}     // closed when vectors is set
	vectors [][]float32       // nil: embedding failed
}

// embed returns what e makes of a question.
func (q *questions) embed(ctx context.Context, e embed.Embedder, text string) ([][]float32,
	error) {
	key := sha256.Sum256([]byte(e.Info().Model + "\x00" + text))
	asked, mine := q.join(key)
	if !mine {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-asked.done:
		}
		if asked.vectors != nil {
			return asked.vectors, nil
		}
		return e.Embed(ctx, embed.Query, []string{text})
	}
	defer q.settle(asked)
	vectors, err := e.Embed(ctx, embed.Query, []string{text})
	if err == nil {
		asked.vectors = vectors
	}
	return vectors, err
}

// join returns the question with this key. mine: the caller has to embed it.
func (q *questions) join(key [sha256.Size]byte) (asked *embeddedQuestion, mine bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range q.recent {
		if r.key == key {
			return r, false
		}
	}
	asked = &embeddedQuestion{key: key, done: make(chan struct{})}
	q.recent = append(q.recent, asked)
	if over := len(q.recent) - mostRecent; over > 0 {
		q.recent = slices.Delete(q.recent, 0, over)
	}
	return asked, true
}

// settle wakes those who wait for a question. A question whose embedding failed is
// not kept.
func (q *questions) settle(asked *embeddedQuestion) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if asked.vectors == nil {
		q.recent = slices.DeleteFunc(q.recent,
			func(r *embeddedQuestion) bool { return r == asked })
	}
	close(asked.done)
}
