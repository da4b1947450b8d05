//go:build !nodict

package lambdafn

import (
	"fmt"
	"iter"
	"log/slog"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex"
)

// room bounds the index. A function that searches it fetches all of its
// segments first, within the time that a question waits for a store; an
// instance that can't do so would fail every question.
type room struct {
	limit int64        // bytes of segments; 0: no limit
	log   *slog.Logger // nil: nothing is logged
}

const (
	// perPassage is the size in bytes that a passage with its vector is expected
	// to have in a segment, as long as the index has too few to tell. See
	// docs/aws.md.
	perPassage = 2700
	// tellingPassages is from how many passages on the index's own average counts.
	tellingPassages = 10_000
	// kept is the share of the limit that no document may use, because the sizes
	// of what comes are estimates, and deleted passages stay until segments merge.
	kept = 0.1
)

// within passes chunks on as long as the index has room for them. After that,
// it fails with fault.NotConfigured, which ends the indexing of the document
// and changes nothing.
func (r room) within(s localindex.Stats, chunks iter.Seq2[document.Chunk, error]) iter.Seq2[document.Chunk, error] {
	if r.limit == 0 {
		return chunks
	}
	each := int64(perPassage)
	if s.Passages >= tellingPassages {
		each = s.Bytes / int64(s.Passages)
	}
	most := int64(float64(r.limit) * (1 - kept))
	return func(yield func(document.Chunk, error) bool) {
		size := s.Bytes
		for c, err := range chunks {
			if size += each; err == nil && size > most {
				yield(document.Chunk{}, r.full(s))
				return
			}
			if !yield(c, err) {
				return
			}
		}
	}
}

// full is why a document can't be indexed.
func (r room) full(s localindex.Stats) error {
	return fault.New(fault.NotConfigured,
		fmt.Sprintf("검색 색인이 지금 구성의 한도(%d MB)까지 차서 이 문서를 더 넣지 못했어요. 관리자가 검색 서버나 OpenSearch를 켠 다음 다시 시도해 주세요.", r.limit/megabyte),
		fmt.Sprintf("The search index has reached the limit of this deployment (%d MB), so this document could not be added. Try again after an administrator has set up search readers or OpenSearch.", r.limit/megabyte)).
		WithCause(fmt.Errorf("the index has %d passages and %d bytes", s.Passages, s.Bytes))
}

// megabyte is the unit of the setting.
const megabyte = 1_000_000

// tell logs the size of the index after a change. CloudWatch makes a metric of
// the line's fields.
func (r room) tell(s localindex.Stats) {
	if r.log == nil {
		return
	}
	r.log.Info("the index was changed", "index_mb", float64(s.Bytes)/megabyte,
		"index_passages", s.Passages, "index_limit_mb", r.limit/megabyte)
}
