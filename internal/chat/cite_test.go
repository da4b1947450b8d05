package chat_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/llm"
)

// readRecords counts how often a record is read.
type readRecords struct {
	chat.Documents
	reads atomic.Int32
}

func (r *readRecords) Get(ctx context.Context, id document.ID) (document.Document, error) {
	r.reads.Add(1)
	return r.Documents.Get(ctx, id)
}

// TestADocumentIsMarkedAsCitedOnce, however many of its passages an answer rests
// on: on AWS each time is a request to DynamoDB before the answer begins.
func TestADocumentIsMarkedAsCitedOnce(t *testing.T) {
	var reads []int32
	for _, texts := range [][]string{
		{"정규직의 연차 휴가는 1년에 15일이다."},
		{"정규직의 연차 휴가는 1년에 15일이다.", "계약직의 연차 휴가는 1년에 12일이다."},
	} {
		b := newBench(t)
		records := &readRecords{Documents: b.documents}
		b.config.Documents = records
		b.put("취업규칙.pdf", everyone, texts...)
		b.model(llm.Say("연차는 15일이에요 [1]."))
		if _, c := b.run(b.question("연차 휴가는 며칠인가요?")); len(c.Sources) != len(texts) {
			t.Fatalf("sources %+v", c.Sources)
		}
		reads = append(reads, records.reads.Load())
	}
	if reads[0] != reads[1] {
		t.Errorf("%d reads of the record with one source, %d with two", reads[0], reads[1])
	}
}
