// @vitest-environment happy-dom
import { act, useEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ToastProvider, undoFor, useToast, type Shown, type ToastInput } from "./Toast";

vi.mock("../i18n", () => ({ useT: () => (key: string) => key }));

let root: Root;
let page: HTMLElement;
let show: (toast: ToastInput) => Shown;
let visibility: DocumentVisibilityState;

function Take() {
  const toast = useToast();
  useEffect(() => {
    show = toast;
  }, [toast]);
  return null;
}

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  visibility = "visible";
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  page = document.createElement("div");
  root = createRoot(page);
  await act(async () => root.render(<ToastProvider><Take /></ToastProvider>));
});

afterEach(async () => {
  await act(async () => root.unmount());
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const pass = (ms: number) => act(async () => vi.advanceTimersByTimeAsync(ms));
const see = (state: DocumentVisibilityState) =>
  act(async () => {
    visibility = state;
    document.dispatchEvent(new Event("visibilitychange"));
  });
const shown = () => [...page.querySelectorAll(".toast > span")].map((e) => e.textContent);

test("a toast that undoes something waits while the tab is hidden, and tells when it goes", async () => {
  const onGone = vi.fn();
  await act(async () => void show({ text: "삭제했어요", ms: undoFor, onGone }));
  await pass(undoFor / 2);
  await see("hidden");
  await pass(600_000);
  expect(shown()).toEqual(["삭제했어요"]);
  await see("visible");
  await pass(undoFor / 2 - 1_000);
  expect(onGone).not.toHaveBeenCalled();
  await pass(2_000);
  expect(shown()).toEqual([]);
  expect(onGone).toHaveBeenCalledTimes(1);
});

test("a toast tells that it goes when others take its place", async () => {
  const onGone = vi.fn();
  await act(async () => void show({ text: "하나", onGone }));
  for (const text of ["둘", "셋"]) await act(async () => void show({ text }));
  expect(shown()).toEqual(["둘", "셋"]);
  expect(onGone).toHaveBeenCalledTimes(1);
});

test("two toasts are seen at once, and an older one that can be acted on waits for room", async () => {
  const onGone = vi.fn();
  await act(async () => void show({ text: "하나", action: { label: "되돌리기", run: () => {} }, onGone }));
  for (const text of ["둘", "셋", "넷"]) await act(async () => void show({ text }));
  expect(shown()).toEqual(["셋", "넷"]);
  expect(page.querySelector(".toasts-more")?.textContent).toBe("common.moreNotices");
  expect(onGone).not.toHaveBeenCalled();
  await pass(5_500);
  expect(shown()).toEqual(["하나"]);
  expect(page.querySelector(".toasts-more")).toBeNull();
  await pass(5_500);
  expect(onGone).toHaveBeenCalledTimes(1);
});

test("a toast may offer two things to do", async () => {
  const run = vi.fn();
  await act(async () => void show({ text: "올리는 중", action: { label: "나만 보기", run }, second: { label: "문서 보기", run: () => {} } }));
  const [first] = page.querySelectorAll<HTMLButtonElement>(".toast .text-button");
  expect(page.querySelectorAll(".toast .text-button").length).toBe(2);
  await act(async () => first?.click());
  expect(run).toHaveBeenCalledTimes(1);
  expect(shown()).toEqual([]);
});

test("a notice that is said again stands there once, but each that undoes something stays", async () => {
  const gone = [vi.fn(), vi.fn()];
  for (const text of ["실패했어요", "실패했어요"]) await act(async () => void show({ text }));
  expect(shown()).toEqual(["실패했어요"]);
  for (const onGone of gone) await act(async () => void show({ text: "‘휴가’ 대화를 삭제했어요", action: { label: "되돌리기", run: () => {} }, onGone }));
  expect(shown()).toEqual(["‘휴가’ 대화를 삭제했어요", "‘휴가’ 대화를 삭제했어요"]);
  for (const onGone of gone) expect(onGone).not.toHaveBeenCalled();
});

test("a notice goes once another tells of the same thing", async () => {
  await act(async () => void show({ text: "가와 나를 삭제했어요", about: () => ["a", "b"], action: { label: "되돌리기", run: () => {} } }));
  await act(async () => void show({ text: "다를 삭제했어요", about: () => ["c"], action: { label: "되돌리기", run: () => {} } }));
  expect(shown()).toEqual(["가와 나를 삭제했어요", "다를 삭제했어요"]);
  await act(async () => void show({ text: "나를 되돌렸어요", about: () => ["b"] }));
  expect(shown()).toEqual(["다를 삭제했어요", "나를 되돌렸어요"]);
});
