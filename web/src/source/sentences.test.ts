import { describe, expect, test } from "vitest";
import { bestSentence, claimOf, sentences } from "./sentences";

const cut = (text: string) => sentences(text).map((r) => text.slice(r.start, r.end));

describe("sentences", () => {
  test.each([
    ["보일러를 끄세요. 다시 켜세요.", ["보일러를 끄세요.", "다시 켜세요."]],
    ["그는 “가자.”라고 했다. 갔다.", ["그는 “가자.”", "라고 했다.", "갔다."]],
    ["1. 전원을 끄세요.\n2. 다시 켜세요.", ["1. 전원을 끄세요.", "2. 다시 켜세요."]],
    ["무게는 3.5킬로그램이다.바로 이어진다.", ["무게는 3.5킬로그램이다.", "바로 이어진다."]],
    ["제목\n\n본문이에요!", ["제목", "본문이에요!"]],
    ["", []],
  ])("%j", (text, want) => expect(cut(text)).toEqual(want));
});

describe("bestSentence", () => {
  const passage = "• A205 - 과열 센서 이상입니다.\n• A396 - 과열센서에 이상이 생길 때 나는 에러입니다.\n• A491 - 단수 확인 에러입니다.";

  test("finds the sentence that a claim rests on", () => {
    const range = bestSentence(passage, "A396은 과열 센서에 이상이 생겼을 때 나타나는 오류예요.")!;
    expect(passage.slice(range.start, range.end)).toContain("A396");
  });

  test("points at nothing when nothing fits", () => {
    expect(bestSentence(passage, "휴가는 3일 전에 신청해요")).toBeNull();
    expect(bestSentence(passage, "")).toBeNull();
  });
});

describe("claimOf", () => {
  const answer = "첫 문장이에요. [1] 둘째 문장이에요. [2][1]\n\n* 목록의 문장 [1]";

  test.each([
    [1, 0, "첫 문장이에요."],
    [2, 0, "둘째 문장이에요."],
    [1, 1, "둘째 문장이에요."],
    [1, 2, "* 목록의 문장"],
    [7, 0, ""],
  ])("source %i, occurrence %i", (number, occurrence, want) => expect(claimOf(answer, number, occurrence)).toBe(want));
});
