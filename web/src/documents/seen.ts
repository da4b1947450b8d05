import { useSyncExternalStore } from "react";
import { load, save } from "../app/storage";
import type { Document as DocumentEntry } from "../api/wire";

const most = 500; // failures that are remembered

const listeners = new Set<() => void>();
let seen: ReadonlySet<string> | undefined;

// markOf is a document's failure: another upload of it may fail anew.
const markOf = (d: DocumentEntry) => `${d.key} ${d.uploaded}`;

const current = (): ReadonlySet<string> => (seen ??= new Set(load<string[]>("failed.seen", [])));

function change(marks: readonly string[]): void {
  seen = new Set(marks.slice(-most));
  save("failed.seen", [...seen]);
  for (const listener of listeners) listener();
}

// noteSeen remembers that its owner knows of a document's failure: it was shown in the list, or dismissed.
export function noteSeen(document: DocumentEntry): void {
  if (!current().has(markOf(document))) change([...current(), markOf(document)]);
}

// forgetSeen has a document's failure told again, should it fail again.
export function forgetSeen(documents: readonly DocumentEntry[]): void {
  const gone = new Set(documents.map(markOf));
  if ([...gone].some((mark) => current().has(mark))) change([...current()].filter((mark) => !gone.has(mark)));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// useUnseen reports whether a document failed and nobody has seen that yet in this browser.
export function useUnseen(): (document: DocumentEntry) => boolean {
  const known = useSyncExternalStore(subscribe, current);
  return (document) => document.state === "failed" && !known.has(markOf(document));
}
