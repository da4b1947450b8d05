// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, useEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Watch } from "../documents/watch";
import { systemClock } from "../engine/clock";
import { lookAtDocuments, useRecentDocuments, useWatchDocuments } from "./queries";

const { call } = vi.hoisted(() => ({ call: vi.fn<(path: string) => Promise<unknown>>() }));
vi.mock("./http", async (original) => ({ ...(await original<typeof import("./http")>()), call }));

let root: Root;
let stored: number; // documents on the server
let shown: readonly unknown[] | undefined;

function Lists({ watch }: { watch: Watch }) {
  useWatchDocuments(watch, false, true);
  const recent = useRecentDocuments().data;
  useEffect(() => {
    shown = recent;
  }, [recent]);
  return null;
}

const after = (ms: number) => act(async () => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  stored = 2;
  call.mockReset();
  call.mockImplementation(async (path) => ({
    counts: { ready: stored },
    documents: path.includes("state=ready") ? Array.from({ length: stored }, (_, i) => ({ key: `${i}`, state: "ready" })) : [],
  }));
  root = createRoot(document.createElement("div"));
});

afterEach(async () => {
  await act(async () => root.unmount());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a list that was read between a deletion and its undo is read again", async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const watch = new Watch(systemClock, () => lookAtDocuments(queries));
  await act(async () => root.render(<QueryClientProvider client={queries}><Lists watch={watch} /></QueryClientProvider>));
  await after(10_000);
  expect(shown).toHaveLength(2);
  stored = 0;
  await act(async () => queries.invalidateQueries({ queryKey: ["documents", "list"] }));
  await after(10);
  expect(shown).toHaveLength(0);
  stored = 2;
  watch.told();
  await after(10_000);
  expect(shown).toHaveLength(2);
  const calls = call.mock.calls.length;
  watch.told(); // nothing has changed
  await after(10_000);
  expect(call.mock.calls.slice(calls).filter(([path]) => path.includes("sort=newest"))).toEqual([]);
  watch.stop();
});
