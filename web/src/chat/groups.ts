import { useMemo, useState } from "react";
import type { Shown } from "./view";

// Turns in groups: what is far from sight costs the browser a glance for each group, not for each turn.
const together = 10;

export interface Group {
  key: number;
  shown: readonly Shown[];
}

const placeOf = (s: Shown | undefined) => s?.versions[0] ?? "";

// groupsOf cuts a conversation into groups, counted from the turn that is called anchor. A turn stays in its group whatever
// comes before or after it; the first group and the last one may grow.
export function groupsOf(shown: readonly Shown[], anchor: string): Group[] {
  const zero = Math.max(0, shown.findIndex((s) => placeOf(s) === anchor));
  const groups: Group[] = [];
  for (let i = 0; i < shown.length; ) {
    const key = Math.floor((i - zero) / together);
    const end = zero + (key + 1) * together;
    groups.push({ key, shown: shown.slice(i, end) });
    i = end;
  }
  return groups;
}

// useGroups cuts what is shown into groups that stay the same while turns are added on either side.
export function useGroups(shown: readonly Shown[]): Group[] {
  const [kept, setKept] = useState("");
  const anchor = shown.some((s) => placeOf(s) === kept) ? kept : placeOf(shown[0]);
  if (anchor !== kept) setKept(anchor);
  return useMemo(() => groupsOf(shown, anchor), [shown, anchor]);
}
