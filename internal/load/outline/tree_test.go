package outline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

// tree is the headings of lines, indented by their levels. A line in brackets of
// the form {…} stands in a box; one that begins with "2|" has a style of level 2.
func tree(lines ...string) string {
	var b content.Builder
	for _, line := range lines {
		level, text, styled := strings.Cut(line, "|")
		switch boxed := strings.Trim(line, "{}"); {
		case boxed != line:
			WriteTable(&b, [][]content.GridCell{{{Text: ""}, {Text: boxed}}, {{Text: ""}, {Text: boxed}}},
				0, 2, "", false, nil)
		case styled:
			Styled(&b, int(level[0]-'0'), "", text)
		default:
			Prose(&b, line)
		}
	}
	new(Tree).Finish(&b)
	var all strings.Builder
	for _, k := range b.Blocks {
		if k.Kind == content.Heading {
			fmt.Fprintf(&all, "%s%s\n", strings.Repeat(" ", k.Level-1), b.Text.String()[k.Start:k.End])
		}
	}
	return all.String()
}

func TestHeadingsStandWhereTheirNumbersSay(t *testing.T) {
	for name, c := range map[string]struct{ lines, want string }{
		"a style in the middle of typed numbers": {
			"{제안요청서}/{Ⅰ 개요}/1. 목적/글이다./1|2. 범위/글이다./3. 기간/글이다./{Ⅱ 방법}/1. 접수/글이다.",
			"제안요청서/ Ⅰ 개요/  1. 목적/  2. 범위/  3. 기간/ Ⅱ 방법/  1. 접수/"},
		"boxes above styles": {
			"{3D 인쇄}/{Ⅰ 등장}/2|❏ 개념/글이다./2|❏ 장점/글이다./{Ⅱ 변화}/2|❏ 문제/글이다.",
			"3D 인쇄/ Ⅰ 등장/  ❏ 개념/  ❏ 장점/ Ⅱ 변화/  ❏ 문제/"},
		"styles that agree with one another": {
			"1|총칙/글이다./2|목적/글이다./2|범위/글이다./1|휴가/글이다.",
			"총칙/ 목적/ 범위/휴가/"},
		"articles of the last chapter below a title with a style": {
			"1|취업규칙/2|제1장 총칙/제1조(목적) 정한다./2|제5장 퇴직/제31조(사직) 알린다./제32조(정년) 예순이다.",
			"취업규칙/ 제1장 총칙/  제1조(목적)/ 제5장 퇴직/  제31조(사직)/  제32조(정년)/"},
		"numbers below squares": {
			"1|□ 사업/1. 대상/글이다./2. 기간/글이다./1|□ 접수/글이다.",
			"□ 사업/ 1. 대상/ 2. 기간/□ 접수/"},
		"a series below one of its kind": {
			"1|11. 정도/1. 지체/글이다./2. 시각/글이다./1|12. 시공/글이다.",
			"11. 정도/ 1. 지체/ 2. 시각/12. 시공/"},
		"a box in the middle of a series": {
			"1. 개요/글이다./{참고 사항}/글이다./2. 방법/글이다.",
			"1. 개요/ 참고 사항/2. 방법/"},
		"boxes above a series that goes on": {
			"Ⅲ. 과제/글이다./{격차 해소}/{① 청년}/글이다./{② 시간}/글이다./{산업 전환}/{③ 인구}/글이다.",
			"Ⅲ. 과제/격차 해소/ ① 청년/ ② 시간/산업 전환/ ③ 인구/"},
		"a title with a date in brackets": {
			"{입주자 모집 (공고일 : 2022. 7. 27)}/1. 공급/글이다./{담당 : 총무팀}/2. 신청/글이다.",
			"입주자 모집 (공고일 : 2022. 7. 27)/ 1. 공급/ 2. 신청/"},
		"numbers of boxes and of lines": {
			"{1 개요}/글이다./1. 목적/글이다./2. 범위/글이다./{2 방법}/글이다.",
			"1 개요/ 1. 목적/ 2. 범위/2 방법/"},
		"a table of contents": {
			"{목 차}/Ⅰ. 개요\t3/Ⅱ. 방법\t5/【별첨】/{Ⅰ. 개요}/글이다./{Ⅱ. 방법}/글이다.",
			"목 차/【별첨】/Ⅰ. 개요/Ⅱ. 방법/"},
		"attachments": {
			"{Ⅰ 개요}/글이다./<서식 1>/참가 신청서/글이다./[별표 2] 위약금 기준/글이다./【붙임3】/확약서/제1조(목적) 정한다.",
			"Ⅰ 개요/<서식 1>/ 참가 신청서/[별표 2] 위약금 기준/【붙임3】/ 확약서/  제1조(목적)/"},
		"a list of attachments": {"{Ⅰ 개요}/글이다./[별표 1] 기준/[별표 2] 서식/끝이다.", "Ⅰ 개요/"},
		"the last of a series is a sentence": {
			"1. 자격/가. 대상/1) 직원/나. 제한/1) 없음/다. 하도급을 불허한다./2. 방법/글이다.",
			"1. 자격/ 가. 대상/ 나. 제한/ 다. 하도급을 불허한다./2. 방법/"},
		"titles with circled numbers": {
			"{2 현안}/① 조직 개편/□ 배경/ㅇ 글이다./□ 내용/ㅇ 글이다./② 평가 체계/□ 배경/ㅇ 글이다./{3 예산}/글이다.",
			"2 현안/ ① 조직 개편/  □ 배경/  □ 내용/ ② 평가 체계/  □ 배경/3 예산/"},
		"paragraphs of an article": {
			"제3조(연차) ① 회사는 연차를 준다./② 연차는 15일이다./1. 병가/2. 공가",
			"제3조(연차)/"},
		"a box and a sample of chapters in the middle of two series": {
			"{Ⅰ 과업}/1. 행사/가. 개요/글이다./【참고】섭외 목록/글이다./2. 운영/글이다./제1장 기본 계획/글이다./제2장 조성/글이다./3. 가격/글이다./{Ⅱ 입찰}/글이다.",
			"Ⅰ 과업/ 1. 행사/  가. 개요/  【참고】섭외 목록/ 2. 운영/  제1장 기본 계획/  제2장 조성/ 3. 가격/Ⅱ 입찰/"},
		"a cover with the title above who issues it": {
			"- 함께하는 -/혁신 추진계획/2019. 10. 29./{관계부처 합동}/{Ⅰ 개요}/글이다.",
			"혁신 추진계획/ Ⅰ 개요/"},
		"a cover with the title in a box": {
			"2019. 10. 29./{혁신 추진위원회 운영}/{Ⅰ 개요}/글이다.", "혁신 추진위원회 운영/ Ⅰ 개요/"},
		"two series with the same titles": {
			"{참고 1 통계}/(총투자 기준)/1. 분기별/글이다./2. 연도별/글이다./(순투자 기준)/1. 분기별/글이다./2. 연도별/글이다./(단위: 원)/글이다.",
			"참고 1 통계/ (총투자 기준)/  1. 분기별/  2. 연도별/ (순투자 기준)/  1. 분기별/  2. 연도별/"},
		"labels with their titles in brackets": {
			"{여비 규정}/글이다./<별표 1_국내여비지급표>(제 12 조 제 1 항) (5)(6) 국내여비 지급표/글이다./<별표 1> 및 <별표 2>의 주석/글이다./[별표 2 경조금 지급기준표](4)/글이다.",
			"여비 규정/ <별표 1_국내여비지급표>(제 12 조 제 1 항) (5)(6) 국내여비 지급표/ [별표 2 경조금 지급기준표](4)/"},
		"a list of long items with values": {
			"작성 요령/1. 등급: 보안 과제에 해당하는 경우에는 보안에 표시하고 그 외의 경우에는 일반에 표시하며 연구자는 직접 기입하지 아니한다/2. 명칭: 사업의 명칭을 공고에 적힌 대로 기재하되 신청할 때에는 적을 필요가 없으며 나중에 기재하여도 된다/3. 역할/1) 주관 기관을 적는다/4. 담당자: 과제에 참여하여 내용을 잘 알고 전문기관과 실무적인 협의가 가능한 주관 기관의 담당자를 기재한다",
			""},
		"sentences with a style": {"1|1. 개요/글이다./1|나. 제안서에는 공고번호와 용역명을 명시하여야 한다.", "1. 개요/"},
		"formulas":               {"1|개요/글이다./1|평점=배점 TIMES {최저} over {해당}", "개요/"},
	} {
		got := strings.ReplaceAll(tree(strings.Split(c.lines, "/")...), "\n", "/")
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

func TestHeadingsOfTwoPagesShareOneTree(t *testing.T) {
	var tree Tree
	var levels []int
	for _, line := range []string{"Ⅰ. 개요", "Ⅱ. 방법"} {
		var b content.Builder
		for _, l := range []string{line, "1. 목적", "글이다."} {
			Prose(&b, l)
		}
		tree.Finish(&b)
		for _, k := range b.Blocks[:2] {
			levels = append(levels, k.Level)
		}
	}
	if fmt.Sprint(levels) != "[1 2 1 2]" {
		t.Errorf("levels %v", levels)
	}
}

func TestFramesAroundTextAreNoTables(t *testing.T) {
	var b content.Builder
	WriteTable(&b, [][]content.GridCell{{{}, {Text: "주요 규정"}, {}}, {{}, {Text: "주요 규정"}, {}},
		{{Text: "o 계약 규정\no 운영 지침", Columns: 3}}}, 0, 3, "", false, nil)
	if got, want := b.Text.String(), "주요 규정\n\no 계약 규정\n\no 운영 지침"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnArticleThatIsQuotedInAFrameIsNoHeading(t *testing.T) {
	for articles, text := range map[int]string{0: "제15조(위원회)\n① 위원회를 둔다.",
		2: "제1조(목적) 정한다.\n제2조(기간) 한 해로 한다."} {
		var b content.Builder
		WriteTable(&b, [][]content.GridCell{{{Text: "관계 법령"}}, {{Text: text}}}, 0, 2, "", false, nil)
		headings := 0
		for _, k := range b.Blocks {
			if k.Kind == content.Heading {
				headings++
			}
		}
		if headings != articles {
			t.Errorf("%q: %d headings", text, headings)
		}
	}
}

func TestTablesInCellsKeepTheirCellsApart(t *testing.T) {
	var flat strings.Builder
	Flatten(&flat, [][]content.GridCell{{{Text: "구분"}, {Text: "시점"}}, {{Text: "착수"}, {}, {Text: "2주"}}})
	if got, want := flat.String(), "구분 / 시점\n착수 / 2주\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLinesWithABulletAndNothingBelowAreAList(t *testing.T) {
	var b content.Builder
	for _, line := range []string{"❏ 문제", "❍ 접근성 부족", "❍ 인력 부족", "❏ 효과"} {
		Styled(&b, 2, "", line)
	}
	b.Paragraph("글이다.")
	b.Blocks[1].Level, b.Blocks[2].Level = 3, 3
	new(Tree).Finish(&b)
	if b.Blocks[1].Kind != content.ListItem || b.Blocks[2].Kind != content.ListItem ||
		b.Blocks[0].Kind != content.Heading || b.Blocks[3].Kind != content.Heading {
		t.Errorf("blocks %v", b.Blocks)
	}
}
