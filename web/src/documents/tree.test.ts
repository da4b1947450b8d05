import { expect, test } from "vitest";
import type { Document } from "../api/wire";
import { treeOf } from "./tree";

const documents = ["총무/규정/휴가.hwp", "안내.txt", "총무/10월.pdf", "총무/2월.pdf", "인사/평가.pdf"].map((name) => ({ key: name, name }) as Document);
const drawn = (open: string[]) =>
  treeOf(documents, (path) => open.includes(path)).map((l) => (l.kind === "folder" ? `${" ".repeat(l.folder.depth)}${l.folder.name}/ ${l.folder.documents.length}` : `${" ".repeat(l.depth)}${l.document.name.split("/").pop()}`));

test("folders come first, with how many documents are in them and below", () => {
  expect(drawn([])).toEqual(["인사/ 1", "총무/ 3", "안내.txt"]);
});

test("what is in an open folder stands below it", () => {
  expect(drawn(["총무/", "총무/규정/"])).toEqual(["인사/ 1", "총무/ 3", " 규정/ 1", "  휴가.hwp", " 10월.pdf", " 2월.pdf", "안내.txt"]);
  expect(drawn(["총무/규정/"])).toEqual(["인사/ 1", "총무/ 3", "안내.txt"]);
});

test("folders are in the order in which people count", () => {
  const documents = ["10장/a.pdf", "2장/a.pdf", "1장/a.pdf"].map((name) => ({ key: name, name }) as Document);
  expect(treeOf(documents, () => false).map((line) => line.kind === "folder" && line.folder.name)).toEqual(["1장", "2장", "10장"]);
});
