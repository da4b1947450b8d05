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

// room limits the size of the index. A function that searches it first fetches
// all of its segments, within the time that a question waits for a store. If
// that takes longer, every question fails.
type room struct {
	limit int64        // bytes of segments; 0 means no limit
	log   *slog.Logger // nil: nothing is logged
}

const (
	// perPassage is the expected size in bytes of a passage with its vector in a
	// segment. It is used while the index has too few passages to tell. See
	// docs/aws.md.
	perPassage = 2700
	// tellingPassages is the number of passages from which on the average of the
	// index itself is used.
	tellingPassages = 10_000
	// kept is the share of the limit that documents must leave free: the sizes of
	// new passages are estimates, and deleted passages stay until segments merge.
	kept = 0.1
)

// within passes chunks on as long as the index has room for them. After that,
// it fails with fault.NotConfigured, which stops the indexing of the document
// without a change to the index.
func (r room) within(s localindex.Stats, chunks iter.Seq2[document.Chunk, error]) iter.Seq2[document.Chunk, error] {
	if r.limit == 0 {
		return chunks
	}
	each := int64(perPassage)
	if s.Passages >= tellingPassages {
		each = s.Bytes / int64(s.Passages)
	}
	most := r.most()
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

// most is the size from which on documents are refused.
func (r room) most() int64 { return int64(float64(r.limit) * (1 - kept)) }

// full is the error of a document that the index has no room for.
func (r room) full(s localindex.Stats) error {
	return fault.New(fault.NotConfigured,
		fmt.Sprintf("검색 색인이 한도(%d MB)에 이르러 이 문서를 추가하지 못했어요. 관리자가 검색 서버나 OpenSearch를 설정한 다음 다시 시도해 주세요.", r.limit/megabyte),
		fmt.Sprintf("The search index has reached this deployment's limit (%d MB), so this document could not be added. Try again after an administrator has set up search readers or OpenSearch.", r.limit/megabyte)).
		WithCause(fmt.Errorf("the index has %d passages and %d bytes", s.Passages, s.Bytes))
}

// megabyte is the unit of the setting.
const megabyte = 1_000_000

// tell logs the size of the index after a change. CloudWatch turns the fields
// of the line into a metric.
func (r room) tell(s localindex.Stats) {
	if r.log == nil {
		return
	}
	r.log.Info("the index was changed", "index_mb", float64(s.Bytes)/megabyte,
		"index_passages", s.Passages, "index_limit_mb", r.limit/megabyte)
}
