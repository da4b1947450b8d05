import { beforeEach, describe, expect, test } from "vitest";
import type { UploadGrant } from "../api/wire";
import { canRetry, Refusal, Uploads, type Refused } from "./uploads";

interface Put {
  name: string;
  type: string;
  onSent: (bytes: number) => void;
  signal: AbortSignal;
  done: () => void;
  fail: (error: unknown) => void;
}

let puts: Put[];
let granted: object[];
let idle: string[][];
let added: string[][];
let hidden: string[][];
let shared: string[][];
let kept: Refused[][];
let refusal: Refusal | null;
let connected: boolean;
let wakes: { ms: number; f: () => void }[]; // what waits for the clock

const file = (name: string, size = 10, type = "text/plain") => ({ name, file: new File([new Uint8Array(size)], name, { type }) });
const settle = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

function start(formats: string[] = [], before: Refused[] = []) {
  return new Uploads({
    refused: { before, keep: (refused) => kept.push([...refused]) },
    limits: () => ({ formats, maxBytes: 1000 }),
    grant: (request) => {
      granted.push(request);
      if (refusal) return Promise.reject(refusal);
      const { filename } = request as { filename: string };
      return Promise.resolve({ Document: `docs/${filename}`, UploadURL: `/blob/${filename}` } as UploadGrant);
    },
    put: (_url, f, type, onSent, signal) =>
      new Promise<void>((resolve, reject) => {
        puts.push({ name: f.name, type, onSent, signal, done: resolve, fail: reject });
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      }),
    schedule: (flush) => flush(),
    clock: {
      random: () => 0.5,
      after: (ms, f) => {
        const wake = { ms, f };
        wakes.push(wake);
        return () => (wakes = wakes.filter((w) => w !== wake));
      },
    },
    connected: () => connected,
    onAdded: (files) => added.push(files.map((u) => u.name)),
    onIdle: (failed) => idle.push(failed.map((u) => u.name)),
    showTo: (keys, isPrivate) => (isPrivate ? hidden : shared).push([...keys]),
  });
}

beforeEach(() => {
  [puts, granted, idle, added, hidden, shared, kept, refusal] = [[], [], [], [], [], [], [], null];
  [connected, wakes] = [true, []];
});

describe("Uploads", () => {
  test("progress is told as it comes", async () => {
    const uploads = start();
    uploads.add([file("a.txt"), file("b.txt")]);
    await settle();
    const seen: number[] = [];
    uploads.subscribe(() => seen.push(uploads.batch().share));
    puts[0]!.onSent(5);
    puts[1]!.onSent(7);
    expect(seen).toHaveLength(2);
    expect(seen[1]! / seen[0]!).toBeCloseTo(12 / 5);
    expect(uploads.list().map((u) => u.sent)).toEqual([5, 7]);
  });

  test("a file that was sent some time before the list was read leaves it, whatever was read of the list", async () => {
    const uploads = start();
    uploads.add([file("a.txt")]);
    await settle();
    const sent = Date.now();
    puts[0]!.done();
    await settle();
    uploads.seen(new Set(), sent + 5_000);
    expect(uploads.list()).toHaveLength(1);
    uploads.seen(new Set(), sent + 12_000);
    expect(uploads.list()).toHaveLength(0);
  });

  test("tells how many of some files were stored once none of them is on its way", async () => {
    const uploads = start();
    const ids = uploads.add(["a", "b", "c", "d", "e"].map((n) => file(`${n}.txt`))).map((u) => u.id);
    const told: number[] = [];
    void uploads.over(ids).then((stored) => told.push(stored));
    await settle();
    uploads.drop(ids[4]!); // which was not sent yet
    puts[0]!.done();
    puts[1]!.fail(new Refusal("refused", ""));
    await settle();
    uploads.drop(ids[2]!); // while it was sent
    await settle();
    expect(told).toEqual([]);
    puts[3]!.done();
    await settle();
    expect(told).toEqual([2]);
  });

  test("sums up a whole batch: finished files count, and the next batch begins at nothing", async () => {
    const uploads = start(["txt"]);
    uploads.add([...["a", "b", "c", "d"].map((n) => file(`${n}.txt`)), file("e.mp3")]);
    await settle();
    expect(uploads.batch()).toEqual({ files: 4, finished: 0, share: 0 });
    expect(uploads.busy()).toBe(true);
    puts[0]!.onSent(10);
    puts[0]!.done();
    puts[1]!.onSent(4);
    await settle();
    expect(uploads.batch()).toEqual({ files: 4, finished: 1, share: expect.closeTo(1 / 4, 3) });
    uploads.seen(new Set(["docs/a.txt"]), 0); // off the list, still part of the batch
    uploads.drop(4); // taken back, so no longer part of it
    await settle();
    expect(uploads.batch()).toEqual({ files: 3, finished: 1, share: expect.closeTo(1 / 3, 3) });
    puts[1]!.fail(new Refusal("refused", ""));
    puts[2]!.done();
    await settle();
    expect(uploads.batch()).toEqual({ files: 3, finished: 3, share: 1 });
    expect(uploads.busy()).toBe(false);
    uploads.add([file("f.txt", 7)]);
    await settle();
    expect(uploads.batch()).toEqual({ files: 1, finished: 0, share: 0 });
    uploads.dropFailed();
    expect(uploads.list().map((u) => u.name)).not.toContain("e.mp3");
  });

  test("one large file among many small ones does not make up the whole share", async () => {
    const uploads = start(["txt"]);
    uploads.add([file("large.txt", 1_000_000), ...Array.from({ length: 99 }, (_, i) => file(`${i}.txt`, 10))]);
    await settle();
    puts[0]!.onSent(1_000_000);
    puts[0]!.done();
    await settle();
    expect(uploads.batch().finished).toBe(1);
    expect(uploads.batch().share).toBeLessThan(0.2);
  });

  test("sends three files at a time, in order", async () => {
    const uploads = start();
    uploads.add(["a", "b", "c", "d"].map((n) => file(`${n}.txt`)));
    await settle();
    expect(puts.map((p) => p.name)).toEqual(["a.txt", "b.txt", "c.txt"]);
    puts[1]!.done();
    await settle();
    expect(puts.map((p) => p.name)).toEqual(["a.txt", "b.txt", "c.txt", "d.txt"]);
    for (const p of puts) p.done();
    await settle();
    expect(uploads.list().map((u) => `${u.key} ${u.state}`)).toEqual(["docs/a.txt sent", "docs/b.txt sent", "docs/c.txt sent", "docs/d.txt sent"]);
    expect(idle).toEqual([[]]);
  });

  test("names are in NFC; a file without a type is granted and sent without one", async () => {
    start().add([file("한글.txt".normalize("NFD"), 10, "")], true);
    await settle();
    expect(granted).toEqual([{ filename: "한글.txt".normalize("NFC"), private: true }]);
    expect(puts[0]!.type).toBe("");
  });

  test("what can't be read fails before it is sent", async () => {
    const uploads = start(["pdf"]);
    uploads.add([file("a.hwp"), file("b.pdf", 0), file("c.pdf", 2000), file("d.PDF")]);
    await settle();
    expect(uploads.list().map((u) => u.problem)).toEqual(["unsupported", "empty", "tooLarge", null]);
    expect(puts.map((p) => p.name)).toEqual(["d.PDF"]);
  });

  test("shows how much was sent", async () => {
    const uploads = start();
    uploads.add([file("a.txt", 100)]);
    await settle();
    puts[0]!.onSent(40);
    expect(uploads.list()[0]).toMatchObject({ state: "sending", sent: 40 });
  });

  test("a failed file can be tried again", async () => {
    const uploads = start();
    refusal = new Refusal("refused", "");
    const [upload] = uploads.add([file("a.txt")]);
    await settle();
    expect(uploads.list()[0]).toMatchObject({ state: "failed", problem: "refused" });
    refusal = null;
    uploads.again([upload!.id]);
    await settle();
    puts[0]!.done();
    await settle();
    expect(uploads.list()[0]).toMatchObject({ state: "sent", key: "docs/a.txt" });
  });

  const states = (uploads: Uploads) => uploads.list().map((u) => `${u.name} ${u.state} ${u.problem ?? ""}`.trim());

  test("a batch waits while the connection is gone, and goes on by itself when it is back", async () => {
    const uploads = start();
    const ids = uploads.add(["a", "b", "c", "d", "e"].map((n) => file(`${n}.txt`))).map((u) => u.id);
    const told: number[] = [];
    void uploads.over(ids).then((stored) => told.push(stored));
    await settle();
    connected = false;
    for (const p of puts) p.fail(new TypeError("network"));
    await settle();
    expect(states(uploads)).toEqual(["a.txt waiting network", "b.txt waiting network", "c.txt waiting network", "d.txt waiting", "e.txt waiting"]);
    expect([puts.length, idle, told, uploads.busy(), wakes.map((w) => w.ms)]).toEqual([3, [], [], true, [1_000]]);
    connected = true;
    uploads.resume();
    await settle();
    expect(wakes).toEqual([]);
    expect(puts.slice(3).map((p) => p.name)).toEqual(["a.txt", "b.txt", "c.txt"]);
    for (const p of puts.slice(3)) p.done();
    await settle();
    for (const p of puts.slice(6)) p.done();
    await settle();
    expect([idle, told, uploads.busy()]).toEqual([[[]], [5], false]);
  });

  test("without a sign of the connection it is tried at longer and longer intervals, for as long as it takes", async () => {
    const uploads = start();
    uploads.add([file("a.txt")]);
    connected = false;
    const waited: number[] = [];
    for (let i = 0; i < 8; i++) {
      await settle();
      puts.at(-1)!.fail(new TypeError("network"));
      await settle();
      const wake = wakes.pop()!;
      waited.push(wake.ms);
      wake.f();
    }
    expect(waited).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(states(uploads)).toEqual(["a.txt sending"]);
  });

  test("what waits for the connection and is taken back ends the batch", async () => {
    const uploads = start();
    const [a] = uploads.add([file("a.txt")]);
    await settle();
    puts[0]!.fail(new TypeError("network"));
    await settle();
    expect(idle).toEqual([]);
    uploads.drop(a!.id);
    expect([idle, uploads.busy()]).toEqual([[[]], false]);
  });

  test("all that failed are sent again at once, but for what can never be stored", async () => {
    const uploads = start(["txt"]);
    refusal = new Refusal("server", "가득 찼어요.");
    uploads.add([file("a.txt"), file("b.mp3"), file("c.txt")]);
    await settle();
    expect(uploads.list().map(canRetry)).toEqual([true, false, true]);
    refusal = null;
    uploads.again(uploads.list().filter(canRetry).map((u) => u.id));
    await settle();
    expect(puts.map((p) => p.name)).toEqual(["a.txt", "c.txt"]);
  });

  test("a file that fails again and again while there is a connection is given up", async () => {
    const uploads = start();
    uploads.add([file("a.txt")]);
    for (let i = 0; i < 5; i++) {
      await settle();
      puts.at(-1)!.fail(new TypeError("network"));
      await settle();
      wakes.pop()?.f();
    }
    expect(states(uploads)).toEqual(["a.txt failed network"]);
    expect(idle).toEqual([["a.txt"]]);
    uploads.add([file("b.txt")]); // which stays listed, but is not told again
    await settle();
    puts.at(-1)!.done();
    await settle();
    expect(idle).toEqual([["a.txt"], []]);
  });

  test("a file that was refused for good is listed until it is dismissed, also over a reload", async () => {
    const uploads = start(["txt"]);
    uploads.add([file("a.heic", 7), file("b.txt")]);
    await settle();
    expect(kept.at(-1)).toEqual([{ name: "a.heic", size: 7, problem: "unsupported" }]);
    const later = start(["txt"], kept.at(-1));
    expect(later.list().map((u) => `${u.name} ${u.size} ${u.state} ${u.problem}`)).toEqual(["a.heic 7 failed unsupported"]);
    later.add([file("c.txt")]);
    await settle();
    puts.at(-1)!.done();
    await settle();
    expect(idle.at(-1)).toEqual([]); // it was told before
    later.drop(later.list()[0]!.id);
    expect(kept.at(-1)).toEqual([]);
  });

  test("what was shared by mistake becomes private, wherever it is by then", async () => {
    const uploads = start();
    const ids = uploads.add(["a", "b", "c", "d"].map((n) => file(`${n}.txt`))).map((u) => u.id);
    expect(added).toEqual([["a.txt", "b.txt", "c.txt", "d.txt"]]);
    await settle();
    puts[0]!.done();
    await settle();
    uploads.seen(new Set(["docs/a.txt"]), 0); // the list has it
    uploads.setPrivate([ids[0]!, ids[1]!, ids[3]!], true);
    expect(hidden).toEqual([["docs/a.txt"]]);
    for (const p of puts.slice(1)) p.done();
    await settle();
    expect(hidden).toEqual([["docs/a.txt"], ["docs/b.txt"], ["docs/d.txt"]]);
    expect(uploads.list().map((u) => u.private)).toEqual([true, false, true]);
    expect(uploads.keys(ids)).toEqual(["docs/a.txt", "docs/b.txt", "docs/c.txt", "docs/d.txt"]);
  });

  test("what was private by mistake becomes visible to everyone, wherever it is by then", async () => {
    const uploads = start();
    const ids = uploads.add(["a", "b", "c", "d"].map((n) => file(`${n}.txt`)), true).map((u) => u.id);
    await settle();
    puts[0]!.done();
    await settle();
    uploads.setPrivate(ids.slice(0, 2), false);
    expect(shared).toEqual([["docs/a.txt"]]);
    uploads.setPrivate(ids.slice(2), false);
    uploads.setPrivate(ids.slice(2), true); // and back again
    for (const p of puts.slice(1)) p.done();
    await settle();
    expect([shared, hidden]).toEqual([[["docs/a.txt"], ["docs/b.txt"]], []]);
  });

  test("dropping an upload stops it", async () => {
    const uploads = start();
    const [upload] = uploads.add([file("a.txt")]);
    await settle();
    uploads.drop(upload!.id);
    await settle();
    expect(puts[0]!.signal.aborted).toBe(true);
    expect(uploads.list()).toEqual([]);
  });

  test("what the server lists is no upload any more", async () => {
    const uploads = start();
    uploads.add([file("a.txt"), file("b.txt")]);
    await settle();
    puts[0]!.done();
    await settle();
    uploads.seen(new Set(["docs/a.txt", "docs/b.txt"]), 0);
    expect(uploads.list().map((u) => u.name)).toEqual(["b.txt"]);
  });

  test("drops what is on its way to a deleted document", async () => {
    const uploads = start();
    uploads.add([file("a.txt"), file("b.txt"), file("c.txt"), file("d.txt")]);
    await settle();
    puts[0]!.done();
    puts[2]!.fail(new Refusal("refused", ""));
    await settle();
    uploads.deleted(new Set(["docs/a.txt", "docs/b.txt", "docs/c.txt"])); // sent, being sent, failed
    await settle();
    expect(uploads.list().map((u) => u.name)).toEqual(["c.txt", "d.txt"]);
    expect([puts[1]!.signal.aborted, puts[3]!.signal.aborted]).toEqual([true, false]);
  });
});
