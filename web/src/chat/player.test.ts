import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Player, type Playing } from "./player";

// Sound is an audio element that plays until it is told that it has ended.
class Sound extends EventTarget {
  static all: Sound[] = [];
  playing = false;
  error: MediaError | null = null;

  constructor(readonly src: string) {
    super();
    Sound.all.push(this);
  }

  play(): Promise<void> {
    this.playing = true;
    return Promise.resolve();
  }

  pause(): void {
    this.playing = false;
  }

  end(): void {
    this.playing = false;
    this.dispatchEvent(new Event("ended"));
  }
}

const played = () => Sound.all.map((s) => s.src);
const last = () => Sound.all.at(-1) as Sound;

beforeEach(() => {
  Sound.all = [];
  vi.stubGlobal("window", {});
  vi.stubGlobal("Audio", Sound);
});

afterEach(() => vi.unstubAllGlobals());

test("sentences are played in order as they come, from the first one on", () => {
  const states: Playing[] = [];
  const player = new Player((s) => states.push(s));
  player.update(["a"], false);
  expect(played()).toEqual([]);
  player.play();
  expect(played()).toEqual(["a"]);
  last().end();
  expect(states).toEqual(["reading"]); // it waits for the next one
  player.update(["a", "b"], false);
  player.update(["a", "b", "c"], true);
  expect(played()).toEqual(["a", "b"]);
  last().end();
  last().end();
  expect(played()).toEqual(["a", "b", "c"]);
  expect(states).toEqual(["reading", "ended"]);
  player.play();
  expect(last().src).toBe("a");
});

test("a pause ends within a sentence, and reading goes on there", () => {
  const states: Playing[] = [];
  const player = new Player((s) => states.push(s));
  player.update(["a", "b"], true);
  player.play();
  player.pause();
  expect(last().playing).toBe(false);
  player.play();
  expect(played()).toEqual(["a"]);
  expect(last().playing).toBe(true);
  expect(states).toEqual(["reading", "paused", "reading"]);
});

test("who pauses while the next sentence is awaited hears it after going on", () => {
  const player = new Player(() => {});
  player.update(["a"], false);
  player.play();
  last().end();
  player.pause();
  player.update(["a", "b"], true);
  expect(played()).toEqual(["a"]);
  player.play();
  expect(played()).toEqual(["a", "b"]);
});

test("whoever begins pauses what was read before", () => {
  const states: Playing[] = [];
  const first = new Player((s) => states.push(s));
  const second = new Player(() => {});
  first.update(["a"], true);
  second.update(["x"], true);
  first.play();
  second.play();
  expect(states).toEqual(["reading", "paused"]);
  expect(Sound.all.map((s) => s.playing)).toEqual([false, true]);
});

test("a sentence that can't be played costs itself alone, and stopping ends all", () => {
  const player = new Player(() => {});
  player.update(["a", "b"], true);
  player.play();
  last().dispatchEvent(new Event("error"));
  expect(played()).toEqual(["a", "b"]);
  player.stop();
  last().end();
  expect(played()).toEqual(["a", "b"]);
});
