import { expect, test } from "vitest";
import type { Document as DocumentEntry, DocumentState } from "../api/wire";
import { news, share, stateText } from "./states";

const doc = (name: string, state: DocumentState): DocumentEntry =>
  ({ key: `docs/${name}`, name, state, version: "1", url: "", size: 1, uploaded: "2026-01-02T03:04:05Z", mine: true, manage: true }) as unknown as DocumentEntry;
const shown = (all: DocumentEntry[]) => all.map((d) => `${d.name} ${d.state}`);

test("what is being read comes first, then a failure, then what came last", () => {
  const pulse = { counts: {}, moving: [doc("a", "reading"), doc("b", "queued"), doc("c", "queued")], failed: [doc("d", "failed"), doc("e", "failed")] };
  expect(shown(news(pulse, [doc("f", "ready")]))).toEqual(["a reading", "b queued", "d failed", "f ready"]);
  expect(news(undefined, undefined)).toEqual([]);
});

test("a document has one row, also while it is read anew", () => {
  const moving = [doc("a", "reading"), doc("b", "queued"), doc("c", "queued"), doc("a", "indexing")];
  const recent = [doc("a", "ready"), doc("c", "ready"), doc("f", "ready"), doc("f", "ready")];
  expect(shown(news({ counts: {}, moving, failed: [] }, recent))).toEqual(["a reading", "b queued", "f ready"]);
});

test("how much is done is told only where it is known", () => {
  const reading = (done: number, total: number, unit = "byte") => ({ ...doc("a", "reading"), progress: { done, total, unit } }) as DocumentEntry;
  const say = (key: string, values?: object) => (values ? `${key} ${Object.values(values).join("/")}` : key);
  const text = (d: DocumentEntry) => stateText(d, say as Parameters<typeof stateText>[1], "ko");
  expect(share(reading(3, 0))).toBeNull();
  expect(share(reading(3, 4))).toBe(0.75);
  expect(text(reading(3, 0))).toBe("state.reading");
  expect(text(reading(0, 0, "page"))).toBe("state.reading");
  expect(text(reading(3, 4, "page"))).toBe("state.readingPages 3/4");
  expect(text(reading(1, 2))).toBe("state.readingPercent 50%");
});
