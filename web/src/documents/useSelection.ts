import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { readMatching, type DocumentFilter } from "../api/queries";
import type { Document as DocumentEntry, DocumentState } from "../api/wire";
import { useT } from "../i18n";
import { useToast } from "../ui/Toast";

export interface Selection {
  keys: ReadonlySet<string>;
  chosen: readonly DocumentEntry[];
  gathering: boolean; // every document that matches is being read
  toggle: (document: DocumentEntry) => void;
  choose: (documents: readonly DocumentEntry[], on: boolean) => void;
  chooseAll: () => void;
  clear: () => void;
}

// useSelection keeps which documents are chosen, also those that the list has not loaded. Another filter ends a selection:
// nothing is done to documents that nobody sees. loaded are the rows that are there; they are newer than what was chosen.
export function useSelection(filter: DocumentFilter, states: readonly DocumentState[], loaded: readonly DocumentEntry[]): Selection {
  const t = useT();
  const toast = useToast();
  const [kept, setKept] = useState<ReadonlyMap<string, DocumentEntry>>(new Map());
  const reading = useRef<AbortController>(null);
  const [gathering, setGathering] = useState(false);
  const clear = useCallback(() => {
    reading.current?.abort();
    setGathering(false);
    setKept(new Map());
  }, []);
  const about = JSON.stringify([filter.contains, filter.owner, states]);
  const [shown, setShown] = useState(about);
  if (shown !== about) {
    setShown(about);
    setKept(new Map());
    setGathering(false);
  }
  useEffect(() => () => reading.current?.abort(), [about]);

  const toggle = useCallback((document: DocumentEntry) => {
    setKept((all) => {
      const next = new Map(all);
      if (!next.delete(document.key)) next.set(document.key, document);
      return next;
    });
  }, []);
  const choose = useCallback((documents: readonly DocumentEntry[], on: boolean) => {
    setKept((all) => {
      const next = new Map(all);
      for (const d of documents) if (on) next.set(d.key, d); else next.delete(d.key);
      return next;
    });
  }, []);
  const chooseAll = () => {
    const ask = new AbortController();
    reading.current?.abort();
    reading.current = ask;
    setGathering(true);
    readMatching(filter, states, ask.signal).then(
      (found) => {
        if (ask.signal.aborted) return;
        setKept(new Map(found.map((d) => [d.key, d])));
        setGathering(false);
      },
      () => {
        if (ask.signal.aborted) return;
        setGathering(false);
        toast({ text: t("docs.selectAllFailed"), tone: "bad" });
      },
    );
  };
  const chosen = useMemo(() => {
    const newer = new Map(loaded.map((d) => [d.key, d]));
    return [...kept.values()].map((d) => newer.get(d.key) ?? d);
  }, [kept, loaded]);
  const keys = useMemo(() => new Set(kept.keys()), [kept]);
  return { keys, chosen, gathering, toggle, choose, chooseAll, clear };
}
