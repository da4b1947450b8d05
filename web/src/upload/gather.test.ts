import { expect, test } from "vitest";
import { fromInput, fromTransfer } from "./gather";

const file = (name: string) => new File(["글"], name);

// entry is a file or a folder as browsers give it. A folder gives its entries a few at a time, as browsers do.
function entry(path: string, inside?: FileSystemEntry[] | "gone"): FileSystemEntry {
  const base = { fullPath: path, name: path.split("/").at(-1), isDirectory: inside !== undefined, isFile: inside === undefined };
  if (inside === undefined) return { ...base, file: (done: (f: File) => void) => done(file(base.name ?? "")) } as unknown as FileSystemEntry;
  return {
    ...base,
    createReader: () => {
      let left = inside === "gone" ? [] : [...inside];
      return {
        readEntries: (done: (some: FileSystemEntry[]) => void, failed: (error: unknown) => void) => {
          if (inside === "gone") return failed(new Error("gone"));
          const some = left.slice(0, 2);
          left = left.slice(2);
          return done(some);
        },
      };
    },
  } as unknown as FileSystemEntry;
}

// transfer is what was dropped: folders as entries, files as files, and text that is neither.
const transfer = (...items: (FileSystemEntry | File | string)[]) =>
  ({
    items: items.map((item) => ({
      kind: typeof item === "string" ? "string" : "file",
      webkitGetAsEntry: () => (item instanceof File || typeof item === "string" ? null : item),
      getAsFile: () => (item instanceof File ? item : null),
    })),
  }) as unknown as DataTransfer;

const names = (found: { name: string }[]) => found.map((f) => f.name);

test("files that are dropped come with their names, and folders with all that is in them", async () => {
  const folder = entry("/규정", [entry("/규정/a.pdf"), entry("/규정/안", [entry("/규정/안/b.pdf"), entry("/규정/안/c.pdf"), entry("/규정/안/d.pdf")]), entry("/규정/e.pdf")]);
  const found = await fromTransfer(transfer(file("x.txt"), "some text", folder));
  expect(names(found)).toEqual(["x.txt", "규정/a.pdf", "규정/e.pdf", "규정/안/b.pdf", "규정/안/c.pdf", "규정/안/d.pdf"]);
  expect(found[1]?.file.name).toBe("a.pdf");
});

test("what no reader means to upload is left out, and its folders are not even read", async () => {
  const hidden = entry("/p/.git", "gone");
  const folder = entry("/p", [hidden, entry("/p/node_modules", "gone"), entry("/p/Thumbs.db"), entry("/p/~$a.docx"), entry("/p/a.docx"), entry("/p/desktop.ini")]);
  expect(names(await fromTransfer(transfer(file(".DS_Store"), folder)))).toEqual(["p/a.docx"]);
});

test("a folder that is gone meanwhile costs only what is in it", async () => {
  expect(names(await fromTransfer(transfer(entry("/weg", "gone"), entry("/da", [entry("/da/a.txt")]))))).toEqual(["da/a.txt"]);
});

test("a disk that was dropped by mistake is not read to its end", async () => {
  const many = Array.from({ length: 10_050 }, (_, i) => entry(`/p/${i}.txt`));
  expect(await fromTransfer(transfer(entry("/p", many)))).toHaveLength(10_000);
});

test("a file field gives files by their names, and a folder's by their paths", () => {
  const list = [file("a.txt"), Object.assign(file("b.txt"), {}), file(".hidden")];
  Object.defineProperty(list[1], "webkitRelativePath", { value: "규정/b.txt" });
  expect(names(fromInput(list as unknown as FileList))).toEqual(["a.txt", "규정/b.txt"]);
  expect(fromInput(Array.from({ length: 10_050 }, (_, i) => file(`${i}.txt`)) as unknown as FileList)).toHaveLength(10_000);
});
