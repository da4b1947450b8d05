import { expect, test } from "vitest";
import type { Vectors } from "../api/wire";
import { advance, type Preparing } from "./vectors";

const of = (passages: number, missing: number, model = "m"): Vectors => ({ model, passages, missing, stalled: false });

test("the share of vectors never goes back while documents come, and reaches the end", () => {
  let now: Preparing | undefined;
  const shares: number[] = [];
  for (const [passages, missing] of [[100, 100], [100, 20], [300, 220], [300, 110], [320, 120], [320, 1]] as const) {
    now = advance(now, of(passages, missing));
    shares.push(now!.share);
  }
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.slice(0, 4)).toEqual([0, 0.8, 0.8, 0.9]);
  expect(shares.at(-1)).toBeGreaterThan(0.99);
  expect(advance(now, of(320, 0))).toBeUndefined();
});

test("another model begins anew", () => {
  const before = advance(undefined, of(100, 10));
  expect(before?.share).toBe(0.9);
  expect(advance(before, of(100, 100, "n"))?.share).toBe(0);
});
