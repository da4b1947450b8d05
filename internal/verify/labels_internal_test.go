package verify

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/evidence"
)

// TestLabelsAndTopicsOfValues has sentences about values that name what other values are of:
// sizes of rows, days of the week, periods, and codes of a title. A rule objects to the wrong
// ones alone.
func TestLabelsAndTopicsOfValues(t *testing.T) {
	for _, c := range []struct{ name, title, text, right, wrong string }{
		{"a day that a clause is about", "수영장 안내", "수영장은 평일 06:00부터 22:00까지, 토요일은 08:00부터 18:00까지 연다. 일요일에는 쉰다.",
			"수영장은 토요일에는 오전 8시에 열어 오후 6시에 닫습니다.", "수영장은 토요일 밤 10시까지 이용할 수 있어요."},
		{"a size is no number of things", "대형 폐기물 수수료표 (단위: 원)", "품목 | 규격 | 수수료\n소파 | 1인용 | 4,000\n소파 | 3인용 | 9,000\n책상 | 1m 미만 | 3,000",
			"3인용 소파는 9,000원입니다.", "3인용 소파는 12,000원입니다."},
		{"the row with the size", "대형 폐기물 수수료표 (단위: 원)", "품목 | 규격 | 수수료\n소파 | 1인용 | 4,000\n소파 | 3인용 | 9,000\n책상 | 1m 미만 | 3,000",
			"1인용 소파는 4,000원을 냅니다.", "1인용 소파는 9,000원을 냅니다."},
		{"two rows added", "대형 폐기물 수수료표 (단위: 원)", "품목 | 규격 | 수수료\n소파 | 3인용 | 9,000\n매트리스 | 2인용 | 10,000\n자전거 | 어른용 | 3,000",
			"2인용 매트리스와 어른용 자전거를 함께 버리면 총 13,000원이에요.", "2인용 매트리스와 어른용 자전거를 함께 버리면 총 14,000원이에요."},
		{"the period beside the amount", "지침", "점검 보고서는 매월 내며 점검은 연 1회 한다.",
			"점검은 연 1회 해요.", "점검은 연 12회 해요."},
		{"a bound in much larger units", "설명서", "어린이 잠금은 단추를 5초 동안 누르면 켜진다. 예약은 24시간까지 할 수 있다.",
			"어린이 잠금은 단추를 5초간 누르면 켜집니다.", "어린이 잠금은 단추를 3초간 누르면 켜집니다."},
		{"the code of the title", "제습기 DH-180 설명서", "DH-180은 하루에 최대 18리터를 제습한다. E2는 팬 모터 이상, E4는 물통이 제자리에 없다는 뜻이다.",
			"DH-180에 E2가 표시되면 팬 모터에 이상이 있다는 의미예요.", "DH-180에 E4가 표시되면 팬 모터에 이상이 있다는 의미예요."},
		{"days with a comma", "방과후 안내", "강좌 | 요일 | 시간\n바이올린 | 월, 수 | 14:00\n코딩 | 화, 목 | 15:00",
			"코딩은 화·목요일 오후 3시에 합니다.", "코딩은 월·수요일 오후 3시에 합니다."},
	} {
		p := Prepare([]Passage{{c.title, c.text}})
		for sentence, objects := range map[string]bool{c.right: false, c.wrong: true} {
			_, opinions := evidence.Compare(&p.set, p.read(Sentence{Text: sentence}))
			if got := opinions[0].Problem != nil; got != objects {
				t.Errorf("%s: %s: objects: %t", c.name, sentence, got)
			}
		}
	}
}

// TestRowsWithValuesInTheirLabelsAreAdded: the rows that a sum comes from may be told apart by
// a size in another cell than the first.
func TestRowsWithValuesInTheirLabelsAreAdded(t *testing.T) {
	p := Prepare([]Passage{{"대형 폐기물 수수료표 (단위: 원)", "품목 | 규격 | 수수료\n소파 | 3인용 | 9,000\n침대 매트리스 | 1인용 | 6,000\n" +
		"침대 매트리스 | 2인용 | 10,000\n책상 | 1m 미만 | 3,500\n자전거 | 어른용 | 3,000\n자전거 | 어린이용 | 2,000"}})
	for sentence, missing := range map[string]bool{
		"2인용 매트리스와 어른용 자전거를 함께 버리면 총 13,000원이에요.": false,
		"2인용 매트리스와 어른용 자전거를 함께 버리면 총 14,000원이에요.": true,
	} {
		views, _ := evidence.Compare(&p.set, p.read(Sentence{Text: sentence}))
		if got := len(views[0].Faults) > 0; got != missing {
			t.Errorf("%s: %t", sentence, got)
		}
	}
}
