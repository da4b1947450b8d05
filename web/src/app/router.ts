import { useSyncExternalStore, type MouseEvent } from "react";

// Route is where the reader is. The address bar says it, so that every place can be linked to.
export type Route =
  | { page: "chat"; id: string } // id "": a conversation that has no question yet
  | { page: "documents"; failed: boolean; passage: Passage | null } // failed: only those that could not be read are shown at first
  | { page: "search"; query: string; passage: Passage | null }
  | { page: "settings" }
  | { page: "admin" }
  // A document's own address, of which the server sent the client's page, or to which it sent the browser by filePath: there is
  // no such document, or nobody is signed in.
  | { page: "file"; address: string }
  | { page: "answer"; request: string; key: string } // a colleague's answer, by its link
  | { page: "unknown" };

// Pane is what stands beside the conversation: a source of an answer, or how an answer came about.
export type Pane = { kind: "source"; turn: string; number: number; occurrence: number } | { kind: "why"; turn: string } | null;

// Passage is a place in a document that stands beside a page: bytes of a version's text, with what of it is lit.
export interface Passage {
  document: string;
  version: string; // "": the newest
  start: number;
  end: number;
  lit: readonly { start: number; end: number }[];
}

const documents = "/documents/";
const filePath = "/file"; // ?path=/documents/…: where a server that has no page of its own sends browsers instead

export interface Place {
  route: Route;
  pane: Pane;
}

export function parsePlace(path: string, search: string): Place {
  return { route: parseRoute(path, search), pane: parsePane(new URLSearchParams(search)) };
}

function parseRoute(path: string, search: string): Route {
  if (path === "/" || path === "") return { page: "chat", id: "" };
  const chat = /^\/c\/([^/]+)\/?$/.exec(path);
  if (chat) return { page: "chat", id: decode(chat[1] as string) };
  const answer = /^\/a\/([^/]+)\/?$/.exec(path);
  if (answer) return { page: "answer", request: decode(answer[1] as string), key: new URLSearchParams(search).get("key") ?? "" };
  if (/^\/doc(?:s|uments)\/?$/.test(path)) return { page: "documents", failed: new URLSearchParams(search).get("state") === "failed", passage: parsePassage(new URLSearchParams(search)) }; // people type either
  if (/^\/search\/?$/.test(path)) return { page: "search", query: new URLSearchParams(search).get("q") ?? "", passage: parsePassage(new URLSearchParams(search)) };
  if (/^\/settings\/?$/.test(path)) return { page: "settings" };
  if (/^\/admin\/?$/.test(path)) return { page: "admin" };
  if (path.startsWith(documents)) return { page: "file", address: path + search };
  const file = path === filePath ? (new URLSearchParams(search).get("path") ?? "") : "";
  if (file.startsWith(documents)) return { page: "file", address: file };
  return { page: "unknown" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function parsePane(search: URLSearchParams): Pane {
  const why = search.get("why");
  if (why) return { kind: "why", turn: why };
  const turn = search.get("source");
  const number = Number(search.get("n"));
  if (!turn || !Number.isInteger(number) || number < 1) return null;
  return { kind: "source", turn, number, occurrence: Math.max(-1, Number(search.get("at") ?? -1) || 0) };
}

function parsePassage(search: URLSearchParams): Passage | null {
  const document = search.get("document") ?? "";
  const [place, ...lit] = (search.get("at") ?? "0-0").split("_").map(parseRange);
  if (document === "" || !place) return null;
  return { document, version: search.get("version") ?? "", ...place, lit: lit.filter((r) => r !== null) };
}

function parseRange(text: string): { start: number; end: number } | null {
  const found = /^(\d+)-(\d+)$/.exec(text);
  return found ? { start: Number(found[1]), end: Number(found[2]) } : null;
}

export function chatPath(id: string): string {
  return id === "" ? "/" : `/c/${encodeURIComponent(id)}`;
}

export function searchPath(query: string, passage: Passage | null = null): string {
  const ranges = passage ? [passage, ...passage.lit].map((r) => `${r.start}-${r.end}`).join("_") : "";
  const values = { ...(query !== "" && { q: query }), ...(passage && { document: passage.document, version: passage.version, at: ranges }) };
  const search = new URLSearchParams(values).toString();
  return search === "" ? "/search" : `/search?${search}`;
}

// whole is a document from its beginning, as its newest version has it.
export const whole = (document: string): Passage => ({ document, version: "", start: 0, end: 0, lit: [] });

// documentPath is the list of documents with one of them beside it.
export function documentPath(document: string): string {
  return `/docs?${new URLSearchParams({ document })}`;
}

export function panePath(path: string, pane: Pane): string {
  if (!pane) return path;
  if (pane.kind === "why") return `${path}?why=${encodeURIComponent(pane.turn)}`;
  const at = pane.occurrence >= 0 ? `&at=${pane.occurrence}` : "";
  return `${path}?source=${encodeURIComponent(pane.turn)}&n=${pane.number}${at}`;
}

const listeners = new Set<() => void>();
let place: Place = { route: { page: "chat", id: "" }, pane: null };
let address = "";

function current(): Place {
  const now = location.pathname + location.search;
  if (now !== address) {
    address = now;
    place = parsePlace(location.pathname, location.search);
  }
  return place;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("popstate", listener);
  };
}

// navigate goes to another place of the client. replace leaves no step to go back to.
export function navigate(to: string, { replace = false } = {}): void {
  if (to === location.pathname + location.search) return;
  const state = history.state as { over?: number } | null; // what lies over the page has a step that this one takes over
  if (replace && !state?.over) history.replaceState(state, "", to);
  else if (state?.over) history.replaceState({ mundap: true }, "", to);
  else history.pushState({ mundap: true }, "", to);
  for (const listener of listeners) listener();
}

// openPane shows a pane. The first one is a step that Back closes; others take its place.
export function openPane(pane: Pane): void {
  const { pane: shown } = current();
  if (!pane && shown && (history.state as { mundap?: boolean; pane?: boolean } | null)?.pane) {
    history.back();
    return;
  }
  const to = panePath(location.pathname, pane);
  if (shown || !pane) navigate(to, { replace: true });
  else {
    history.pushState({ mundap: true, pane: true }, "", to);
    for (const listener of listeners) listener();
  }
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, current);
}

// follow makes a link of the client's own act without loading the page, unless the reader wants it elsewhere.
export function follow(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  navigate(event.currentTarget.getAttribute("href") ?? "/");
}
