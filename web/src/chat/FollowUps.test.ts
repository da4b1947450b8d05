import { expect, test } from "vitest";
import type { Source } from "../api/wire";
import { topicsOf } from "./FollowUps";

const source = (heading: string, more: Partial<Source> = {}) => ({ number: 1, name: "수수료.xlsx", title: "", headings: [heading], excerpt: "", ...more }) as Source;

test("topics are headings that the question does not speak of, without their numbers", () => {
  expect(topicsOf("연차 휴가는 며칠인가요?", [source("제2조 연차 휴가"), source("제5조 경조 휴가"), source("제5조 경조 휴가")])).toEqual(["경조 휴가"]);
});

test.each([
  ["2026년 연차 사용 현황", "2026년 연차 사용 현황"], ["5월 회의 안건", "5월 회의 안건"], ["1종 면허", "1종 면허"],
  ["3.1 개요", "개요"], ["2) 신청 방법", "신청 방법"], ["제3조(목적과 범위)", "목적과 범위"], ["2장 총칙", "총칙"], ["나. 환불 기준", "환불 기준"],
])("the heading %s is called %s", (heading, topic) => {
  expect(topicsOf("서울은 얼마인가요?", [source(heading)])).toEqual([topic]);
});

test("a heading that is the document's own name is no topic, and an answer that was not found has none", () => {
  expect(topicsOf("서울은 얼마인가요?", [source("수수료")])).toEqual([]);
  expect(topicsOf("서울은 얼마인가요?", [source("할인", { related: true })])).toEqual([]);
});

test("a heading that is a sentence is no topic", () => {
  for (const heading of ["고장 신고 전에 확인하세요", "누가 가입되나요?", "이럴 때 쓴다.", "안녕하십니까"]) expect(topicsOf("E3?", [source(heading)])).toEqual([]);
});
