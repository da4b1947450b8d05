import { expect, test } from "vitest";
import { chatPath, documentPath, panePath, parsePlace, searchPath, whole, type Pane } from "./router";

test.each([
  ["/", { page: "chat", id: "" }],
  ["/c/abc-1", { page: "chat", id: "abc-1" }],
  [`/c/${encodeURIComponent("가/나")}`, { page: "chat", id: "가/나" }],
  ["/c/%E0%A4%A", { page: "chat", id: "%E0%A4%A" }],
  ["/docs", { page: "documents", failed: false, passage: null }],
  ["/docs/", { page: "documents", failed: false, passage: null }],
  ["/documents", { page: "documents", failed: false, passage: null }],
  ["/documents/", { page: "documents", failed: false, passage: null }],
  ["/settings", { page: "settings" }],
  ["/admin", { page: "admin" }],
  ["/documents/%EA%B7%9C%EC%A0%95.pdf", { page: "file", address: "/documents/%EA%B7%9C%EC%A0%95.pdf" }],
  ["/file", { page: "unknown" }],
  ["/elsewhere", { page: "unknown" }],
])("%s", (path, route) => expect(parsePlace(path, "").route).toEqual(route));

test("a link leads to the documents that could not be read", () => expect(parsePlace("/docs", "?state=failed").route).toEqual({ page: "documents", failed: true, passage: null }));

test("a document that stands beside a page survives the address bar", () => {
  for (const path of [documentPath("id/가 1"), searchPath("가", whole("id/가 1"))]) {
    const [address, search = ""] = path.split("?");
    expect(parsePlace(address as string, `?${search}`).route).toMatchObject({ passage: whole("id/가 1") });
  }
});

test.each([
  ["?path=/documents/%25EA%25B7%259C.pdf", { page: "file", address: "/documents/%EA%B7%9C.pdf" }],
  ["?path=https://elsewhere.example/documents/", { page: "unknown" }],
  ["?path=//elsewhere.example", { page: "unknown" }],
])("/file%s", (search, route) => expect(parsePlace("/file", search).route).toEqual(route));

test("panes survive the address bar", () => {
  const panes: Pane[] = [null, { kind: "why", turn: "t&1" }, { kind: "source", turn: "t 1", number: 3, occurrence: -1 }, { kind: "source", turn: "t", number: 3, occurrence: 0 }, { kind: "source", turn: "t", number: 12, occurrence: 2 }];
  for (const pane of panes) {
    const [path, search = ""] = panePath(chatPath("c"), pane).split("?");
    expect(parsePlace(path as string, search).pane).toEqual(pane);
  }
});

test.each(["?source=t", "?source=t&n=0", "?source=t&n=x", "?n=2"])("%s names no source", (search) => {
  expect(parsePlace("/c/a", search).pane).toBeNull();
});
