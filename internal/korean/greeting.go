package korean

import "regexp"

// greeting matches the sentence with which a letter begins or ends, with the writer's
// name if it has one.
var greeting = regexp.MustCompile(`^(?:[가-힣 ]{1,12}(?:님|분),? )?(?:안녕하(?:세요|십니까)|감사합니다|고맙습니다|수고하세요|드림|올림)` +
	`(?:[,.!?~ ][^.!?]{0,30}(?:입니다|예요|이에요))?[.!?~]*$`)

// Greets reports whether a sentence only greets, thanks or signs, as letters begin and
// end: "학부모님, 안녕하십니까?", "안녕하세요, 인사팀 오세린입니다.".
func Greets(sentence string) bool { return greeting.MatchString(sentence) }
