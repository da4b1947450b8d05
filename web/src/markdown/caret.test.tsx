import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { draw } from "./draw";
import { parse } from "./parse";

const drawn = (text: string) => renderToStaticMarkup(draw(parse(text, { known: new Set(), doubts: "", caret: true }), {}));

test.each([
  ["한 문장", '<p>한 문장<i class="caret"></i></p>'],
  ["**굵은** 글", '<p><strong>굵은</strong> 글<i class="caret"></i></p>'],
  ["## 제목", '<h2>제목<i class="caret"></i></h2>'],
])("%s", (text, html) => expect(drawn(text)).toBe(html));

test.each(["- 하나\n- 둘", "- 하나\n\n  더\n\n- 둘\n\n  셋", "1. 하나\n   - 둘", "> 인용"])("one caret in the last line of %j", (text) => {
  expect(drawn(text).match(/class="caret"/g)?.length).toBe(1);
  expect(drawn(text).replace(/[\s>]+$/, "")).toMatch(/caret"><\/i>(<\/\w+>\s*)+$|caret"><\/i>(<\/\w+>\s*)*<\/\w+$/);
});

test("code has none", () => expect(drawn("```\nx\n```")).not.toContain("caret"));
