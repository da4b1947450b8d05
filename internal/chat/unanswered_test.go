package chat_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/retrieve"
)

func TestAnEmptyLibraryAsksForDocuments(t *testing.T) {
	b := newBench(t)
	w, _ := b.run(b.question("연차 휴가는 며칠인가요?"))
	b.contains(w.Text(), "문서를 먼저 올려 주세요")
	b.put("남의 것.txt", []auth.Principal{"lee"}, "연차 휴가는 15일이다.")
	w, _ = b.run(b.question("연차 휴가는 며칠인가요?"))
	b.contains(w.Text(), "문서를 먼저 올려 주세요")
}

func TestPassagesThatDoNotAnswerAreShownAsRelated(t *testing.T) {
	b := newBench(t)
	b.put("MX-500.txt", everyone, "복합기 MX-500의 토너는 TN-50을 쓰고 한 통으로 8,000장을 인쇄한다.")
	w, c := b.run(b.question("MX-500의 무게는 몇 kg인가요?"))
	b.contains(w.Text(), "답을 찾지 못했어요")
	b.lacks(w.Text(), "TN-50")
	if len(w.Refs) != 1 || !w.Refs[0].Related || c.Trace.Kept != 0 {
		t.Errorf("sources %+v, %d kept", w.Refs, c.Trace.Kept)
	}
	w, _ = b.run(b.question("MX-500의 토너 한 통으로 몇 장을 인쇄하나요?"))
	b.contains(w.Text(), "8,000장")
	if len(w.Refs) != 1 || w.Refs[0].Related {
		t.Errorf("sources %+v", w.Refs)
	}
}

func TestACodeAloneIsAnsweredInTheClientsLanguage(t *testing.T) {
	b := newBench(t)
	b.put("boiler.txt", everyone, "A396은 보일러의 과열 안전장치가 작동했다는 뜻이다.")
	for body, want := range map[string]string{"A396": "ko", "What does A396 mean": "en"} {
		r := b.question(body)
		r.Language = "ko"
		w, c := b.run(r)
		if c.Language != want {
			t.Errorf("%s is answered in %q: %+v %q", body, c.Language, w.Heading, w.Text())
		}
	}
}

func TestAModelsAnswerThatConcedesIsLabelled(t *testing.T) {
	for name, test := range map[string]struct {
		answer   string
		verdicts string
		labelled bool
	}{
		"it only concedes":                    {"제공된 문서에는 토너 가격이 적혀 있지 않습니다.", "no_claim", true},
		"in English":                          {"The documents do not mention the price.", "no_claim", true},
		"it concedes and answers anyway":      {"제공된 문서에는 토너 가격이 적혀 있지 않습니다. 보통 8만 원쯤 합니다.", "no_claim unsupported", true},
		"it answers from general knowledge":   {"토너 가격은 8만 원입니다.", "unsupported", true},
		"it concedes within a false sentence": {"가격은 문서에 나와 있지 않지만, 토너 한 통으로 3,000장을 인쇄합니다.", "unsupported", true},
		"it concedes a part and answers one":  {"토너 한 통으로 8,000장을 인쇄합니다. 가격은 문서에 나와 있지 않습니다.", "supported no_claim", false},
	} {
		b := newBench(t)
		b.put("MX-500.txt", everyone, "복합기 MX-500의 토너는 TN-50을 쓰고 한 통으로 8,000장을 인쇄한다.")
		b.model(llm.Say(test.answer))
		w, c := b.run(b.question("MX-500의 토너 한 통으로 몇 장을 인쇄하고 가격은 얼마인가요?"))
		if got := supports(c); got != test.verdicts {
			t.Errorf("%s: %s", name, got)
		}
		if c.Label.IsZero() == test.labelled || w.Refs[0].Related != test.labelled {
			t.Errorf("%s: %q, %+v", name, c.Label.Ko, w.Refs)
		}
	}
}

// nearSentences is a store that says how near the sentences of its passages come.
type nearSentences struct {
	retrieve.Retriever
	part float64
}

func (s nearSentences) Retrieve(ctx context.Context, scope auth.Scope,
	q retrieve.Query) ([]retrieve.Passage, error) {
	found, err := s.Retriever.Retrieve(ctx, scope, q)
	for i := range found {
		found[i].Match = &retrieve.Match{Part: &s.part}
	}
	return found, err
}

// TestAModelReadsPassagesThatComeNearTheBar because it can tell better than a number
// whether they answer. They are sources only if they support what it says.
func TestAModelReadsPassagesThatComeNearTheBar(t *testing.T) {
	for name, test := range map[string]struct {
		part     float64
		answer   string
		reads    bool
		labelled bool
	}{
		"they answer":                {0.65, "반려견은 테라스에만 앉을 수 있어요.", true, false},
		"they do not":                {0.65, "제공된 문서에는 강아지에 대한 내용이 없습니다.", true, true},
		"the model knows it all":     {0.65, "강아지는 30kg까지 데려갈 수 있습니다.", true, true},
		"they are far below the bar": {0.1, "일반적으로 그래요.", false, true},
	} {
		b := newBench(t)
		b.put("cafe.txt", everyone, "카페에서 반려견은 테라스에만 앉을 수 있다.")
		b.config.Stores = []retrieve.Retriever{nearSentences{b.local, test.part}}
		m := b.model(llm.Say(test.answer))
		w, c := b.run(b.question("카페에 강아지 데려가도 되나요?"))
		if got := strings.Contains(said(m.Requests()[0]), "테라스"); got != test.reads {
			t.Errorf("%s: the model read the passage: %v", name, got)
		}
		if c.Label.IsZero() == test.labelled ||
			len(w.Refs) > 0 && w.Refs[0].Related != test.labelled {
			t.Errorf("%s: %q, %+v", name, c.Label.Ko, w.Refs)
		}
		if test.reads && len(w.Refs) == 0 {
			t.Errorf("%s: no sources", name)
		}
	}
}

// TestSentencesAreNotQuotedFromPassagesBelowTheBar when the model cannot be reached.
func TestSentencesAreNotQuotedFromPassagesBelowTheBar(t *testing.T) {
	b := newBench(t)
	b.put("cafe.txt", everyone, "카페에서 반려견은 테라스에만 앉을 수 있다.")
	b.config.Stores = []retrieve.Retriever{nearSentences{b.local, 0.65}}
	b.model(llm.Fail(fault.Newf(fault.Unavailable, "no model")))
	w, _ := b.run(b.question("카페에 강아지 데려가도 되나요?"))
	b.contains(w.Text(), "답을 찾지 못했어요")
	if len(w.Refs) != 1 || !w.Refs[0].Related {
		t.Errorf("%+v", w.Refs)
	}
}
