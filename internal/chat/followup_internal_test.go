package chat

import (
	"testing"

	"github.com/mundap/mundap/internal/embed/e5"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/relevance"
)

// A follow-up asks about one thing in place of another, or leaves out what was said.
func TestFollowUpsAreCompleted(t *testing.T) {
	words := &relevance.Extractor{Embedder: e5.New()}
	for _, c := range []struct {
		name             string
		before, asked    string
		want, ownedFirst string
	}{
		{"a name of the same ending", "강남점 전화번호 알려줘", "해운대점은?", "해운대점 전화번호 알려줘", "해운대점"},
		{"a code", "A396 에러가 뭐예요?", "A205는?", "A205 에러가 뭐예요?", "a205"},
		{"the only subject", "연차는 며칠이에요?", "병가는?", "병가는 며칠이에요?", "병가"},
		{"near in meaning", "해외 출장 일비는 얼마예요?", "그럼 국내는요?", "국내 출장 일비는 얼마예요?", "국내"},
		{"the last word", "사원 출장 일비는 얼마예요?", "숙박비는?", "사원 출장 숙박비는 얼마예요?", "숙박비"},
		{"no counterpart", "서울 기본 요금은 얼마예요?", "부산은?", "부산 서울 기본 요금은 얼마예요?", "부산"},
		{"two words that are joined", "자녀 결혼은 며칠 쉬어?", "그럼 조부모 사망은?", "조부모 사망 자녀 결혼은 며칠 쉬어?", "조부모"},
		{"with a word of asking", "강남점은 몇 시까지 해?", "제주점은 언제까지?", "제주점은 몇 시까지 해? 언제까지", "제주점"},
		{"a name in 도", "강원도 지점은 몇 곳이에요?", "제주도는?", "제주도 강원도 지점은 몇 곳이에요?", "제주"},
		{"a particle before 는", "주말에는 몇 시까지 해요?", "평일에는?", "평일 주말에는 몇 시까지 해요?", "평일"},
		{"a pointer", "육아 휴직은 며칠이야?", "그건 언제까지 신청해?", "육아 휴직 며칠이야 그건 언제까지 신청해?", ""},
		{"no subject", "연차 이월이 되나요?", "언제까지?", "연차 이월 언제까지?", ""},
		{"complete", "연차는 며칠이에요?", "주차 요금은 얼마예요?", "주차 요금은 얼마예요?", ""},
		{"complete without a verb", "연차는 며칠이에요?", "탁구 하루 이용료는?", "탁구 하루 이용료는?", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := followUp{[]history.Call{{Body: c.before}}, words}
			got, own := f.complete(t.Context(), c.asked)
			first := ""
			if len(own) > 0 {
				first = own[0]
			}
			if got != c.want || first != c.ownedFirst {
				t.Errorf("%q, own %q; want %q, %q", got, own, c.want, c.ownedFirst)
			}
		})
	}
}

// The question before is what it was understood as, not what was typed.
func TestFollowUpsOfFollowUps(t *testing.T) {
	past := []history.Call{
		{Body: "과장 출장 일비는 얼마예요?"},
		{Body: "부장은?", Trace: history.Trace{Revised: "부장 출장 일비는 얼마예요?"}},
	}
	words := &relevance.Extractor{Embedder: e5.New()}
	const want = "사원 출장 일비는 얼마예요?"
	if got, _ := (followUp{past, words}).complete(t.Context(), "사원은?"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestQuotesOfAFollowUpAreAboutItsOwnThing(t *testing.T) {
	const text = "연차는 15일입니다. 승인은 팀장이 합니다. 병가는 60일입니다. 승인은 인사팀장이 합니다."
	at := func(passage int, part string, from int) relevance.Sentence {
		start := from
		for text[start:start+len(part)] != part {
			start++
		}
		return relevance.Sentence{Passage: passage, Start: start, End: start + len(part), Text: part}
	}
	leave, first := at(0, "연차는 15일입니다.", 0), at(0, "승인은 팀장이 합니다.", 0)
	sick := at(0, "병가는 60일입니다.", 0)
	second := at(0, "승인은 인사팀장이 합니다.", 0)
	header := relevance.Sentence{Passage: 1, Header: 1, Text: "구분 | 일수"}
	row := relevance.Sentence{Passage: 1, Row: true, Text: "연차 | 15"}
	all := []relevance.Sentence{leave, first, sick, second, header, row}
	for _, c := range []struct {
		name, question string
		words          []string
		want           []relevance.Sentence
	}{
		{"its sentence and the one behind", "병가 승인은 누가 해?", []string{"병가"},
			[]relevance.Sentence{sick, second}},
		{"its sentence", "병가는 며칠이에요?", []string{"병가"}, []relevance.Sentence{sick}},
		{"rows with their header", "연차는 며칠이에요?", []string{"연차"},
			[]relevance.Sentence{leave, header, row}},
		{"nothing has the word", "출산 휴가는 며칠이에요?", []string{"출산"}, all},
		{"no follow-up", "병가는 며칠이에요?", nil, all},
	} {
		got := own(all, c.words, c.question, func(int) string { return text })
		if len(got) != len(c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: %+v, want %+v", c.name, got[i], c.want[i])
			}
		}
	}
}
