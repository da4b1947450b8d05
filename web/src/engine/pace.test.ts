import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { onNextFrame, paced } from "./pace";

let frames: ((time: number) => void)[] = [];
let now = 0;

// draw hands over one frame, ms after the one before, and lets what waits for it run.
function draw(ms = 16): void {
  now += ms;
  const due = frames;
  frames = [];
  for (const f of due) f(now);
  vi.advanceTimersByTime(1);
}

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (f: (time: number) => void) => frames.push(f));
  vi.stubGlobal("document", { visibilityState: "visible" });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("onNextFrame", () => {
  test("flushes once, after the frame", () => {
    let count = 0;
    onNextFrame(() => count++);
    frames[0]!(16);
    expect(count).toBe(0);
    vi.advanceTimersByTime(1);
    expect(count).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(count).toBe(1);
  });

  test("a page that is hidden meanwhile flushes all the same, once", () => {
    let count = 0;
    onNextFrame(() => count++);
    vi.advanceTimersByTime(250);
    expect(count).toBe(1);
    draw();
    vi.advanceTimersByTime(1000);
    expect(count).toBe(1);
  });

  test("a hidden page draws no frame and waits for none", () => {
    vi.stubGlobal("document", { visibilityState: "hidden" });
    let count = 0;
    onNextFrame(() => count++);
    vi.advanceTimersByTime(200);
    expect([count, frames.length]).toEqual([1, 0]);
  });

  test("lets frames pass", () => {
    let count = 0;
    onNextFrame(() => count++, 2);
    draw();
    draw();
    expect(count).toBe(0);
    draw();
    expect(count).toBe(1);
  });
});

describe("paced", () => {
  // flushesIn counts the draws of something that always has more to draw, while each frame takes ms.
  const flushesIn = (schedule: (flush: () => void) => void, n: number, ms: number) => {
    let count = 0;
    let on = true;
    const again = () => {
      count++;
      if (on) schedule(again);
    };
    schedule(again);
    for (let i = 0; i < n; i++) draw(ms);
    on = false;
    return count;
  };

  test("draws in every frame while that costs none", () => expect(flushesIn(paced(), 100, 16)).toBe(100));

  test("draws less often once it costs frames, but in every fourth frame at least", () => {
    const schedule = paced();
    expect(flushesIn(schedule, 40, 30)).toBeLessThan(15);
    for (let i = 0; i < 8; i++) draw();
    expect(flushesIn(schedule, 40, 30)).toBe(10); // in every fourth
  });

  test("draws in every frame again when all has been calm for a while", () => {
    const schedule = paced();
    flushesIn(schedule, 40, 30);
    for (let i = 0; i < 8; i++) draw();
    flushesIn(schedule, 1000, 16);
    for (let i = 0; i < 8; i++) draw();
    expect(flushesIn(schedule, 60, 16)).toBe(60);
  });
});
