// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import type { Document as DocumentEntry } from "../api/wire";

const failed = (key: string): DocumentEntry => ({ key, state: "failed", uploaded: "2026-01-02T03:04:05Z" }) as DocumentEntry;
const kept = (user: string) => JSON.parse(localStorage.getItem(`mundap.failed.seen.${user}`) ?? "[]").map((mark: string) => mark.split(" ")[0]);

// The page as it is opened: nothing but the browser's storage is remembered.
async function open() {
  vi.resetModules();
  return import("./seen");
}

beforeEach(() => localStorage.clear());

test("what one account has seen, another has not", async () => {
  const { noteSeen } = await open();
  noteSeen("kim", failed("a"));
  noteSeen("lee", failed("b"));
  noteSeen("kim", failed("c"));
  expect([kept("kim"), kept("lee")]).toEqual([["a", "c"], ["b"]]);
});

test("a visit forgets what has not failed any more, if it knows all that failed", async () => {
  const { noteSeen, forgetSeen } = await open();
  for (const key of ["a", "b", "c"]) noteSeen("kim", failed(key));
  forgetSeen("kim", [failed("b")]);
  expect(kept("kim")).toEqual(["a", "c"]);
  (await open()).tidy("kim", { counts: { failed: 2 }, moving: [], failed: [failed("c")] });
  expect(kept("kim")).toEqual(["a", "c"]);
  const later = await open();
  later.tidy("kim", { counts: { failed: 1 }, moving: [], failed: [failed("c")] });
  expect(kept("kim")).toEqual(["c"]);
  later.tidy("kim", { counts: {}, moving: [], failed: [] });
  expect(kept("kim")).toEqual(["c"]);
});
