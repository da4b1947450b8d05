import { useCallback, useMemo, useState } from "react";
import type { Turn } from "../api/wire";
import { load, save } from "../app/storage";
import type { LiveTurn } from "../engine/live";
import { arrange, type Choice, type Shown } from "./view";

// useVersions arranges a conversation's turns. Which version of a question or an answer is shown is remembered.
export function useVersions(id: string, turns: readonly Turn[], live: readonly LiveTurn[]) {
  const [kept, setKept] = useState<{ id: string; choice: Choice }>(() => ({ id, choice: load<Choice>(`versions.${id}`, {}) }));
  let { choice } = kept;
  if (kept.id !== id) {
    choice = load<Choice>(`versions.${id}`, {});
    setKept({ id, choice });
  }
  const shown = useMemo(() => arrange(turns, live, choice), [turns, live, choice]);
  const choose = useCallback(
    (first: string, version: string) => {
      setKept((now) => {
        const next = { ...now.choice, [first]: version };
        if (version === "") delete next[first];
        save(`versions.${id}`, Object.keys(next).length > 0 ? next : null);
        return { id, choice: next };
      });
    },
    [id],
  );
  return { shown, choose };
}

// parentOf is the turn that a question follows: the last one that is shown, or the one before the turn whose place it takes.
export function parentOf(shown: readonly Shown[], replaces: string | undefined): string {
  const at = replaces ? shown.findIndex((s) => s.versions.includes(replaces)) : shown.length;
  return shown[at - 1]?.view.id ?? "";
}
