package text

import (
	"errors"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestHTML(t *testing.T) {
	_, info := expect(t, formattest.Source("a.html", `<!doctype html><html><head><title> 이용
 안내 </title><style>p{}</style></head><body>
<nav><a href="/">처음으로</a></nav><div role="banner">배너</div>
<h1>이용 <em>안내</em></h1>
<div>바로 적은 글<p>문단 하나에<br>두 줄.</p>뒤에 남은 글</div>
<ul><li>하나<ol start="3" type="a"><li>셋<li>넷</ol></li><li><p>둘</p><p>둘의 둘째 문단</p></li></ul>
<pre><code class="language-go">func main() {
	run()
}</code></pre>
<p hidden>숨긴 글</p><p style="display: none">숨긴 글</p><script>alert("x")</script>
<p>그림 <img alt="지도"> 아래 &amp; 끝&nbsp;.</p>
<footer>저작권</footer></body></html>`),
		"p 배너", "h1 이용 안내", "p 바로 적은 글", "p 문단 하나에 ⏎ 두 줄.", "p 뒤에 남은 글",
		"li1 • 하나", "li2 c. 셋", "li2 d. 넷", "li1 • 둘", "li1 둘의 둘째 문단",
		"code[go] func main() { ⏎ \trun() ⏎ }", "p 그림 지도 아래 & 끝 .",
		"p 저작권")
	if info.Title != "이용 안내" {
		t.Errorf("title %q", info.Title)
	}
}

func TestHTMLTables(t *testing.T) {
	pages, _ := expect(t, formattest.Source("a.html", `<html><table><caption>요금표</caption>
<thead><tr><th>지역</th><th>구분</th><th>요금</th></tr></thead>
<tr><td rowspan="2">서울</td><td>낮</td><td>100</td></tr><tr><td>밤</td><td>200</td></tr>
<tr><td colspan="2">합계</td><td>300</td></tr></table>
<table><tr><td><h2>왼쪽</h2><p>글</p></td><td>오른쪽</td></tr></table>`),
		"p 요금표", "table 지역 | 구분 | 요금 ⏎ 서울 | 낮 | 100 ⏎ 서울 | 밤 | 200 ⏎ 합계 |  | 300", "h2 왼쪽", "p 글",
		"p 오른쪽")
	b := pages[0].Blocks[1]
	if b.Header != 1 || len(b.Rows) != 4 || b.Rows[3].Cells[0].Columns != 2 {
		t.Errorf("got %+v", b)
	}
}

func TestATitleAcrossATableStandsAboveIt(t *testing.T) {
	pages, _ := expect(t, formattest.Source("a.html", `<html><table><tr><th colspan=4>객실 요금표</th></tr>
<tr><td rowspan=2>객실</td><td colspan=2>비수기</td><td rowspan=2>성수기</td></tr><tr><td>주중</td><td>주말</td></tr>
<tr><td>일반</td><td>8만</td><td>9만</td><td>12만</td></tr></table>`),
		"p 객실 요금표", "table 객실 | 비수기 | 비수기 | 성수기 ⏎ 객실 | 주중 | 주말 | 성수기 ⏎ 일반 | 8만 | 9만 | 12만")
	if header := pages[0].Blocks[1].Header; header != 2 {
		t.Errorf("%d header rows", header)
	}
}

func TestOnlyTheMainPartOfAPageIsRead(t *testing.T) {
	expect(t, formattest.Source("a.html", `<html><div>메뉴</div><main><p>본문입니다.</p></main><div>광고</div>`), "p 본문입니다.")
	expect(t, formattest.Source("b.html", `<html><div>본문입니다.</div><main> </main>`), "p 본문입니다.")
	expect(t, formattest.Source("c.html", `<html><header><h1>제목</h1>메뉴</header><main><p>본문입니다.</p></main>
<main hidden>숨긴 글</main><div role="main">이어지는 글</div><footer>바닥</footer>`),
		"h1 제목", "p 본문입니다.", "p 이어지는 글")
}

func TestAPageWhoseMainPartIsOnlyItsTitleIsReadWhole(t *testing.T) {
	sentence := strings.Repeat("여비는 출장을 다녀온 뒤 영수증과 함께 신청합니다. ", 3)
	linked := `<p><a href="/">` + sentence + `</a></p>`
	expect(t, formattest.Source("a.html", `<html><main><h1>제목</h1></main><div><p>`+sentence+`</p></div>`),
		"h1 제목", "p "+strings.TrimSpace(sentence))
	expect(t, formattest.Source("b.html", `<html><main><p>`+sentence+`</p></main>`+linked+
		`<aside><p>`+sentence+sentence+`</p></aside>`), "p "+strings.TrimSpace(sentence))
}

func TestWhatFollowsAnUnclosedElementInNoscriptIsRead(t *testing.T) {
	expect(t, formattest.Source("a.html", `<html><body><noscript><div></noscript><p>본문입니다.</p></body></html>`),
		"p 본문입니다.")
}

func TestANavigationWithoutItsEndIsRead(t *testing.T) {
	sentence := strings.Repeat("여비는 출장을 다녀온 뒤 영수증과 함께 신청합니다. ", 3)
	expect(t, formattest.Source("a.html", `<html><body><nav><a href="/">처음</a><p>`+sentence+
		`</p><p>바닥</p></body></html>`), "p 처음", "p "+strings.TrimSpace(sentence), "p 바닥")
	expect(t, formattest.Source("b.html", `<html><body><nav><p>처음</p></nav><p>`+sentence+
		`</p></body></html>`), "p "+strings.TrimSpace(sentence))
}

func TestBrokenCharactersOfAPageAreTold(t *testing.T) {
	for name, page := range map[string]string{
		"utf-8":   "<meta charset=utf-8><p>caf\xe9 d\xe9j\xe0 " + strings.Repeat("é", 4),
		"control": "<p>하나\x01둘",
	} {
		_, info, _ := read(t, inside(t), formattest.Source("a.html", "<html><body>"+page+"</body></html>"))
		if info.Charset != "utf-8" || len(info.Warnings) != 1 ||
			info.Warnings[0].Code != document.BadCharacters {
			t.Errorf("%s: %+v", name, info)
		}
	}
	_, info, _ := read(t, inside(t), formattest.Source("a.html", "<html><body><meta charset=utf-8><p>"+
		"\xb1\xdb\xc0\xda</body></html>"))
	if info.Charset != "cp949" {
		t.Errorf("a page that lies about its character set: %+v", info)
	}
}

func TestWhatElementsOfAPageShowIsRead(t *testing.T) {
	expect(t, formattest.Source("a.html", `<html><h2><img alt="로고"> 소개</h2>
<table><tr><th>층</th><th>그림</th></tr><tr><td>1층</td><td><img alt="평면도"></td></tr></table>
<dialog>닫힌 창</dialog><dialog open>열린 창</dialog><p hidden="until-found">접힌 글</p>
<form>성명 <input value="홍길동"> <input type=checkbox checked> 동의 <input type=hidden value="x">
<input type=password value="x"><select><option>서울<option selected>부산</select> <select><option>남<option>여</select>
<textarea>비고입니다</textarea> <button>제출</button></form>
<p>식 <math><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>
<annotation>x^2</annotation></math> 이다.</p><p><ruby>漢字<rp>(</rp><rt>한자</rt><rp>)</rp></ruby>를 쓴다.</p>
<p><ruby>東<rp>(</rp><rt>동</rt><rp>)</rp>京<rt> 경 </rt></ruby>에 <ruby>간다</ruby>.</p>
<svg><title>그림</title><g><text>가로축</text><text>세로축</text></g></svg>`),
		"h2 로고 소개", "table 층 | 그림 ⏎ 1층 | 평면도", "p 열린 창", "p 접힌 글",
		"p 성명 홍길동 ☑ 동의 부산 남 비고입니다", "p 식 x^2=(a+b)/2 이다.", "p 漢字(한자)를 쓴다.", "p 東京(동경)에 간다.", "p 가로축 세로축")
}

func TestHTMLCharsets(t *testing.T) {
	const page = `<html><meta charset="%s"><p>한국어 글입니다.</p>`
	expect(t, formattest.Source("a.html",
		formattest.CP949(strings.ReplaceAll(page, "%s", "euc-kr"))), "p 한국어 글입니다.")
	expect(t, formattest.Source("b.html",
		formattest.CP949(strings.ReplaceAll(page, "%s", "utf-8"))), "p 한국어 글입니다.")
	expect(t, formattest.Source("c.html", strings.ReplaceAll(page, "%s", "euc-kr")), "p 한국어 글입니다.")
	expect(t, formattest.Source("d.html", "<html><meta charset=iso-8859-1><p>caf\xe9 ouvert</p>"),
		"p café ouvert")
}

func TestHostileHTML(t *testing.T) {
	for name, data := range map[string]string{
		"deep": "<html>" + strings.Repeat("<div>", 50_000) + "바닥" + strings.Repeat("</div>",
			50_000),
		"deep lists": "<html>" + strings.Repeat("<ul><li>", 10_000) + "바닥",
		"spans":      `<html><table><tr><td rowspan="99999999" colspan="99999999">가<td>나</tr><tr><td>다</td></tr></table>`,
		"cut":        `<html><p>글입니다.<table><tr><td`,
	} {
		pages, _, err := read(t, inside(t), formattest.Source("a.html", data))
		if err != nil && !errors.Is(err, format.ErrEmpty) && !errors.Is(err, format.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		formattest.CheckPages(t, pages)
	}
}

func TestACharacterSetThatIsNamedLateCounts(t *testing.T) {
	page := "<html><head><script>" + strings.Repeat("/* long */ ", 2000) + `</script><meta charset="windows-1251"></head><body><p>` +
		"\xcf\xf0\xe8\xe2\xe5\xf2" + "</p></body></html>"
	expect(t, formattest.Source("a.html", page), "p Привет")
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<p>글", "<table><tr><td rowspan=3>a<td>b<tr><td>c</table>",
		"<ol type=i start=-3><li>x<li value=9>y",
		"<pre>\n a\n</pre><h1>b", "<!doctype html><main><br>\x00</main>",
		"<table><tr><td><table><td>z"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := htmlFormat().Open(t.Context(), formattest.Source("a.html", data),
			format.Env{}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}
