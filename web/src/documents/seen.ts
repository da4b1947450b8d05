import { useEffect, useSyncExternalStore } from "react";
import { usePulse, type Pulse } from "../api/queries";
import type { Document as DocumentEntry } from "../api/wire";
import { useClient } from "../app/client";
import { load, save } from "../app/storage";

const most = 5_000; // failures that are remembered

const listeners = new Set<() => void>();
let seen: { user: string; marks: ReadonlySet<string>; tidy: boolean } | undefined;

// markOf is a document's failure: another upload of it may fail anew.
const markOf = (d: DocumentEntry) => `${d.key} ${d.uploaded}`;

const keyOf = (user: string) => `failed.seen.${user}`;

function of(user: string) {
  if (seen?.user !== user) seen = { user, marks: new Set(load<string[]>(keyOf(user), [])), tidy: false };
  return seen;
}

function change(user: string, marks: readonly string[]): void {
  const kept = marks.slice(-most);
  seen = { ...of(user), marks: new Set(kept) };
  save(keyOf(user), kept.length > 0 ? kept : null);
  for (const listener of listeners) listener();
}

function keep(user: string, wanted: (mark: string) => boolean): void {
  const all = [...of(user).marks];
  const kept = all.filter(wanted);
  if (kept.length < all.length) change(user, kept);
}

// noteSeen remembers that a user knows of a document's failure: it was shown in the list, or dismissed.
export function noteSeen(user: string, document: DocumentEntry): void {
  const { marks } = of(user);
  if (!marks.has(markOf(document))) change(user, [...marks, markOf(document)]);
}

// forgetSeen has a document's failure told again, should it fail again.
export function forgetSeen(user: string, documents: readonly DocumentEntry[]): void {
  const gone = new Set(documents.map(markOf));
  keep(user, (mark) => !gone.has(mark));
}

// tidy forgets what has not failed any more, once for each visit: a later pulse may be older than what the list has shown.
export function tidy(user: string, { counts, failed }: Pulse): void {
  const known = of(user);
  if (known.tidy) return;
  known.tidy = true;
  if (failed.length < (counts.failed ?? 0)) return; // others have failed too
  const still = new Set(failed.map(markOf));
  keep(user, (mark) => still.has(mark));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// useUnseen reports whether a document failed and its user has not seen that yet in this browser.
export function useUnseen(): (document: DocumentEntry) => boolean {
  const { user } = useClient();
  const pulse = usePulse().data;
  useEffect(() => {
    if (pulse) tidy(user, pulse);
  }, [user, pulse]);
  const marks = useSyncExternalStore(subscribe, () => of(user).marks);
  return (document) => document.state === "failed" && !marks.has(markOf(document));
}
