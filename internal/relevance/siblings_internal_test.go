package relevance

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

func TestAPassageAboutAnotherOfAKindIsRecognised(t *testing.T) {
	for _, test := range []struct {
		question, title, text string
		sibling               bool
	}{
		// years
		{"2023년 재택근무는 주 몇 회였어?", "재택근무 지침 2024", "재택근무는 주 2회까지 한다.", true},
		{"2024년 재택근무는 주 몇 회야?", "재택근무 지침 2024", "재택근무는 주 2회까지 한다.", false},
		{"2023년보다 며칠 늘었어?", "재택근무 지침 2024", "2023년보다 하루 늘었다.", false},
		{"2023년 매출", "매출 보고", "매출은 늘었다.", false},
		// dates of meetings
		{"10월 27일 회의 참석자는 누구야?", "주간 회의록 10월 20일", "다음 회의는 10월 27일에 한다.", true},
		{"5월 회의 참석자는 누구야?", "생산 회의록 4월 8일", "다음 회의는 5월 13일.", true},
		{"4월 회의 참석자는 누구야?", "생산 회의록 4월 8일", "참석: 문태식", false},
		{"5월에 교체하기로 한 펌프는?", "생산 회의록 4월 8일", "펌프를 5월에 교체한다.", false},
		{"4월9일운영위원회위원장누구였어", "운영위원회 회의록 (3월 12일)", "다음 회의는 4월 9일에 연다.", true},
		{"4월 9일 정기 교육 강사는?", "정기 교육 안내 (4월 9일)", "강사는 두 명이다.", false},
		// numbers in titles
		{"5층 복합기 컬러 출력", "복합기 안내 (2층)", "컬러는 한 달 200장까지이다.", true},
		{"2층 복합기 컬러 출력", "복합기 안내 (2층)", "컬러는 한 달 200장까지이다.", false},
		{"5층 복합기 컬러 출력", "복합기 안내 (2층)", "5층 복합기도 같다.", false},
		{"5층 복합기 컬러 출력", "복합기 안내", "2층 복합기는 컬러가 안 된다.", false},
		// branches and stations
		{"강남점 몇 시에 문 열어?", "마포점 운영 안내", "오전 10시에 문을 연다.", true},
		{"마포점 몇 시에 문 열어?", "마포점 운영 안내", "오전 10시에 문을 연다.", false},
		{"동편체육센터는언제쉬나요", "동편 체육 센터 이용 안내", "월요일에 쉰다.", false},
		{"이 제품의 문제점이 뭐야?", "마포점 운영 안내", "오전 10시에 문을 연다.", false},
		{"수영장이 없는 센터", "동편 체육 센터 이용 안내", "월요일에 쉰다.", false},
		{"어느 지점이 늦게까지 열어?", "마포점 운영 안내", "밤 10시에 닫는다.", false},
		{"수원역 통근 버스 시간", "통근 버스 안내", "동탄역과 병점역에서 출발합니다.", true},
		{"병점역 통근 버스 시간", "통근 버스 안내", "동탄역과 병점역에서 출발합니다.", false},
		// one of several by its letter or number
		{"프레스 C형 유압은?", "프레스 B형 작업 표준서", "유압은 16바이다.", true},
		{"1라인 불량률은?", "생산 보고", "2라인 불량률은 1.9%이다.", true},
		{"라 지역 일비는?", "해외 출장비", "가 지역은 80달러, 나 지역은 60달러이다.", true},
		{"나 지역 일비는?", "해외 출장비", "가 지역은 80달러, 나 지역은 60달러이다.", false},
	} {
		verdicts := []Verdict{{Passage: retrieve.Passage{Title: test.title, Text: test.text}}}
		markSiblings(test.question, verdicts)
		if verdicts[0].sibling != test.sibling {
			t.Errorf("%s: %s: sibling %t", test.question, test.title, verdicts[0].sibling)
		}
	}
}

func TestFilesWithoutTitlesAreToldApartByTheirNames(t *testing.T) {
	verdicts := []Verdict{{Passage: retrieve.Passage{Document: "docs/일산점 운영 안내.txt",
		Text: "오전 11시에 문을 연다."}}}
	markSiblings("강남점 몇 시에 열어?", verdicts)
	if !verdicts[0].sibling {
		t.Error("another branch by its file's name is not recognised")
	}
}

// TestTitlesThatDifferInAWordTellSiblings judges documents that are told apart
// by a word that only their titles show to be a name.
func TestTitlesThatDifferInAWordTellSiblings(t *testing.T) {
	silver := retrieve.Passage{Title: "멤버십 실버 혜택", Score: 1, Text: "한 해에 30만 원 이상 사면 실버 " +
		"회원이 됩니다. 구매액의 1%를 적립합니다."}
	gold := retrieve.Passage{Title: "멤버십 골드 혜택", Score: 2, Text: "한 해에 100만 원 이상 사면 골드 " +
		"회원이 됩니다. 구매액의 3%를 적립하고 수선은 세 번까지 공짜입니다."}
	got := judge(t, Question{Text: "실버 회원 구매액 적립"}, gold, silver)
	if got[0].Title != silver.Title || !got[0].meant || got[1].Answers || !got[1].sibling {
		t.Errorf("%+v", got)
	}
	for _, question := range []string{"골드와 실버 회원 적립 차이", "회원 적립"} {
		got := judge(t, Question{Text: question}, gold, silver)
		if slices.ContainsFunc(got, func(v Verdict) bool { return v.sibling }) {
			t.Errorf("%s: %+v", question, got)
		}
	}
	// titles with three words in common
	home := retrieve.Passage{Title: "국내 출장 여비 기준", Text: "국내 출장의 숙박비는 실비로 지급하되 서울은 " +
		"1박 10만 원까지 인정한다. 일비와 식비는 하루 2만 원씩이다. 다녀온 사람은 7일 안에 정산한다."}
	abroad := retrieve.Passage{Title: "국외 출장 여비 기준", Text: "국외 출장은 20일 전까지 계획서를 낸다. 숙박비 " +
		"상한은 1박에 220달러이며 일비는 30달러다. 귀국 후 30일 안에 보고서를 등록한다."}
	for _, v := range judge(t, Question{Text: "국외 출장 보험"}, home, abroad) {
		if v.sibling != (v.Title == home.Title) {
			t.Errorf("%+v", v)
		}
	}
	// titles that are alike by chance
	cut := retrieve.Passage{Title: "단수 안내", Text: "물탱크를 청소한다."}
	shop := retrieve.Passage{Title: "마포점 안내", Text: "오전 10시에 문을 연다."}
	for _, v := range judge(t, Question{Text: "마포점 물탱크"}, cut, shop) {
		if v.Title == cut.Title && v.sibling {
			t.Errorf("%+v", v)
		}
	}
}

// TestAnotherOfAKindSaysNothingAboutTheOneThatIsMeant judges a passage that the
// question names, beside one of the same kind that is nearer in meaning.
func TestAnotherOfAKindSaysNothingAboutTheOneThatIsMeant(t *testing.T) {
	const text = "Who attended the weekly meeting on March 11?"
	minutes := func(title string, meaning float64) retrieve.Passage {
		return retrieve.Passage{Title: title, Text: "참석: 박지훈, 이수민. 광고비를 정했다.",
			Match: place(meaning)}
	}
	verdicts := []Verdict{{Passage: minutes("3월 11일 주간회의록", 0.4)},
		{Passage: minutes("3월 18일 주간회의록", 0.8)}}
	for i := range verdicts {
		verdicts[i].meaning = verdicts[i].Match.Meaning
	}
	markSiblings(text, verdicts)
	b := bench{question: Question{Text: text}, verdicts: verdicts}
	b.measureBehind()
	if verdicts[0].behind != 0 || verdicts[1].behind != 0 || !verdicts[0].meant {
		t.Errorf("%+v", verdicts)
	}
}

func TestAFirstLineThatReadsLikeATitleTellsDocumentsApart(t *testing.T) {
	survey := retrieve.Passage{Document: "docs/survey.txt",
		Text: "2025년 만족도 조사 결과\n응답률은 76%이다."}
	later, sentence := survey, survey
	later.Start = 2000 // its first line is no title
	sentence.Text = "2025년에 만족도를 조사했다.\n응답률은 76%이다."
	passages := []retrieve.Passage{survey, later, sentence}
	want := []retrieve.Kin{retrieve.Sibling, retrieve.NoKin, retrieve.NoKin}
	if got := Kin("2024년 만족도 조사의 응답률은?", passages); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestWhatAStoreSaysOfKinIsNotJudgedAgain(t *testing.T) {
	const question = "강남점 영업시간"
	mapo := retrieve.Passage{Title: "마포점 안내", Text: "오전 10시에 문을 연다."}
	for kin, sibling := range map[retrieve.Kin]bool{
		retrieve.NoKin: false, retrieve.Sibling: true, retrieve.KinUnknown: true,
	} {
		mapo.Match = &retrieve.Match{Query: question, Kin: kin}
		verdicts := []Verdict{{Passage: mapo}}
		if markSiblings(question, verdicts); verdicts[0].sibling != sibling {
			t.Errorf("%d: sibling %t", kin, verdicts[0].sibling)
		}
	}
	mapo.Match = &retrieve.Match{Query: "마포점 영업시간", Kin: retrieve.NoKin}
	verdicts := []Verdict{{Passage: mapo}}
	if markSiblings(question, verdicts); !verdicts[0].sibling {
		t.Error("what is said of another question counts")
	}
}

// TestLabelsOfAKindAreFoundWhereverTheExpressionFindsThem compares the quick search
// for a kind with the expressions, on texts made of what names consist of.
func TestLabelsOfAKindAreFoundWhereverTheExpressionFindsThem(t *testing.T) {
	parts := strings.Split("일산|수원|마포|a|b|12|7|가|라|\t| |  |\n|점|역|지점|형|동|호점|층|차|학년|지역|은|의|,|!", "|")
	rng := rand.New(rand.NewPCG(1, 1))
	hits := 0
	for range 20_000 {
		var b strings.Builder
		for range 1 + rng.IntN(8) {
			b.WriteString(parts[rng.IntN(len(parts))])
		}
		text := b.String()
		for _, pattern := range []*labelPattern{branch, letter, numbered} {
			for _, m := range pattern.expression.FindAllStringSubmatch(text, -1) {
				l := label{m[1], m[2]}
				if noBranch.MatchString(l.name) {
					continue
				}
				if hits++; !slices.Contains(pattern.findOf([]label{{"x", l.kind}}, text), l) ||
					!slices.Contains(pattern.find(text), l) {
					t.Fatalf("%q: %v is not found", text, l)
				}
			}
		}
	}
	if hits < 1000 {
		t.Errorf("only %d labels", hits)
	}
}

func TestWhatLacksTheMemberThatIsNamedDoesNotAnswerBesideIt(t *testing.T) {
	branch, fee, deposit := span{0, 9}, span{10, 19}, span{20, 29}
	of := func(document document.ID) retrieve.Passage { return retrieve.Passage{Document: document} }
	b := bench{verdicts: []Verdict{
		{Passage: of("docs/dormitory"), Answers: true, evidence: evidence{lost: []span{branch}}},
		{Passage: of("docs/fees"), Answers: true, evidence: evidence{lost: []span{branch}, titled: []span{fee}}},
		{Passage: of("docs/branch"), meant: true, evidence: evidence{titled: []span{branch}, lost: []span{deposit}}},
		{Passage: of("docs/deposits"), Answers: true, evidence: evidence{lost: []span{fee}}},
	}}
	b.dropUnnamed()
	if got := (Judgement{Verdicts: b.verdicts}).Answers(4); len(got) != 2 ||
		got[0].Document != "docs/fees" || got[1].Document != "docs/deposits" {
		t.Errorf("%v", got)
	}
}
