import {
  keepPreviousData, MutationCache, queryOptions, QueryCache, QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData,
} from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { advance, type Preparing } from "../documents/vectors";
import type { Watch } from "../documents/watch";
import { call, Failure } from "./http";
import type {
  Conversation, Conversations, Document as DocumentEntry, DocumentResult, Documents, DocumentState, DocumentVerb, Formats, Page, Session, Settings,
  Vectors,
} from "./wire";

export function makeQueryClient(): QueryClient {
  // A session that ended shows in whatever is asked next; then the question is who is asking.
  const signedOut = (error: unknown) => {
    if (error instanceof Failure && error.status === 401) void client.invalidateQueries({ queryKey: ["session"] });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: signedOut }),
    mutationCache: new MutationCache({ onError: signedOut }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        networkMode: "always", // the server is often this computer, which needs no network
        retry: (count, error) => count < 3 && (!(error instanceof Failure) || error.status === 0 || error.status >= 500),
        retryDelay: (count) => Math.min(500 * 2 ** count, 5_000),
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}

// earlySession takes the answer that public/early.js asked for. It is there once.
function earlySession(): Promise<Response> | undefined {
  const page = globalThis as { mundapSession?: Promise<Response> | undefined };
  const response = page.mundapSession;
  page.mundapSession = undefined;
  return response;
}

export function useSession() {
  return useQuery({
    queryKey: ["session"],
    queryFn: ({ signal }) => call<Session>("/api/session", { signal, response: earlySession() }),
    staleTime: 60_000,
    retry: false,
    refetchInterval: (query) => (query.state.status === "error" ? 3_000 : false),
  });
}

export function useSettings(enabled = true) {
  return useQuery({
    queryKey: ["settings"],
    queryFn: ({ signal }) => call<Settings>("/api/settings", { signal }),
    staleTime: 60_000,
    enabled,
  });
}

// useChangeSettings shows a change at once and takes it back if the server refuses it.
export function useChangeSettings(onError: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Settings) => call<Settings>("/api/settings", { method: "PATCH", body: change }),
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey: ["settings"] });
      const before = client.getQueryData<Settings>(["settings"]);
      client.setQueryData<Settings>(["settings"], { ...before, ...change });
      return { before };
    },
    onError: (_error, _change, context) => {
      client.setQueryData(["settings"], context?.before);
      onError();
    },
    onSuccess: (settings) => client.setQueryData(["settings"], settings),
  });
}

const conversationsAtOnce = 50;

export function useConversations(contains: string, enabled = true) {
  return useInfiniteQuery({
    queryKey: ["conversations", contains],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: String(conversationsAtOnce), after: String(pageParam) });
      if (contains) query.set("contains", contains);
      return call<Conversations>(`/api/conversations?${query}`, { signal });
    },
    initialPageParam: 0,
    getNextPageParam: (last, all) =>
      last.more ? all.reduce((n, page) => n + (page.conversations?.length ?? 0), 0) : undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function conversationsOf(data: InfiniteData<Conversations> | undefined): Conversation[] {
  return data?.pages.flatMap((page) => page.conversations ?? []) ?? [];
}

// shownTitle is a conversation's name, with a mark where the server cut it.
export function shownTitle(conversation: Pick<Conversation, "title" | "cut">): string {
  return conversation.cut ? `${conversation.title}…` : conversation.title;
}

export interface DocumentFilter {
  contains: string;
  state: DocumentState | "";
  owner: string;
  sort: DocumentOrder;
}

export const documentOrders = ["name", "newest", "size", "kind"] as const;
export type DocumentOrder = (typeof documentOrders)[number];

const documentsAtOnce = 500;
const documentsAtMost = 1_000; // that a server gives at once

function documentsPath(filter: Partial<DocumentFilter>, limit: number, after = ""): string {
  const query = new URLSearchParams({ limit: String(limit) });
  if (filter.contains) query.set("contains", filter.contains);
  if (filter.state) query.set("state", filter.state);
  if (filter.owner) query.set("owner", filter.owner);
  if (filter.sort && filter.sort !== "name") query.set("sort", filter.sort);
  if (after) query.set("after", after);
  return `/api/documents?${query}`;
}

export function useDocuments(filter: DocumentFilter) {
  return useInfiniteQuery({
    queryKey: ["documents", "list", filter],
    queryFn: ({ pageParam, signal }) => call<Documents>(documentsPath(filter, documentsAtOnce, pageParam), { signal }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
  });
}

// readAll reads every page of a list.
async function readAll(filter: Partial<DocumentFilter>, signal: AbortSignal): Promise<DocumentEntry[]> {
  const found: DocumentEntry[] = [];
  let after = "";
  do {
    const page = await call<Documents>(documentsPath(filter, documentsAtMost, after), { signal });
    found.push(...(page.documents ?? []));
    after = page.next ?? "";
  } while (after !== "");
  return found;
}

// readMatching reads every document that a filter selects, in each of the states (none: in any).
export async function readMatching(filter: DocumentFilter, states: readonly DocumentState[], signal: AbortSignal): Promise<DocumentEntry[]> {
  const found: DocumentEntry[] = [];
  for (const state of states.length > 0 ? states : [""] as const) {
    found.push(...(await readAll({ ...filter, state }, signal)));
  }
  return found.filter((d) => d.state !== "deleting");
}

const deleteAfter = (d: DocumentEntry) => new Date(d.delete_after ?? 0).getTime();

// readTrash reads every document that is being deleted, those that can be restored the longest first.
export async function readTrash(signal: AbortSignal): Promise<DocumentEntry[]> {
  return (await readAll({ state: "deleting" }, signal)).sort((a, b) => deleteAfter(b) - deleteAfter(a));
}

export type Counts = Partial<Record<DocumentState, number>>;

export interface Pulse {
  counts: Counts;
  moving: DocumentEntry[]; // queued, reading or indexing
  failed: DocumentEntry[]; // some of them
  vectors?: Vectors; // how far the search by meaning is; absent: there is none
  preparing?: Preparing; // how that is shown while it is not complete
}

export const working: readonly DocumentState[] = ["queued", "reading", "indexing"];

export function workingCount(counts: Counts): number {
  return working.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
}

export function totalCount(counts: Counts): number {
  return workingCount(counts) + (counts.ready ?? 0) + (counts.failed ?? 0);
}

async function readPulse(signal: AbortSignal, before: Pulse | undefined): Promise<Pulse> {
  const first = await call<Documents>(documentsPath({ state: "reading" }, 50), { signal });
  const counts = first.counts ?? {};
  const read = async (state: DocumentState, limit: number) => {
    if (!counts[state]) return [];
    return (await call<Documents>(documentsPath({ state }, limit), { signal })).documents ?? [];
  };
  const [indexing, queued, failed] = await Promise.all([read("indexing", 50), read("queued", 50), read("failed", 20)]);
  return { counts, moving: [...(first.documents ?? []), ...indexing, ...queued], failed, vectors: first.vectors, preparing: advance(before?.preparing, first.vectors) };
}

const pulse = queryOptions({
  queryKey: ["documents", "pulse"],
  queryFn: ({ signal, client, queryKey }) => readPulse(signal, client.getQueryData<Pulse>(queryKey)),
});

// usePulse reads what the server is doing with documents. useWatchDocuments keeps it fresh.
export function usePulse() {
  return useQuery(pulse);
}

const manyDocuments = 1_000;

// eventTime is how long after an upload the server may hear of it: on AWS the bucket tells it, some seconds later.
const eventTime = 30_000;

// useWatchDocuments keeps what the server does with documents fresh, as watch decides, and has the lists read again when
// something came to an end: soon, but not with every one of thousands. It is called once, for the whole page.
export function useWatchDocuments(watch: Watch, uploading: boolean, connected: boolean): void {
  const client = useQueryClient();
  const uploaded = useRef(Number.NEGATIVE_INFINITY); // when something was being sent last
  useEffect(() => {
    if (!uploading) return;
    return () => {
      uploaded.current = performance.now();
    };
  }, [uploading]);
  const { data, dataUpdatedAt } = useQuery({
    ...pulse,
    refetchInterval: (q) => {
      const { counts = {}, moving = [], vectors } = q.state.data ?? {};
      return watch.next({
        connected,
        own: uploading || performance.now() - uploaded.current < eventTime || moving.some((d) => d.mine),
        others: workingCount(counts) > 0,
        untold: (vectors?.missing ?? 0) > 0,
      });
    },
  });
  useEffect(() => watch.looked(), [watch, dataUpdatedAt]);
  // The server tells by the socket: what it told while there was none is looked at when there is one again.
  useEffect(() => {
    if (connected) watch.told();
  }, [watch, connected]);
  const mark = useMemo(() => {
    if (!data) return "";
    const { counts, moving } = data;
    return [counts.ready, counts.failed, counts.deleting, workingCount(counts), ...moving.map((d) => d.key)].join("\n");
  }, [data]);
  const total = totalCount(data?.counts ?? {});
  const due = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(0);
  const known = useRef("");
  useEffect(() => {
    if (!data || due.current !== undefined || (mark === known.current && !otherwise(client, data.counts))) return;
    known.current = mark;
    const pause = total > manyDocuments ? 5_000 : 1_200;
    due.current = setTimeout(() => {
      due.current = undefined;
      last.current = performance.now();
      void client.invalidateQueries({ queryKey: ["documents", "list"] });
    }, Math.max(0, last.current + pause - performance.now()));
  }, [client, mark, total, data, dataUpdatedAt]);
  useEffect(
    () => () => {
      clearTimeout(due.current);
      due.current = undefined;
    },
    [],
  );
}

// otherwise reports whether a list was read while other documents were there than counts tell of, such as between a deletion
// and its undo.
function otherwise(client: QueryClient, counts: Counts): boolean {
  return client.getQueriesData<InfiniteData<Documents> | Documents>({ queryKey: ["documents", "list"], type: "active" }).some(([, list]) => {
    const read = list && ("pages" in list ? list.pages[0] : list)?.counts;
    return read !== undefined && ["ready", "failed"].some((state) => (read[state as DocumentState] ?? 0) !== (counts[state as DocumentState] ?? 0));
  });
}

// lookAtDocuments reads again what pages show of the server's work on documents.
export function lookAtDocuments(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: pulse.queryKey });
  void client.invalidateQueries({ queryKey: ["documents", "one"], predicate: (q) => !over.has((q.state.data as DocumentEntry | null)?.state ?? "") });
}

const over = new Set<string>(["ready", "failed"] satisfies DocumentState[]);

// documentQuery watches one document by its key until it is ready or failed; null while the server has not seen it.
export function documentQuery(key: string) {
  return queryOptions({
    queryKey: ["documents", "one", key],
    queryFn: async ({ signal }) => {
      try {
        return await call<DocumentEntry>(`/api/documents/${encodeURIComponent(key)}`, { signal });
      } catch (error) {
        if (error instanceof Failure && error.status === 404) return null;
        throw error;
      }
    },
    enabled: key !== "",
    refetchInterval: (q) => (over.has(q.state.data?.state ?? "") ? false : Math.min(1_000 * 2 ** q.state.dataUpdateCount, 30_000)),
  });
}

export function useDocument(key: string) {
  return useQuery(documentQuery(key));
}

// useFormats counts the documents that can be searched, by format.
export function useFormats() {
  return useQuery({
    queryKey: ["formats"], // not of "documents", which is read again with every change
    queryFn: ({ signal }) => call<Formats>("/api/formats", { signal }),
    select: (data) => data.formats,
    staleTime: 60_000,
  });
}

export function useRecentDocuments(enabled = true) {
  return useQuery({
    queryKey: ["documents", "list", "recent"],
    queryFn: ({ signal }) => call<Documents>(documentsPath({ state: "ready", sort: "newest" }, 20), { signal }),
    select: (page) => page.documents ?? [],
    enabled,
  });
}

// useTrash lists what was deleted a short while ago and can be restored by the asker, latest first. count is how many documents there may
// be, whoever may restore them.
export function useTrash(count: number) {
  return useQuery({
    queryKey: ["documents", "list", "trash", count],
    queryFn: ({ signal }) => readTrash(signal),
    select: (documents) => documents.filter((d) => d.manage && deleteAfter(d) > Date.now()),
    enabled: count > 0,
    refetchInterval: 60_000,
  });
}

const actedOnAtOnce = 500; // keys in one request

export const deletionUndo = 600; // seconds in which a deletion can be undone: the most that the server allows

// actOnDocuments does something to any number of documents, in several requests if they are many.
export async function actOnDocuments(action: DocumentVerb, keys: readonly string[]): Promise<DocumentResult> {
  const results: DocumentResult["results"] = [];
  for (let i = 0; i < keys.length; i += actedOnAtOnce) {
    const some = await call<DocumentResult>("/api/documents", { method: "POST", body: { action, keys: keys.slice(i, i + actedOnAtOnce), ...(action === "delete" && { undo: deletionUndo }) } });
    results.push(...(some.results ?? []));
  }
  return { results };
}

// PageAt is a place in a document: a page by its number, or what surrounds a byte of its text.
export interface PageAt {
  page?: number;
  at?: number;
  side?: "before" | "after";
  lit?: readonly { start: number; end: number }[]; // of which the places on printed pages are wanted
}

function pagePath(document: string, version: string, { page, at, side, lit }: PageAt): string {
  const query = new URLSearchParams({ document, version });
  if (page) query.set("page", String(page));
  if (at) query.set("at", String(at));
  if (side) query.set("side", side);
  for (const { start, end } of lit ?? []) query.append("lit", `${start}-${end}`);
  return `/api/page?${query}`;
}

// readPage reads a page of a version once.
export function readPage(document: string, version: string, at: PageAt, signal?: AbortSignal): Promise<Page> {
  return call<Page>(pagePath(document, version, at), { signal });
}

// usePage reads a page of the document that a source stands in.
export function usePage(source: { document?: string; version?: string }, at: PageAt | null) {
  const { document = "", version = "" } = source;
  return useQuery({
    queryKey: ["page", document, version, at],
    queryFn: ({ signal }) => readPage(document, version, at ?? {}, signal),
    enabled: document !== "" && at !== null,
    staleTime: 60_000,
    retry: (count, error) => count < 1 && (!(error instanceof Failure) || error.status === 0 || error.status >= 500),
  });
}
