import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { call, Failure } from "./http";
import type { Turn, Turns } from "./wire";

// Log is what the page has read of a conversation: its newest turns, in the order in which they were asked. It is a value;
// a turn that did not change stays the same object.
export interface Log {
  readonly turns: readonly Turn[];
  readonly before: string; // the cursor of older turns; "": there are none
  readonly missing: boolean; // the server does not know the conversation
  readonly deleted?: boolean; // it did when the page first read it
}

const nothing: Log = { turns: [], before: "", missing: true };
const queryKey = (id: string) => ["conversation", id];

async function read(id: string, before: string, signal?: AbortSignal): Promise<Log> {
  const query = before ? `?${new URLSearchParams({ before })}` : "";
  try {
    const page = await call<Turns>(`/api/conversations/${encodeURIComponent(id)}${query}`, { signal });
    return { turns: page.turns ?? [], before: page.before ?? "", missing: false };
  } catch (error) {
    if (error instanceof Failure && error.status === 404) return nothing;
    throw error;
  }
}

// withNewest puts the newest page into what is known. Older turns stay; they are read once. If so much was asked elsewhere
// that the page does not reach what is known, the page alone counts.
export function withNewest(known: Log | undefined, page: Log): Log {
  if (page.missing) return known && (known.deleted || !known.missing) ? { ...page, deleted: true } : page;
  const first = page.turns[0];
  const at = first ? (known?.turns.findIndex((t) => t.request_id === first.request_id) ?? -1) : -1;
  if (!known || at < 0) return page;
  const byID = new Map(known.turns.slice(at).map((t) => [t.request_id, t]));
  const newest = page.turns.map((t) => {
    const before = byID.get(t.request_id);
    return before && JSON.stringify(before) === JSON.stringify(t) ? before : t;
  });
  const turns = [...known.turns.slice(0, at), ...newest];
  if (turns.length === known.turns.length && turns.every((t, i) => t === known.turns[i])) return known;
  return { turns, before: at === 0 ? page.before : known.before, missing: false };
}

// withOlder puts a page of older turns before those that are known.
export function withOlder(known: Log, page: Log): Log {
  return { ...known, turns: [...page.turns, ...known.turns], before: page.before };
}

// withTurn notes a turn that has ended.
export function withTurn(known: Log, turn: Turn): Log {
  const at = known.turns.findIndex((t) => t.request_id === turn.request_id);
  const turns = at < 0 ? [...known.turns, turn] : known.turns.with(at, turn);
  return { ...known, turns, missing: false };
}

// noteTurn saves reading a conversation again after each answer: the last event of a turn brings it as the log has it.
export function noteTurn(queries: QueryClient, conversation: string, turn: Turn): void {
  queries.setQueryData<Log>(queryKey(conversation), (known) => known && withTurn(known, turn));
}

// knownTurns is what the page has read of a conversation.
export function knownTurns(queries: QueryClient, conversation: string): readonly Turn[] {
  return queries.getQueryData<Log>(queryKey(conversation))?.turns ?? [];
}

// useNewConversation gives a function that notes a conversation which this page begins: there is nothing to read of it
// until its first answer is complete.
export function useNewConversation(): (id: string) => void {
  const queries = useQueryClient();
  return useCallback((id) => queries.setQueryData<Log>(queryKey(id), nothing), [queries]);
}

// useConversation reads a conversation, and older turns of it when it is asked to. One that the server does not know is
// empty: it may be about to begin.
export function useConversation(id: string) {
  const queries = useQueryClient();
  const { data, isPending, isError, refetch } = useQuery({
    queryKey: queryKey(id),
    queryFn: async ({ signal }) => {
      const page = await read(id, "", signal);
      return withNewest(queries.getQueryData<Log>(queryKey(id)), page);
    },
    structuralSharing: false, // withNewest keeps what did not change
    enabled: id !== "",
    staleTime: (query) => (query.state.data?.missing ? Infinity : 0),
  });
  const older = useMutation({
    mutationFn: ({ of, before }: { of: string; before: string }) => read(of, before),
    onSuccess: (page, { of, before }) => {
      queries.setQueryData<Log>(queryKey(of), (known) => (known?.before === before ? withOlder(known, page) : known));
    },
  });
  const before = data?.before ?? "";
  const { mutate } = older;
  const readOlder = useCallback(() => mutate({ of: id, before }), [mutate, id, before]);
  return { data, isPending, isError, refetch, readOlder, readingOlder: older.isPending && older.variables.of === id };
}
