import { expect, test } from "vitest";
import { joined, said } from "./dictation";

test("what was said follows what stands there, with a blank between", () => {
  const results = [{ isFinal: true, 0: { transcript: "연차 휴가는" } }, { isFinal: false, 0: { transcript: " 며칠이야 " } }, { isFinal: false, 0: { transcript: " " } }];
  expect(said(results)).toBe("연차 휴가는 며칠이야");
  expect(joined("", "연차")).toBe("연차");
  expect(joined("질문:", "연차")).toBe("질문: 연차");
  expect(joined("질문:\n", "연차")).toBe("질문:\n연차");
  expect(joined("질문:", "")).toBe("질문:");
});
