package relevance

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/retrieve"
)

// scripted is an encoder for which a text is near a question as far as the first key
// that it contains says, from 0 to 1. It counts the texts that it embeds.
type scripted struct {
	near  map[string]float64
	err   error
	texts int
}

func (s *scripted) Info() embed.Info { return embed.Info{Model: "scripted", Dimensions: 2} }

func (s *scripted) Calibration() *embed.Calibration {
	none := embed.Means{Korean: []float32{0, 0}, English: []float32{0, 0}}
	return &embed.Calibration{Same: 1,
		Means: map[embed.Kind]embed.Means{embed.Query: none, embed.Passage: none}}
}

func (s *scripted) Embed(_ context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
	if s.err != nil {
		return nil, s.err
	}
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = []float32{0, 1}
		if kind == embed.Query {
			vectors[i] = []float32{1, 0}
			continue
		}
		s.texts++
		for part, near := range s.near {
			if strings.Contains(text, part) {
				vectors[i] = []float32{float32(near), float32(1 - near)}
			}
		}
	}
	return vectors, nil
}

const leaving = "제12조(근로시간)\n1주간의 근로시간은 40시간까지로 한다.\n\n" +
	"제31조(사직)\n퇴직하려는 사원은 퇴직 예정일 30일 전까지 사직원을 제출하여야 한다."

// TestASentenceNearInMeaningAnswers asks in words that the document does not use.
func TestASentenceNearInMeaningAnswers(t *testing.T) {
	const q = "회사를 그만두려면 언제까지 알려야 하나요?"
	e := &scripted{near: map[string]float64{"사직원": 0.9, "근로시간": 0.2}}
	got := texts((&Extractor{Embedder: e}).Extract(t.Context(), q, passagesOf(leaving), 1))
	if len(got) != 1 || !strings.Contains(got[0], "사직원") {
		t.Errorf("%q", got)
	}
	e.err = errors.New("no encoder today")
	want := texts(extract(q, passagesOf(leaving), 1))
	got = texts((&Extractor{Embedder: e}).Extract(t.Context(), q, passagesOf(leaving), 1))
	if !slices.Equal(got, want) {
		t.Errorf("when the encoder fails: %q, by words %q", got, want)
	}
}

// TestOnlyAFewSentencesAreEmbedded because each costs time, and none where the words
// are sure.
func TestOnlyAFewSentencesAreEmbedded(t *testing.T) {
	text := leaving + strings.Repeat("\n\n근로시간에 대한 다른 규정이 여기에 이어진다. 그다음 문장도 있다.", 20)
	e := &scripted{}
	x := &Extractor{Embedder: e}
	x.Extract(t.Context(), "회사를 그만두려면 언제까지 알려야 하나요?", passagesOf(text), 3)
	if e.texts == 0 || e.texts > mostNear {
		t.Errorf("%d sentences were embedded, at most %d wanted", e.texts, mostNear)
	}
	e.texts = 0
	x.Extract(t.Context(), "퇴직 예정일 며칠 전까지 사직원을 제출하나요?", passagesOf(text), 3)
	if e.texts != 0 {
		t.Errorf("%d sentences were embedded for a question in the document's own words", e.texts)
	}
}

// TestThePassageThatComesFirstIsKept where a later one passes the bar.
func TestThePassageThatComesFirstIsKept(t *testing.T) {
	near, far := 0.9, 0.0
	passage := func(part *float64, text string) retrieve.Passage {
		return retrieve.Passage{Text: text, Match: &retrieve.Match{Part: part}}
	}
	first, second := passage(&far, "병가가 4일 이상이면 진단서를 낸다."), passage(&near, "휴게시간은 12시부터다.")
	first.Score, second.Score = 2, 1
	j := new(Judge)
	alone, err := j.Judge(t.Context(), Question{Text: "아파서 쉬려면 무엇이 필요해요?"}, []retrieve.Passage{first})
	if err != nil || len(alone.Answers(4)) != 0 {
		t.Fatalf("alone, it should not answer: %v %v", alone, err)
	}
	both, err := j.Judge(t.Context(), Question{Text: "아파서 쉬려면 무엇이 필요해요?"},
		[]retrieve.Passage{first, second})
	if kept := both.Answers(4); err != nil || len(kept) != 2 || kept[0].Text != first.Text {
		t.Errorf("%v %v", kept, err)
	}
}

// TestAMissingVerbWeighsLess than a missing noun: the document may say it otherwise.
func TestAMissingVerbWeighsLess(t *testing.T) {
	part := 0.7
	judged := func(question, lacking string, weight float64) bool {
		at := strings.Index(question, lacking)
		p := retrieve.Passage{Text: "퇴직하려는 사원은 예정일 30일 전까지 사직원을 제출하여야 한다.",
			Match: &retrieve.Match{Query: question, Part: &part, Words: []retrieve.Word{
				{Text: "사원", End: len("사원"), Weight: 2, Found: retrieve.Exactly},
				{Text: lacking, Start: at, End: at + len(lacking), Weight: weight, Found: retrieve.Nowhere},
			}}}
		got, err := new(Judge).Judge(t.Context(), Question{Text: question}, []retrieve.Passage{p})
		return err == nil && len(got.Answers(1)) == 1
	}
	// A verb's weight counts 0.3 times: both concepts weigh the same.
	if !judged("사원이 그만두려면 어떻게 하나요?", "그만두", 3/verbFactor) {
		t.Error("a passage that lacks the verb is refused")
	}
	if judged("사원의 주차권은 어떻게 하나요?", "주차권", 3) {
		t.Error("a passage that lacks the noun answers")
	}
}
