import { expect, test } from "vitest";
import { excerpt } from "./CitationCard";

const evidence = "연차 휴가는 1년에 15일이다.";
const passage = `이 문서는 규정이다.\n\n제1조 목적\n\n휴가에 필요한 사항을 정한다.\n\n${"가나다라 ".repeat(20)}\n\n제2조 연차 휴가\n\n${evidence} ${"마바사아 ".repeat(60)}`;

test("a card shows the evidence near its beginning, without empty lines before it", () => {
  const start = passage.indexOf(evidence);
  const shown = excerpt(passage, [{ start, end: start + evidence.length }]);
  const [range] = shown.ranges;
  expect(shown.text.slice(range?.start, range?.end)).toBe(evidence);
  expect(shown.text).not.toContain("\n");
  expect(range?.start).toBeLessThan(70);
});
