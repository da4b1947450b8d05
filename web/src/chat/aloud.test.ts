import { afterEach, expect, test, vi } from "vitest";
import cases from "../../../internal/chat/testdata/aloud.json";
import { en } from "../i18n/en";
import { koLater } from "../i18n/koLater";
import { Reader, spoken } from "./aloud";

const said = { table: "표가 있어요.", code: "코드가 있어요." };

test("citations, marks and addresses are not read", () => {
  expect(spoken("## 휴가\n- **연차**는 15일이에요 [1][2]. 자세한 것은 [규정](https://a.example/b)을 보세요.\n> https://a.example 참고", said)).toEqual([
    "휴가", "연차는 15일이에요.", "자세한 것은 규정을 보세요.", "참고",
  ]);
});

test("tables and code are named once", () => {
  expect(spoken("앞이에요.\n\n| 이름 | 날 |\n|---|---|\n| 연차 | 15 |\n\n```go\nfunc main() {}\n```\n뒤예요.", said)).toEqual([
    "앞이에요.", "표가 있어요.", "코드가 있어요.", "뒤예요.",
  ]);
});

test("the browser's voice says what the server's voices say", () => {
  for (const { name, answer, spoken: lines } of cases) {
    const words = /[가-힣]/.test(answer) ? koLater : en;
    expect(spoken(answer, { table: words["aloud.table"], code: words["aloud.code"] }).join(" "), name).toBe(lines.join(" "));
  }
});

class Utterance extends EventTarget {
  lang = "";
  constructor(readonly text: string) {
    super();
  }
}

afterEach(() => vi.unstubAllGlobals());

test("reading begins with the first sentence, pauses, and goes on with the sentence it stopped in", () => {
  const spokenOf: Utterance[] = [];
  vi.stubGlobal("SpeechSynthesisUtterance", Utterance);
  vi.stubGlobal("window", { speechSynthesis: { speak: (u: Utterance) => spokenOf.push(u), cancel: () => spokenOf.at(-1)?.dispatchEvent(new Event("error")) } });
  const states: string[] = [];
  const reader = new Reader(["하나.", "two.", "셋."], (s) => states.push(s));
  reader.start();
  expect(spokenOf.map((u) => [u.text, u.lang])).toEqual([["하나.", "ko-KR"]]);
  spokenOf[0]?.dispatchEvent(new Event("end"));
  expect(spokenOf.map((u) => u.lang)).toEqual(["ko-KR", "en-US"]);
  reader.pause();
  expect(states).toEqual(["reading", "paused"]);
  reader.start();
  expect(spokenOf.map((u) => u.text)).toEqual(["하나.", "two.", "two."]);
  spokenOf[2]?.dispatchEvent(new Event("end"));
  spokenOf[3]?.dispatchEvent(new Event("end"));
  expect(states).toEqual(["reading", "paused", "reading", "ended"]);
});
