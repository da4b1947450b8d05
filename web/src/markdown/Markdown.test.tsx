// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, test } from "vitest";
import type { Source } from "../api/wire";
import { loadLater } from "../i18n";
import { CiteContext, KnownContext } from "./cites";
import { plainText, withoutCitations } from "./citations";
import Markdown from "./Markdown";
import { atPage, urlTransform } from "./urls";

const source = (number: number): Source => ({ number, store: "local", name: "error_code.pdf", page: 1, score: 1, score_kind: "bm25", excerpt: "" });

beforeAll(loadLater);

function draw(text: string, numbers: number[] = [1, 2, 3]): string {
  const sources = new Map(numbers.map((n) => [n, source(n)]));
  return renderToStaticMarkup(
    <>
    <KnownContext value={{ known: new Set(numbers) }}>
      <CiteContext value={{ sources, open: 0, chosen: () => false }}>
        <Markdown text={text} />
      </CiteContext>
    </KnownContext>
    </>,
  );
}

describe("rows of sheets", () => {
  test("each cell of a quoted row has a line of its own", () => {
    const drawn = draw("이름: 김서연 / 부서: 총무팀 / 근무: 월 / 수 / 금 [1]");
    expect(drawn.replaceAll(/\s*<br\/>\s*/g, "⏎")).toContain("이름: 김서연⏎부서: 총무팀⏎근무: 월 / 수 / ");
    expect(drawn).toContain('data-cite="1"');
  });

  test("slashes in sentences stay", () => {
    for (const text of ["가격: 1,000 / 2,000", "전기/가스: 3 / 4월", "월 / 수: 쉬어요"]) expect(draw(text)).not.toContain("<br");
  });
});

describe("sentences that no source bears out", () => {
  const drawn = (text: string, part: string, reason = "number") => {
    const start = text.indexOf(part);
    return renderToStaticMarkup(
      <>
        <Markdown text={text} doubts={[{ start, end: start + part.length, reason }]} />
      </>,
    );
  };

  test("are marked, with the reason in the mark's name", () => {
    const html = drawn("연차는 15일이에요. 연차는 365일이에요. 끝.", "연차는 365일이에요.");
    expect(html).toContain('연차는 15일이에요. <span class="doubted">연차는 365일이에요.<button');
    expect(html).toContain("근거 없음: 찾은 근거에는 이 숫자가 없어요.");
    expect(html).toContain("</span> 끝.");
  });

  test("are marked once across bold text, in lists and in tables", () => {
    const html = drawn("첫 문단이에요.\n\n- **연차는** 365일이에요.\n- 병가", "- **연차는** 365일이에요.");
    expect(html.match(/doubt-mark/g)).toHaveLength(1);
    expect(html).toContain('<strong><span class="doubted">연차는</span></strong>');
    const table = drawn("| 이름 | 값 |\n|---|---|\n| 가 | 1 |\n| 나 | 2 |", "| 가 | 1 |");
    expect(table.match(/doubt-mark/g)).toHaveLength(1);
    expect(table).toContain('<span class="doubted">가</span>');
    expect(table).not.toContain('<span class="doubted">나');
  });
});

describe("Markdown", () => {
  test("bold beside Hangul particles is bold", () => {
    expect(draw("**과열 센서**에 이상이 있어요.")).toContain("<strong>과열 센서</strong>에");
    expect(draw("이것은 **‘따옴표’**입니다.")).toContain("<strong>‘따옴표’</strong>입니다");
    expect(draw("**굵게(괄호)**는 굵어요.")).toContain("<strong>굵게(괄호)</strong>는");
  });

  test("numbers of sources become buttons, kept with the word before them", () => {
    const html = draw("오류예요. [1] 다음 [2][3] 끝 [9]");
    expect(html.match(/<button/g)).toHaveLength(3);
    expect(html).toContain('<span class="cited">오류예요.<button');
    expect(html).toContain("[9]");
    expect(html).toContain('aria-label="근거 1: error_code.pdf 1쪽"');
  });

  test("numbers in code stay code", () => {
    expect(draw("`a[1]`\n\n```js\nb[1]\n```")).not.toContain("data-cite");
  });

  test("HTML shows as text", () => {
    const html = draw('<script>alert(1)</script>\n\n<img src=x onerror="alert(1)"> 뒤');
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain("&lt;script&gt;");
  });

  test("a line break tag in a table cell is a line break", () => {
    expect(draw("| a |\n|---|\n| 하나<br>둘 |")).toMatch(/하나<br\/?>\s*둘/);
  });

  test("images are links, not loaded", () => {
    const html = draw("![그림](https://example.com/a.png)");
    expect(html).not.toContain("<img");
    expect(html).toContain('href="https://example.com/a.png"');
  });

  test("links open elsewhere and know nothing of this page; others are text", () => {
    expect(draw("[문서](https://example.com)")).toContain('rel="noopener noreferrer nofollow"');
    expect(draw("[눌러](javascript:alert(1))")).not.toContain("href");
    expect(draw("[눌러](data:text/html,x)")).not.toContain("href");
  });

  test("tables and strikethrough of GitHub's Markdown", () => {
    const html = draw("| 코드 | 뜻 |\n|---|---:|\n| A205 | ~~이상~~ |");
    expect(html).toContain("<table>");
    expect(html).toContain("<del>이상</del>");
  });
});

describe("definitions of links", () => {
  test("reach the blocks above and below them", () => {
    const html = draw("앞에서 [규정집][r]을 보세요.\n\n* [r]도 있어요.\n\n[r]: https://example.com/rules \"규정\"\n\n뒤의 [규정집][R]이에요.");
    expect(html.match(/href="https:\/\/example\.com\/rules"/g)).toHaveLength(3);
    expect(html).not.toContain("[r]:");
  });
  test("never take the place of a source's number", () => {
    const html = draw("그래요. [1]\n\n[1]: https://example.com");
    expect(html).toContain('data-cite="1"');
    expect(html).not.toContain('href="https://example.com">1');
  });
  test("that lead nowhere stay text", () => {
    expect(draw("[규정]을 보세요.\n\n[규정]: javascript:alert(1)")).not.toContain("href");
    expect(draw("[**규정**]을 보세요. [1]\n\n[**규정**]: 휴가")).toContain("[<strong>규정</strong>]을");
  });
  test("in code define nothing", () => {
    expect(draw("[r]이에요.\n\n```\n[r]: https://example.com\n```")).not.toContain("href");
  });
});

test.each([
  ["https://example.com에서 보세요", "https://example.com"],
  ["www.example.com을 보세요", "http://www.example.com"],
  ["https://example.com/a/b?c=1로 가세요", "https://example.com/a/b?c=1"],
  ["https://example.com/a.pdf를 보세요", "https://example.com/a.pdf"],
  ["https://ko.wikipedia.org/wiki/한국어 문서", "https://ko.wikipedia.org/wiki/%ED%95%9C%EA%B5%AD%EC%96%B4"],
  ["https://example.com/에서 보세요", "https://example.com/"],
  ["https://한글.kr에서 보세요", "https://xn--bj0bj06e.kr"],
  ["https://한글.kr 이에요", "https://xn--bj0bj06e.kr"],
  ["(https://example.com/)에서", "https://example.com/"],
  ["help@example.com으로 보내세요", "mailto:help@example.com"],
])("a bare address ends before a particle: %s", (text, want) => {
  const href = /href="([^"]*)"/.exec(draw(text))?.[1] ?? "";
  expect(new URL(href.replace(/&amp;/g, "&")).href.replace(/\/$/, "")).toBe(want.replace(/\/$/, ""));
});

test.each([
  ["https://a.kr/b", "https://a.kr/b"],
  ["mailto:a@b.kr", "mailto:a@b.kr"],
  ["/documents/a.pdf", "/documents/a.pdf"],
  ["JavaScript:alert(1)", ""],
  [" \u0001javascript:alert(1)", ""],
  ["vbscript:x", ""],
  ["file:///etc/passwd", ""],
])("urlTransform %j", (url, want) => expect(urlTransform(url)).toBe(want));

test.each([
  ["/documents/a.pdf", "a.pdf", 3, "/documents/a.pdf#page=3"],
  ["/documents/a.pdf", "a.pdf", 1, "/documents/a.pdf"],
  ["/documents/a.pdf", "a.pdf", 0, "/documents/a.pdf"],
  ["/documents/a.pdf#page=2", "a.pdf", 3, "/documents/a.pdf#page=2"],
  ["/documents/a.pptx", "a.pptx", 3, "/documents/a.pptx"],
])("%s at its page", (url, name, page, want) => expect(atPage(url, name, page)).toBe(want));

test("plain text for announcements", () => {
  expect(plainText("## 제목\n\n**굵게** [1]하고 [링크](https://a.kr)\n\n```\ncode\n```\n| a | b |")).toBe("제목 굵게하고 링크 a b");
  expect(withoutCitations("답이에요. [1] [2] 끝")).toBe("답이에요. 끝");
});
