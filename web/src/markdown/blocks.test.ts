import { describe, expect, test } from "vitest";
import { openFence, splitBlocks, splitGrowing, type Block } from "./blocks";

const samples = [
  "한 문단이에요.\n둘째 줄이에요.\n\n다음 문단이에요.",
  "# 제목\n\n* 하나\n* 둘\n\n* 셋은 같은 목록이에요\n\n  이어지는 문단\n\n목록 뒤의 문단",
  "앞\n```go\nfunc f() {\n\n}\n```\n뒤",
  "1. 첫째\n\n   ```py\n   x = 1\n\n   y = 2\n   ```\n\n2. 둘째\n\n끝",
  "| a | b |\n|---|---|\n| 1 | 2 |\n\n다음",
  "````md\n```\n안쪽\n```\n````\n끝",
  "열린 울타리\n\n```js\nlet a = 1;\n\nlet b",
  "\n\n\n앞의 빈 줄",
  "",
];

const texts = (blocks: Block[]) => blocks.map((b) => b.text);

describe("splitBlocks", () => {
  test.each(samples)("joins to its input: %j", (text) => {
    expect(texts(splitBlocks(text)).join("")).toBe(text);
  });

  test("cuts at blank lines, not inside fences or lists", () => {
    expect(texts(splitBlocks(samples[0]!))).toEqual(["한 문단이에요.\n둘째 줄이에요.\n\n", "다음 문단이에요."]);
    expect(splitBlocks(samples[1]!)).toHaveLength(3);
    expect(splitBlocks(samples[2]!).map((b) => b.code)).toEqual([false, true, false]);
    expect(splitBlocks(samples[3]!)).toHaveLength(2);
    expect(splitBlocks(samples[5]!).map((b) => b.code)).toEqual([true, false]);
    expect(splitBlocks(samples[6]!).at(-1)).toMatchObject({ code: true, text: "```js\nlet a = 1;\n\nlet b" });
  });
});

describe("splitGrowing", () => {
  test.each(samples)("gives at every length what splitBlocks gives: %j", (text) => {
    let blocks: Block[] = [];
    for (let end = 0; end <= text.length; end++) {
      blocks = splitGrowing(blocks, text.slice(0, end));
      expect(blocks).toEqual(splitBlocks(text.slice(0, end)));
    }
  });

  test("notices that earlier text was replaced", () => {
    const before = splitBlocks("가\n\n나\n\n다\n\n라");
    expect(splitGrowing(before, "마\n\n나\n\n다\n\n라")).toEqual(splitBlocks("마\n\n나\n\n다\n\n라"));
    expect(splitGrowing(before, "짧게")).toEqual(splitBlocks("짧게"));
  });

  test("keeps finished blocks as they are", () => {
    const before = splitBlocks("가\n\n나\n\n다\n\n라");
    const after = splitGrowing(before, "가\n\n나\n\n다\n\n라마바");
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
  });
});

describe("openFence", () => {
  test.each([
    ["```python\nx = 1\n```\n", { language: "python", code: "x = 1" }],
    ["```\nx", { language: "", code: "x" }],
    ["~~~ c++ title\na\n\nb\n~~~", { language: "c++", code: "a\n\nb" }],
    ["```js", { language: "js", code: "" }],
    ["````\n```\n````\n", { language: "", code: "```" }],
  ])("%j", (text, want) => expect(openFence(text)).toEqual(want));
});
