import { beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../engine/clock";
import { Watch, type Waiting } from "./watch";

const nothing: Waiting = { connected: true, own: false, others: false, untold: false };

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

function looking() {
  const look = vi.fn();
  return { look, watch: new Watch(systemClock, look) };
}

test("a change is looked at at once, and many of them now and then", () => {
  const { look, watch } = looking();
  watch.told();
  expect(look).toHaveBeenCalledTimes(1);
  for (let ms = 0; ms < 60_000; ms += 100) {
    watch.told();
    vi.advanceTimersByTime(100);
  }
  expect(look.mock.calls.length).toBeGreaterThan(10);
  expect(look.mock.calls.length).toBeLessThan(22);
  vi.advanceTimersByTime(20_000);
  const before = look.mock.calls.length;
  watch.told();
  expect(look).toHaveBeenCalledTimes(before + 1);
});

test("the last of several changes is looked at too", () => {
  const { look, watch } = looking();
  watch.told();
  watch.told();
  watch.told();
  expect(look).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_500);
  expect(look).toHaveBeenCalledTimes(2);
});

test("a page that waits for nothing asks for nothing", () => {
  expect(looking().watch.next(nothing)).toBe(false);
});

test("a page that waits asks with growing pauses, and anew after a word of the server", () => {
  const { watch } = looking();
  const pauses: unknown[] = [];
  for (let i = 0; i < 8; i++) {
    watch.looked();
    pauses.push(watch.next({ ...nothing, own: true }));
  }
  expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  watch.told();
  watch.looked();
  expect(watch.next({ ...nothing, own: true })).toBe(2_000);
});

test("a tab that is open for eight hours, connected, never looks by itself", () => {
  const { look, watch } = looking();
  for (let hour = 0; hour < 8; hour++) {
    vi.advanceTimersByTime(3_600_000);
    watch.looked();
    expect(watch.next(nothing)).toBe(false);
  }
  expect(look).not.toHaveBeenCalled();
});

test("without a connection it looks now and then, and at others' work rarely", () => {
  const { watch } = looking();
  expect(watch.next({ ...nothing, connected: false })).toBe(20_000);
  expect(watch.next({ ...nothing, others: true })).toBe(300_000);
  expect(watch.next({ ...nothing, untold: true })).toBe(2_000); // few vectors are made at once
  for (let i = 0; i < 8; i++) watch.looked();
  expect(watch.next({ ...nothing, untold: true })).toBe(20_000);
});

test("after a quiet while, changes are looked at as often as at first", () => {
  const { look, watch } = looking();
  for (let ms = 0; ms < 30_000; ms += 100) {
    watch.told();
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(20_000);
  look.mockClear();
  watch.told(); // at once
  watch.told();
  vi.advanceTimersByTime(1_100);
  expect(look).toHaveBeenCalledTimes(2);
});

test("a page that is left looks no more", () => {
  const { look, watch } = looking();
  watch.told();
  watch.told();
  watch.stop();
  expect(vi.getTimerCount()).toBe(1); // the end of the rest after the first look
  vi.advanceTimersByTime(60_000);
  expect(look).toHaveBeenCalledTimes(1);
});
