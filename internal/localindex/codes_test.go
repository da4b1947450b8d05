package localindex_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
)

// confused is an embedder to which every text that holds near is near.
type confused struct{ near string }

var _ embed.Calibrated = confused{}

func (confused) Calibration() *embed.Calibration {
	none := embed.Means{Korean: make([]float32, 4), English: make([]float32, 4)}
	return &embed.Calibration{Same: 1,
		Means: map[embed.Kind]embed.Means{embed.Query: none, embed.Passage: none}}
}

func (confused) Info() embed.Info { return embed.Info{Model: "confused", Dimensions: 4} }

func (c confused) Embed(_ context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, t := range texts {
		vectors[i] = []float32{0, 1, 0, 0}
		if kind == embed.Query || strings.Contains(t, c.near) {
			vectors[i] = []float32{1, 0, 0, 0}
		}
	}
	return vectors, nil
}

// To an encoder one code is like another. The index knows which one it is.
func TestTheCodeThatIsAskedForComesFirst(t *testing.T) {
	ix := open(t, localindex.Options{Embedder: confused{near: "통신"}})
	put(t, ix, "communication", "1", "A508은 통신 이상 에러입니다.")
	put(t, ix, "overheating", "1", "A396은 과열 센서에 이상이 생길 때 나는 에러입니다.")
	for question, want := range map[string]string{
		"what does error A396 mean?": "overheating", "A396": "overheating",
		"what does error A508 mean?": "communication",
		"what does error A999 mean?": "communication", // nothing holds it: the meaning decides
	} {
		if got := find(t, ix, retrieve.Query{Text: question}); len(got) == 0 || got[0] != want {
			t.Errorf("%s: found %v, want %s first", question, got, want)
		}
	}
}

// A passage need not repeat the code when it goes on about the same thing.
func TestTheCodeDoesNotOverruleSureWords(t *testing.T) {
	ix := open(t, localindex.Options{Embedder: confused{near: "가"}})
	put(t, ix, "rating", "1", "엣지 모델의 방수 방진 등급은 IP68이다. 갤럭시 시리즈에서 가장 높다.")
	put(t, ix, "launch", "1", "갤럭시 S7이 바르셀로나에서 발표되었다. 예약 판매가 시작되었다.")
	put(t, ix, "other", "1", "갤럭시 노트의 펜은 가볍다.")
	const question = "갤럭시 S7 엣지 모델의 방수 방진 등급은 무엇인가?"
	if got := find(t, ix, retrieve.Query{Text: question}); len(got) == 0 || got[0] != "rating" {
		t.Errorf("found %v, want rating first", got)
	}
}

// titled puts a document with a title.
func titled(t *testing.T, ix *localindex.Index, name, title, text string) {
	t.Helper()
	id := document.ID(document.Prefix + name)
	err := ix.Put(t.Context(), retrieve.Source{Document: id, Version: "1", Title: title,
		Readers: []auth.Principal{auth.Everyone}}, []document.Chunk{{
		ID: document.NewChunkID(id, "1", 0), Kind: document.Prose, Text: text}})
	if err != nil {
		t.Fatal(err)
	}
}

func first(t *testing.T, ix *localindex.Index, question string) string {
	t.Helper()
	found, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: question})
	if err != nil || len(found) == 0 {
		t.Fatalf("%s: found %d passages, %v", question, len(found), err)
	}
	return strings.TrimPrefix(string(found[0].Document), document.Prefix)
}

// Who asks about the AP-300 does not mean the AP-300 Pro, however near it is.
func TestAVariantComesAfterWhatIsAskedFor(t *testing.T) {
	ix := open(t, localindex.Options{Embedder: confused{near: "AP"}})
	titled(t, ix, "plain", "공기청정기 AP-300", "필터는 아홉 달마다 바꾼다. 잠금은 단추를 5초 누른다.")
	titled(t, ix, "pro", "공기청정기 AP-300 Pro", "필터는 12개월마다 바꾼다.")
	for question, want := range map[string]string{
		"AP-300 필터": "plain", "AP-300 Pro 필터": "pro",
	} {
		if got := first(t, ix, question); got != want {
			t.Errorf("%s: %s comes first", question, got)
		}
	}
}

// Documents that differ in their dates alone are the same to an encoder.
func TestTheDateInAnotherLanguageChoosesTheDocument(t *testing.T) {
	ix := open(t, localindex.Options{Embedder: confused{near: "회의록"}})
	titled(t, ix, "a", "3월 4일 회의록", "참석자는 박지훈과 이수민이다.")
	titled(t, ix, "b", "3월 11일 회의록", "참석자는 정하늘과 최은우이다.")
	titled(t, ix, "c", "5월 11일 회의록", "참석자는 오세라와 강민석이다.")
	titled(t, ix, "d", "Minutes of June 2 (회의록)", "Present were Ann and Bob.")
	titled(t, ix, "v3", "접속 안내 v3 회의록", "인증번호가 있어야 한다.")
	for question, want := range map[string]string{
		"Who attended the meeting on March 11?":          "b",
		"Who was there on the 4th of March?":             "a",
		"Tell me who came in May":                        "c",
		"6월 2일에는 누가 왔나요?":                                "d",
		"What do I need for version 3 of remote access?": "v3",
	} {
		if got := first(t, ix, question); got != want {
			t.Errorf("%s: %s comes first", question, got)
		}
	}
}
