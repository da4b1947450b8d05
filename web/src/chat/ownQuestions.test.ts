import { expect, test } from "vitest";
import type { Document as DocumentEntry } from "../api/wire";
import { ownQuestions } from "./ownQuestions";

const doc = (...questions: string[]) => ({ guide: { questions } }) as unknown as DocumentEntry;

test("every document has its say before one says more", () => {
  expect(ownQuestions([doc("가?", "나?"), doc("다?"), {} as DocumentEntry, doc("What?", "라?")], "ko")).toEqual(["가?", "다?", "나?", "라?", "What?"]);
  expect(ownQuestions([doc("가?"), doc("What?")], "en")).toEqual(["What?", "가?"]);
});

test("what asks for something definite comes before what asks for anything", () => {
  expect(ownQuestions([doc("회식은 어떻게 되나요?", "회식비는 얼마인가요?"), doc("병가 신청은 어떻게 되나요?")], "ko")).toEqual(["병가 신청은 어떻게 되나요?", "회식비는 얼마인가요?", "회식은 어떻게 되나요?"]);
});

test("a library whose documents ask the same first still offers several", () => {
  expect(ownQuestions(Array.from({ length: 20 }, () => doc("목적은 무엇인가요?", "신청은 어떻게 하나요?", "기한은 언제까지인가요?")), "ko")).toHaveLength(3);
});

test("sample documents ask nothing where there are others", () => {
  const sample = { ...doc("예시?"), kind: "sample" };
  expect(ownQuestions([sample, doc("가?")], "ko")).toEqual(["가?"]);
  expect(ownQuestions([sample], "ko")).toEqual(["예시?"]);
});
