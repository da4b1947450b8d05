package relevance

import (
	"slices"
	"testing"
)

// TestAnAnnouncementBringsItsList because it says nothing by itself.
func TestAnAnnouncementBringsItsList(t *testing.T) {
	const letter = "학부모님, 안녕하십니까?\n\n현장체험학습을 아래와 같이 실시합니다.\n\n" +
		"1. 일시: 10월 22일\n2. 장소: 과학관\n3. 경비: 28,500원\n\n감사합니다."
	const papers = "사원은 다음 각 호의 서류를 입사일에 제출한다. 1. 등본 2. 졸업증명서\n\n급여는 25일에 준다."
	for _, c := range []struct {
		name, question, text string
		want                 []string
	}{
		{"the items", "입사할 때 제출하는 서류는 뭔가요?", papers,
			[]string{"사원은 다음 각 호의 서류를 입사일에 제출한다.", "1. 등본 2. 졸업증명서"}},
		{"the item with the form that is asked for", "체험학습 비용은 얼마예요?", letter,
			[]string{"3. 경비: 28,500원"}},
	} {
		if got := texts(extract(c.question, passagesOf(c.text), 2)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestGreetingsAnswerNothing however much they share with the question.
func TestGreetingsAnswerNothing(t *testing.T) {
	const notice = "안녕하세요, 인사팀 오세린입니다. 인사팀은 3층에 있습니다.\n\n감사합니다."
	got := texts(extract("인사팀 오세린은 어디에 있나요?", passagesOf(notice), 3))
	if !slices.Equal(got, []string{"인사팀은 3층에 있습니다."}) {
		t.Errorf("%q", got)
	}
}

// TestARowOfNameAndValueStandsAlone in a table without a header.
func TestARowOfNameAndValueStandsAlone(t *testing.T) {
	const data = "크기 | 260 × 480 mm\n무게 | 17.5 kg\n색 | 흰색"
	got := extract("정수기 무게는?", passagesOf(data), 1)
	if len(got) != 1 || !got[0].Pair || got[0].Text != "무게 | 17.5 kg" {
		t.Errorf("%+v", got)
	}
	const years = "구분 | 2026년\n매출 | 30억 원\n이익 | 2억 원"
	got = extract("이익은 얼마예요?", passagesOf(years), 1)
	if len(got) != 2 || got[0].Header != 1 || !got[1].Row {
		t.Errorf("a year is the name of a column: %+v", got)
	}
}

// TestOneRowIsNamed by a short code, or by the question's own words rather than by
// those that stand for them.
func TestOneRowIsNamed(t *testing.T) {
	const faults = "증상 | 조치\n온수가 안 나와요 | 버튼을 누르세요\nE3 표시가 깜박여요 | 밸브를 잠그세요"
	got := texts(extract("E3이 뜨면 어떻게 해요?", passagesOf(faults), 3))
	if !slices.Equal(got, []string{"증상 | 조치", "E3 표시가 깜박여요 | 밸브를 잠그세요"}) {
		t.Errorf("%q", got)
	}
}

// TestANumberWithTheSymbolOfItsUnitIsNoCode although it looks like one.
func TestANumberWithTheSymbolOfItsUnitIsNoCode(t *testing.T) {
	for word, want := range map[string]bool{"2.2m": false, "90W": false, "500ml": false, "16GB": false,
		"A396": true, "E3": true, "v1.2": true, "3M": false, "1042x": true} {
		if _, got := codeLike(word); got != want {
			t.Errorf("%s: %v, want %v", word, got, want)
		}
	}
}
