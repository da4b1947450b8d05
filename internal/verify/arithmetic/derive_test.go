package arithmetic_test

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/arithmetic"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/scope"
	"github.com/mundap/mundap/internal/verify/view"
)

// seen is a sentence as seen from one passage.
func seen(sentence, text string) *view.View {
	set := scope.New([]*passage.Passage{passage.Read("안내", text)})
	v := &view.View{Set: &set, Passage: set.List[0], Claim: claim.Read(sentence, "", nil)}
	v.Weigh()
	return v
}

// TestDerives has for each way to calculate a value a sentence whose last value
// follows from the passage, and one whose last value does not.
func TestDerives(t *testing.T) {
	const fees = "요금제 | 한 달\n개인 | 5,900원\n팀 | 9,800원"
	for _, c := range []struct{ name, text, right, wrong string }{
		{"a difference", fees, "팀 요금제는 개인 요금제보다 3,900원 비싸요.", "팀 요금제는 개인 요금제보다 4,900원 비싸요."},
		{"a sum", fees, "개인과 팀 요금제를 합하면 15,700원이에요.", "개인과 팀 요금제를 합하면 16,700원이에요."},
		{"a remainder", "장비 | 전체 | 대여 중 | 수리 중\n노트북 | 60 | 42 | 3", "남은 노트북은 15대예요.",
			"남은 노트북은 16대예요."},
		{"a share", "수강료는 80,000원이고 재수강생은 25% 할인한다.", "재수강생은 할인을 받아 60,000원을 내요.",
			"재수강생은 할인을 받아 50,000원을 내요."},
		{"an addition", "공연장 기본 대관료는 평일에 3만 원이다. 주말에는 5,000원이 추가된다.", "공연장 기본 대관료는 주말에 35,000원이에요.",
			"공연장 기본 대관료는 주말에 45,000원이에요."},
		{"a multiple", "대출 기간은 14일이다. 한 번에 7일씩 두 번까지 연장할 수 있다.", "두 번 연장하면 최대 28일까지 빌려요.",
			"두 번 연장하면 최대 35일까지 빌려요."},
		{"a length of time", "점검은 14:00에 시작해 17:00에 끝난다.", "점검은 3시간 걸려요.", "점검은 4시간 걸려요."},
	} {
		for sentence, want := range map[string]bool{c.right: true, c.wrong: false} {
			v := seen(sentence, c.text)
			x := &v.Claim.Values[len(v.Claim.Values)-1]
			if got := arithmetic.Derives(v, x); got != want {
				t.Errorf("%s: %s: %t", c.name, sentence, got)
			}
		}
	}
}

// A value that the sentence doesn't call calculated follows from nothing, even
// if some pair of numbers gives it.
func TestOnlyWhatTheSentenceCallsCalculatedFollows(t *testing.T) {
	v := seen("개인과 팀 요금제의 값은 3,900원이에요.", "요금제 | 한 달\n개인 | 5,900원\n팀 | 9,800원")
	if arithmetic.Derives(v, &v.Claim.Values[0]) {
		t.Error("a difference that nobody speaks of")
	}
}

func TestCountsOfWhatThePassageLists(t *testing.T) {
	const table = "지점 | 전화\n서울 | 02-700-1234\n대전 | 042-700-1234\n부산 | 051-700-1234"
	for sentence, want := range map[string]bool{"지점은 세 곳이에요.": true, "지점은 네 곳이에요.": false} {
		v := seen(sentence, table)
		if got := arithmetic.Listed(v, &v.Claim.Values[0]); got != want {
			t.Errorf("%s: %t", sentence, got)
		}
	}
}

func TestApproximateValues(t *testing.T) {
	for sentence, want := range map[string]bool{"응답률은 약 33%예요.": true, "응답률은 33%예요.": false,
		"응답률은 약 38%예요.": false} {
		v := seen(sentence, "응답률은 33.4%였다.")
		if got := arithmetic.Rounded(v, &v.Claim.Values[0]); got != want {
			t.Errorf("%s: %t", sentence, got)
		}
	}
}
