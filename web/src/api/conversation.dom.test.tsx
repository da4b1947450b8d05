// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, useEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useConversation } from "./conversation";
import { Failure } from "./http";
import type { Turn } from "./wire";

const { call } = vi.hoisted(() => ({ call: vi.fn<(path: string) => Promise<unknown>>() }));
vi.mock("./http", async (original) => ({ ...(await original<typeof import("./http")>()), call }));

const turn = (id: number) => ({ request_id: `t${id}`, answer: "답" }) as Turn;
let root: Root;
let shown: ReturnType<typeof useConversation>;

function Conversation() {
  const given = useConversation("c 1");
  useEffect(() => {
    shown = given;
  }, [given]);
  return null;
}

async function show() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  await act(async () => root.render(<QueryClientProvider client={queries}><Conversation /></QueryClientProvider>));
  await settle();
}

const settle = () => act(async () => vi.advanceTimersByTimeAsync(10));

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  call.mockReset();
  root = createRoot(document.createElement("div"));
});

afterEach(async () => {
  await act(async () => root.unmount());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a conversation is read, and what is older when it is asked for", async () => {
  call.mockResolvedValueOnce({ turns: [turn(3), turn(4)], before: "cursor" });
  await show();
  expect(call).toHaveBeenCalledWith("/api/conversations/c%201", expect.anything());
  expect(shown.data?.turns.map((t) => t.request_id)).toEqual(["t3", "t4"]);
  let answer: (page: unknown) => void = () => {};
  call.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  await act(async () => shown.readOlder());
  await settle();
  expect(shown.readingOlder).toBe(true);
  await act(async () => answer({ turns: [turn(1), turn(2)], before: "" }));
  await settle();
  expect(call.mock.lastCall?.[0]).toBe("/api/conversations/c%201?before=cursor");
  expect(shown.data).toMatchObject({ turns: [turn(1), turn(2), turn(3), turn(4)], before: "" });
  expect(shown.readingOlder).toBe(false);
});

test("one without turns is empty", async () => {
  call.mockResolvedValueOnce({ turns: null });
  await show();
  expect(shown.data).toEqual({ turns: [], before: "", missing: false });
});

test("one that the server does not know may be about to begin", async () => {
  call.mockRejectedValueOnce(new Failure(404, "not_found", ""));
  await show();
  expect(shown).toMatchObject({ isError: false, data: { turns: [], missing: true } });
});

test.each([new Failure(500, "internal", ""), new Failure(0, "network", ""), new Error("down")])("%s is no empty conversation", async (error) => {
  call.mockRejectedValueOnce(error);
  await show();
  expect(shown).toMatchObject({ isError: true, data: undefined });
});
