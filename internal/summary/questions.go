package summary

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
)

// mostTried is how many questions are tried at most.
const mostTried = 3 * guideQuestions

// questionsOf asks what a Korean document answers: its own questions, the
// amounts, dates and places of its sentences, its labelled lines, the cells of
// its tables, and its headings. Its own questions come first, then questions of
// different chunks. There are up to mostTried.
func questionsOf(chunks []document.Chunk) []string {
	own := ownQuestions(chunks)
	if len(own) > 1 { // a list of questions and answers
		return own
	}
	byChunk := make([][]string, 0, len(chunks))
	named := firstCells(chunks)
	for _, c := range chunks {
		if c.Kind == document.Row && named[firstCell(c.Text)] > 1 {
			continue // its first cell tells it from no other row
		}
		byChunk = append(byChunk, chunkQuestions(c))
	}
	all := own
	for i := range guideQuestions {
		for _, questions := range byChunk {
			if i < len(questions) {
				all = append(all, questions[i])
			}
		}
	}
	return distinct(all, mostTried)
}

// asked is a line that asks a question, with the mark that may stand before it.
var asked = regexp.MustCompile(`^(?:(?:[Qq]|[Qq]uestion|문|질문|물음)\s*\d*\s*[.:)]\s*|\d+[.)]\s*)?(\S[^?？]{2,119}[가-힣A-Za-z)][?？])$`)

// ownQuestions are the questions that a document asks and answers itself: lines
// or headings with something below them, and cells of tables.
func ownQuestions(chunks []document.Chunk) []string {
	var all []string
	add := func(line string) {
		line = bullet.ReplaceAllString(strings.Trim(korean.Line(line), "*#_ "), "")
		if m := asked.FindStringSubmatch(line); m != nil && !korean.Greets(line) {
			all = append(all, m[1])
		}
	}
	for _, c := range chunks {
		if len(c.Headings) > 0 {
			add(c.Headings[len(c.Headings)-1])
		}
		for _, row := range tableRows(c.Text) {
			for _, cell := range row {
				add(cell)
			}
		}
		for line := range strings.Lines(c.Text) {
			if _, value, labelled := strings.Cut(line, ": "); labelled && c.Kind == document.Row {
				line = value
			}
			for s := range korean.Sentences(line) {
				add(s.Of(line))
			}
		}
	}
	return distinct(all, mostTried)
}

// chunkQuestions asks what one chunk answers, the most natural questions first.
func chunkQuestions(c document.Chunk) []string {
	if c.Kind == document.Row {
		return distinct(recordQuestions(c.Text), guideQuestions)
	}
	var said, labelled []string
	for s := range korean.Sentences(c.Text) {
		line := leadingMark.ReplaceAllString(korean.Line(s.Of(c.Text)), "")
		if q := sentenceQuestion(line); q != "" {
			said = append(said, q)
		} else if q := labelQuestion(line); q != "" {
			labelled = append(labelled, q)
		}
	}
	headings := headingsOf([]document.Chunk{c})
	var asked []string
	for _, h := range headings {
		if !ofDocument.MatchString(h) {
			topic := strings.TrimSuffix(h, " 안내")
			if strings.HasSuffix(topic, "와") || strings.HasSuffix(topic, "과") {
				topic = h // 메뉴와 안내
			}
			if q := headingQuestion(topic, c.Text); q != "" {
				asked = append(asked, q)
			}
		}
	}
	all := slices.Concat(asked, said, labelled, tableQuestions(c.Text))
	return distinct(oncePerTopic(all), guideQuestions)
}

// oncePerTopic keeps the first question of those that differ only in what they
// ask for.
func oncePerTopic(questions []string) (kept []string) {
	known := map[string]bool{}
	for _, q := range questions {
		topic := q[:max(strings.LastIndex(q, "은 "), strings.LastIndex(q, "는 "), 0)]
		if topic == "" || !known[topic] {
			kept = append(kept, q)
		}
		known[topic] = true
	}
	return kept
}

var (
	// bullet is a mark before a heading.
	bullet = regexp.MustCompile(`^[-*•·○●◦■□▪☐☑◆◇▶▷※]\s*`)
	// leadingMark is what stands before an item of a list or a paragraph.
	leadingMark = regexp.MustCompile(`^(?:[-*•·○●◦■□▪☐☑◆◇▶▷※]|\d+[.)]|[①-⑳]|제\s*\d+\s*조(?:\([^)]*\))?)\s*`)
	steps       = regexp.MustCompile(`(?m)^\s*\d+[.)]\s`)
	// topicFirst is a sentence that begins with its topic.
	topicFirst = regexp.MustCompile(`^([^,.:：|?!]{2,24}?)[은는]\s+(.+)$`)
	// modifier is how a word ends that only describes the next one, so that
	// what comes before 은 or 는 is no topic.
	modifier = regexp.MustCompile(`(?:[을를에로]|에서|까지|부터|으면|하면|때|경우)$|^(?:이|그|저|이것|그것|우리)$`)
	// clause is a topic of which a verb is part: "물건을 받은 날", or what looks like one.
	clause = regexp.MustCompile(`(?:[을를과와은는]|에서|부터|까지) `)
	// people are topics of which one asks what they do, and companies, whose names say
	// nothing about what is laid down.
	people = regexp.MustCompile(`(?:직원|사원|사람|고객|회사|상사|입주사|협력사|업체|기업|은행|주식회사|\(주\)|㈜|[가-힣](?:자|인|직|팀|님))$`)
	// label is a line with a name and a value.
	label = regexp.MustCompile(`^([가-힣A-Za-z][가-힣A-Za-z0-9 ·]{1,15}?)\s*[:：]\s*(\S.*)$`)
	cell  = regexp.MustCompile(`^(.{1,24}?)\s*[:：]\s*(\S.{0,60})$`)
)

// how asks for anything that is laid down.
const how = "어떻게 되나요?"

// forms are forms of what a sentence says of its topic, with how to ask for it.
var forms = []struct {
	said *regexp.Regexp
	ask  string
}{
	{regexp.MustCompile(`\d+월\s*\d+일(?:\s*[월화수목금토일]요일)?(?:이다|입니다)`), "언제인가요?"},
	{regexp.MustCompile(`\d+월\s*\d+일(?:\s*[월화수목금토일]요일)?에\s*(?:한다|합니다)`), "언제 하나요?"},
	{regexp.MustCompile(`[\d십백천만억]\s*원(?:이다|입니다|이고|이며)`), "얼마인가요?"},
	{regexp.MustCompile(`\d시(?:\s*\d+분)?(?:부터|이다|입니다)`), "몇 시인가요?"},
	{regexp.MustCompile(`\d\s*(?:일|개월|년|주|시간|분)(?:이다|입니다|이며|이고)`), "얼마나 되나요?"},
	{regexp.MustCompile(`\d\s*명(?:이다|입니다|이며|이고)`), "몇 명인가요?"},
	{regexp.MustCompile(`(?:말한다|뜻한다|말합니다|뜻합니다)\.?$`), "무엇인가요?"},
	{regexp.MustCompile(`\d`), how},
}

// condition is a sentence that says what to do in a case.
var condition = regexp.MustCompile(`^((?:\S*[^은는\s] ){0,2}\S+[을를이가] \S{1,6}면),? \S`)

// sentenceQuestion asks for what a sentence says of its topic, or what to do in
// its case; "" means neither can be asked for.
func sentenceQuestion(line string) string {
	if m := condition.FindStringSubmatch(line); m != nil {
		return m[1] + " 어떻게 하나요?"
	}
	m := topicFirst.FindStringSubmatch(line)
	if m == nil || modifier.MatchString(m[1]) || clause.MatchString(m[1]) ||
		len(strings.Fields(m[1])) > 3 {
		return ""
	}
	for _, f := range forms {
		if f.said.MatchString(m[2]) && (f.ask != how || !people.MatchString(m[1])) {
			return korean.EunNeun.After(strings.TrimSuffix(m[1], "이란")) + " " + f.ask
		}
	}
	return ""
}

// byName are how to ask for a value by the name that it has.
var byName = []struct {
	name *regexp.Regexp
	ask  string
}{
	{regexp.MustCompile(`(?:장소|위치|주소|출발지|도착지|사는 곳|근무지)$`), "어디인가요?"},
	{regexp.MustCompile(`(?:일시|날짜|기한|마감|시각|일정|발표일|지급일|예정일|입사일|납기)$`), "언제인가요?"},
	{regexp.MustCompile(`문의$`), "어디로 하나요?"},
	{regexp.MustCompile(`(?:담당|담당자|책임자|지점장|팀장|부서장|참석|참석자|작성자|대표자|강사)$`), "누구인가요?"},
	{regexp.MustCompile(`(?:요금|금액|가격|비용|값|수당|지원금|단가|연봉|월급|일비|회비|여비|(?:배송|설치|숙박|교통|식|교육|수리|참가|관리|접대|통신)비|[가-힣]료)$`), "얼마인가요?"},
	{regexp.MustCompile(`(?:일수|며칠)$`), "며칠인가요?"},
	{regexp.MustCompile(`(?:인원|정원|좌석)$`), "몇 명인가요?"},
}

func askFor(name string) string {
	for _, n := range byName {
		if n.name.MatchString(name) {
			return n.ask
		}
	}
	if named.MatchString(name) {
		return "무엇인가요?"
	}
	return how
}

func labelQuestion(line string) string {
	m := label.FindStringSubmatch(line)
	if m == nil || strings.HasSuffix(m[1], "다") || korean.Length(m[2]) > 120 {
		return ""
	}
	return korean.EunNeun.After(m[1]) + " " + askFor(m[1])
}

// unitOf is a unit in brackets behind the name of a column.
var unitOf = regexp.MustCompile(`\s*[(（][^)）]*[)）]$`)

// firstCells counts the rows whose columns are named by their first cells.
func firstCells(chunks []document.Chunk) map[string]int {
	named := map[string]int{}
	for _, c := range chunks {
		if c.Kind == document.Row {
			named[firstCell(c.Text)]++
		}
	}
	return named
}

// firstCell is the first value of a row whose columns are named.
func firstCell(text string) string {
	line, _, _ := strings.Cut(strings.ReplaceAll(text, " / ", "\n"), "\n")
	_, value, _ := strings.Cut(line, ": ")
	return strings.TrimSpace(value)
}

// recordQuestions asks for the cells of a row whose columns are named, by its
// first cell. A row that holds a question asks that.
func recordQuestions(text string) (all []string) {
	var first string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, " / ", "\n"), "\n") {
		_, value, _ := strings.Cut(strings.TrimSpace(part), ": ")
		if strings.HasSuffix(value, "?") && korean.Length(value) <= longestLine {
			return []string{value}
		}
		m := cell.FindStringSubmatch(strings.TrimSpace(part))
		switch {
		case m == nil:
		case first == "":
			first = m[2]
		case korean.Length(first) > 1: // not a surname alone
			all = append(all, cellQuestion(first, m[1]))
		}
	}
	return all
}

func cellQuestion(row, column string) string {
	column = unitOf.ReplaceAllString(column, "")
	return row + "의 " + korean.EunNeun.After(column) + " " + askFor(column)
}

// tableQuestions asks for a cell of each column of a table, each in a row of
// its own. Rows that begin alike are left out: their first cell names none.
func tableQuestions(text string) (all []string) {
	rows := tableRows(text)
	if len(rows) < 2 || !isWord(rows[0][0]) {
		return nil
	}
	named := map[string]int{}
	for _, r := range rows[1:] {
		named[r[0]]++
	}
	column := 1
	for _, r := range rows[1:] {
		if column >= len(rows[0]) {
			break
		}
		if len(r) == len(rows[0]) && isWord(r[0]) && isWord(rows[0][column]) &&
			named[r[0]] == 1 && r[column] != "" {
			all = append(all, cellQuestion(r[0], rows[0][column]))
			column++
		}
	}
	return all
}

// isWord reports whether a cell names something that can be asked about: no
// number, no mark, no single letter and no question.
func isWord(cell string) bool {
	return strings.ContainsFunc(cell, unicode.IsLetter) && !strings.HasSuffix(cell, "?") &&
		korean.Length(cell) > 1
}

// tableRows gives the cells of a table, its header first. Bars separate the cells
// and may enclose them.
func tableRows(text string) (rows [][]string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.Contains(line, "|") || strings.Trim(line, "|-: ") == "" {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	return rows
}

var (
	named     = regexp.MustCompile(`(?:방법|절차|종류|대상|조건|기준|이유|원인|목적|구분|요령|범위|자격|사항|서류|준비물|효과|특징)$`)
	questions = regexp.MustCompile(`[?？]$|(?:나요|까요|인가요|요)$`)
)

// ofDocument matches headings that are titles: they name a kind of document
// instead of a topic, so a question about them would make no sense.
var ofDocument = regexp.MustCompile(`(?:자료|문서|안내문|규정|규칙|지침|매뉴얼|설명서|보고서|회의록|목록|공고|소개|` +
	`자주\s*(?:묻는|하는)\s*질문|질문과\s*답변|질의\s*응답|(?i:faqs?|q\s*&\s*a))(?:\s*\([^)]*\)|\s*(?i:faqs?|q\s*&\s*a))?$`)

// headingQuestion asks for what stands under a heading; "" means that nothing can
// be asked about it.
func headingQuestion(heading, text string) string {
	topic := korean.EunNeun.After(heading)
	switch {
	case !strings.ContainsFunc(heading, unicode.IsLetter): // a number: 3-2
		return ""
	case questions.MatchString(heading):
		return heading
	case !named.MatchString(heading) && len(steps.FindAllString(text, 2)) == 2:
		return topic + " 어떻게 하나요?"
	}
	if ask := askFor(heading); ask != how || !people.MatchString(heading) {
		return topic + " " + ask
	}
	return ""
}
