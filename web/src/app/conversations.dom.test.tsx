// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, useEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Engine } from "../engine/engine";
import type { ToastInput } from "../ui/Toast";
import { ConversationsProvider, useConversationActions } from "./conversations";

const { call, toast, close, forget, turns, listeners } = vi.hoisted(() => ({
  call: vi.fn<(path: string, init?: object) => Promise<unknown>>(), toast: vi.fn<(input: ToastInput) => { close: () => void }>(), close: vi.fn<() => void>(), forget: vi.fn<(id: string) => void>(), turns: new Map<string, { id: string }[]>(), listeners: new Set<() => void>(),
}));
vi.mock("../api/http", () => ({ call }));
vi.mock("../ui/Toast", () => ({ useToast: () => toast, undoFor: 20_000 }));
vi.mock("../i18n", () => ({ useT: () => (key: string) => key }));
vi.mock("./client", () => {
  const engine = { 
    of: (id: string) => [{ id: `turn of ${id}` }, ...(turns.get(id) ?? [])], forget,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Engine;
  return { useClient: () => ({ engine }) };
});

let queries: QueryClient;
let root: Root;
let actions: ReturnType<typeof useConversationActions>;

function Actions() {
  const given = useConversationActions();
  useEffect(() => {
    actions = given;
  }, [given]);
  return null;
}

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  for (const mock of [call, toast, close, forget]) mock.mockReset();
  turns.clear();
  toast.mockReturnValue({ close });
  call.mockResolvedValue(undefined);
  queries = new QueryClient();
  queries.setQueryData(["conversations"], { pages: [{ conversations: [{ id: "a", title: "첫 제목" }, { id: "b", title: "둘째" }] }], pageParams: [] });
  for (const id of ["a", "b"]) queries.setQueryData(["conversation", id], { id });
  root = createRoot(document.createElement("div"));
  await act(async () => root.render(<QueryClientProvider client={queries}><ConversationsProvider><Actions /></ConversationsProvider></QueryClientProvider>));
});

afterEach(async () => {
  await act(async () => root.unmount());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

// gone has all notices go.
const gone = () => act(async () => toast.mock.calls.forEach(([notice]) => notice.onGone?.()));
const deleted = () => call.mock.calls.filter(([, init]) => (init as { method?: string })?.method === "DELETE").map(([path]) => path);
const stale = () => queries.getQueryState(["conversations"])?.isInvalidated;

test("a deletion is shown at once and carried out when it can no longer be undone", async () => {
  await act(async () => actions.remove("a", "첫 제목"));
  expect([...actions.leaving]).toEqual(["a"]);
  await act(async () => vi.advanceTimersByTimeAsync(60_000)); // an undo that is still offered is still possible
  expect(deleted()).toEqual([]);
  await gone();
  expect(deleted()).toEqual(["/api/conversations/a"]);
  expect(queries.getQueryData(["conversation", "a"])).toBeUndefined();
  expect(queries.getQueryData(["conversation", "b"])).toEqual({ id: "b" });
  expect(forget).toHaveBeenCalledWith("turn of a");
  expect(stale()).toBe(true);
  expect([...actions.leaving]).toEqual([]);
});

test("a question that is asked in another window keeps its conversation", async () => {
  await act(async () => actions.remove("a", "첫 제목"));
  await act(async () => actions.remove("b", "둘째"));
  turns.set("a", [{ id: "asked elsewhere" }]);
  await act(async () => listeners.forEach((listener) => listener()));
  expect([...actions.leaving]).toEqual(["b"]);
  expect(close).toHaveBeenCalledTimes(1);
  expect(toast.mock.calls.at(-1)![0].text).toBe("conversation.kept");
  await gone();
  expect(deleted()).toEqual(["/api/conversations/b"]);
});

test("an undo keeps that conversation alone", async () => {
  await act(async () => actions.remove("a", "첫 제목"));
  await act(async () => actions.remove("b", "둘째"));
  await act(async () => toast.mock.calls[0]![0].action!.run());
  expect([...actions.leaving]).toEqual(["b"]);
  await gone();
  expect(deleted()).toEqual(["/api/conversations/b"]);
});

test("who leaves the page has what they deleted deleted", async () => {
  await act(async () => actions.remove("a", "첫 제목"));
  await act(async () => void dispatchEvent(new Event("pagehide")));
  expect(call).toHaveBeenCalledWith("/api/conversations/a", { method: "DELETE", keepalive: true });
});

test("a deletion that fails brings the conversation back and says so", async () => {
  call.mockRejectedValue(new Error("down"));
  await act(async () => actions.remove("a", "첫 제목"));
  await gone();
  expect([...actions.leaving]).toEqual([]);
  expect(toast.mock.calls.at(-1)![0]).toEqual({ text: "conversation.deleteFailed", tone: "bad" });
  expect(queries.getQueryData(["conversation", "a"])).toEqual({ id: "a" });
});

test("a new title is in the list at once, and the list is asked for again", async () => {
  await act(async () => actions.rename("a", "새 제목"));
  const list = queries.getQueryData<{ pages: { conversations: { title: string }[] }[] }>(["conversations"]);
  expect(list?.pages[0]?.conversations.map((c) => c.title)).toEqual(["새 제목", "둘째"]);
  expect(stale()).toBe(true);
});

test("what was due when the page was left is carried out when the next one opens", async () => {
  await act(async () => actions.remove("b", "둘째"));
  call.mockRejectedValue(new Error("the page is gone")); // the request that leaving sends is lost
  await act(async () => { dispatchEvent(new Event("pagehide")); });
  await act(async () => root.unmount());
  call.mockReset().mockResolvedValue(undefined);
  root = createRoot(document.createElement("div"));
  await act(async () => root.render(<QueryClientProvider client={queries}><ConversationsProvider><Actions /></ConversationsProvider></QueryClientProvider>));
  expect(deleted()).toEqual(["/api/conversations/b"]);
  call.mockClear();
  await act(async () => root.unmount());
  root = createRoot(document.createElement("div"));
  await act(async () => root.render(<QueryClientProvider client={queries}><ConversationsProvider><Actions /></ConversationsProvider></QueryClientProvider>));
  expect(deleted()).toEqual([]); // once is enough
});
