import type { Document as DocumentEntry } from "../api/wire";

// askable is to how many documents one question is put: their ids share a message of 24 KB with it.
export const askable = 100;

export interface Offers {
  ask: readonly DocumentEntry[];
  share: readonly DocumentEntry[];
  hide: readonly DocumentEntry[];
  retry: readonly DocumentEntry[];
  remove: readonly DocumentEntry[];
}

export function retryable(d: DocumentEntry): boolean {
  return d.manage && d.state === "failed" && d.error?.retry === true;
}

// offers are the documents among the chosen ones to which each thing can be done.
export function offers(chosen: readonly DocumentEntry[], accounts: boolean): Offers {
  const managed = chosen.filter((d) => d.manage);
  return {
    ask: chosen.filter((d) => d.state === "ready"),
    share: accounts ? managed.filter((d) => d.private) : [],
    hide: accounts ? managed.filter((d) => !d.private) : [],
    retry: chosen.filter(retryable),
    remove: managed,
  };
}
