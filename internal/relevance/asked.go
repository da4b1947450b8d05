package relevance

import "regexp"

// Patterns for what a question asks for.
var (
	dates   = regexp.MustCompile(`\d{3,4}\s*년|\d{1,2}\s*월|\d{1,2}\s*일|\d{1,2}\s*시|세기|\d{4}[-./]\d{1,2}|(?i:january|february|march|april|may|june|july|august|september|october|november|december)|\b(?:1\d|20)\d\d\b`)
	numbers = regexp.MustCompile(`\d|[일이삼사오육칠팔구십백천만억]\s*(?:명|개|번|회|원|년|차례|곳|가지|배|척|권|점)|한 (?:명|번|개)|두 (?:명|번|개)|세 (?:명|번|개)`)
	places  = regexp.MustCompile(`(?:시|군|구|도|동|읍|면|리|역|국|주|섬|산|강|대학교?|학교|지역|지방|병원|공항|궁|성)(?:에서|에|의|로|으로|을|를|은|는|이|가|,|\s|$)`)
	whoEnds = regexp.MustCompile(`(?:[가-힣]{2,4}|[A-Z][a-z]+)(?:은|는|이|가|에게|와|과|의|,)`)
	days    = regexp.MustCompile(`\d\s*일(?:이|입|간|동안|을|씩|까지|$)`)
	reasons = regexp.MustCompile(`때문|위해|위하여|이유|원인|따라서|그래서|으므로|므로|because|since|due to`)
)

// asked pairs ways of asking with what the answer should then contain.
var asked = []struct{ question, answer *regexp.Regexp }{
	{regexp.MustCompile(`(?:며칠|몇 ?일)(?:인|이|간|동안|을|씩|까지)`), days},
	{regexp.MustCompile(`언제|몇 ?년|몇 ?월|며칠|몇 ?일|몇 ?시|연도|날짜|시기|(?i:\bwhen\b|what year|what date)`), dates},
	{regexp.MustCompile(`몇|얼마|(?:크기|길이|높이|무게|비율|금액|수수료|가격|개수|인원|나이)(?:는|은|가|이)|(?i:how (?:many|much|long|old|far|tall))`), numbers},
	{regexp.MustCompile(`어디|어느 (?:나라|도시|지역|곳)|장소|(?i:\bwhere\b)`), places},
	{regexp.MustCompile(`왜|이유|(?i:\bwhy\b)`), reasons},
	{regexp.MustCompile(`누구|누가|(?:사람|인물)은|이름은|(?i:\bwho\b)`), whoEnds},
}

// wantedOf returns what an answer to the question should contain, or nil if
// that is not known.
func wantedOf(q string) *regexp.Regexp {
	for _, a := range asked {
		if a.question.MatchString(q) {
			return a.answer
		}
	}
	return nil
}
