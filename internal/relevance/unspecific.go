package relevance

import (
	"slices"
	"strings"
)

// labels are words for what any document may have.
var labels = strings.Fields("기간 일시 일정 날짜 시간 장소 위치 대상 자격 방법 절차 금액 비용 요금 가격 문의 연락처 " +
	"내용 결과 종류 서류 제출 신청 접수 발표 담당 담당자 준비물")

// Unspecific reports whether a question names only what any document may have: 기간은
// 어떻게 되나요? Without its document, nobody knows what it is about.
func Unspecific(question string) bool {
	words := MainWords(question)
	return len(words) == 1 && slices.Contains(labels, words[0])
}
