import { afterEach, expect, test, vi } from "vitest";
import { readTrash } from "./queries";

afterEach(() => vi.unstubAllGlobals());

test("the trash is read page by page, and what was deleted last comes first", async () => {
  const pages = [
    { documents: [{ key: "a", delete_after: "2026-11-30T10:00:00Z" }, { key: "b", delete_after: "2026-11-30T10:05:00Z" }], next: "b/1" },
    { documents: [{ key: "c", delete_after: "2026-11-30T10:02:00.5Z" }], next: "c/1" },
    { documents: [{ key: "d", delete_after: "2026-11-30T10:09:00Z" }] },
  ];
  const asked: (string | null)[] = [];
  vi.stubGlobal("fetch", (path: string) => {
    const query = new URL(path, "http://localhost").searchParams;
    expect(query.get("state")).toBe("deleting");
    asked.push(query.get("after"));
    return Promise.resolve(new Response(JSON.stringify(pages[asked.length - 1])));
  });
  const found = await readTrash(new AbortController().signal);
  expect(found.map((d) => d.key)).toEqual(["d", "b", "c", "a"]);
  expect(asked).toEqual([null, "b/1", "c/1"]);
});
