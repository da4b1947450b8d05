import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { call } from "../api/http";
import { shownTitle } from "../api/queries";
import type { Conversation, Conversations } from "../api/wire";
import { useT } from "../i18n";
import { undoFor, useToast } from "../ui/Toast";
import { useClient } from "./client";
import { chatPath, navigate } from "./router";
import { load, save } from "./storage";

interface Actions {
  leaving: ReadonlySet<string>; // deleted, while it can be undone
  remove: (id: string, title: string) => void;
  rename: (id: string, title: string) => Promise<void>;
  pin: (id: string, pinned: boolean) => void;
}

const Context = createContext<Actions>({ leaving: new Set(), remove: () => {}, rename: () => Promise.resolve(), pin: () => {} });

export function useConversationActions(): Actions {
  return useContext(Context);
}

// leftKey names the conversations whose deletion was due when the page was left: a request that is sent then may be lost.
const leftKey = "conversations.left";

// ConversationsProvider deletes and renames conversations. A deletion is shown at once and carried out when the notice that
// undoes it goes, when the page is left, or at the latest when the next page opens.
export function ConversationsProvider({ children }: { children: ReactNode }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const { engine } = useClient();
  const [left] = useState(() => load<string[]>(leftKey, []));
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(() => new Set(left));
  const due = useRef(new Map<string, () => void>()); // with what is done if another question is asked in it

  const keep = useCallback((id: string) => {
    due.current.delete(id);
    setLeaving((all) => new Set([...all].filter((x) => x !== id)));
  }, []);

  const carryOut = useCallback(
    async (id: string, keepalive = false) => {
      due.current.delete(id);
      try {
        await call(`/api/conversations/${encodeURIComponent(id)}`, { method: "DELETE", keepalive });
        for (const turn of engine.of(id)) engine.forget(turn.id);
        queries.removeQueries({ queryKey: ["conversation", id] });
        await queries.invalidateQueries({ queryKey: ["conversations"] });
      } catch {
        toast({ text: t("conversation.deleteFailed"), tone: "bad" });
      }
      keep(id);
    },
    [engine, queries, toast, t, keep],
  );

  useEffect(() => engine.subscribe(() => due.current.forEach((look) => look())), [engine]);

  useEffect(() => {
    save(leftKey, undefined);
    for (const id of left) {
      call(`/api/conversations/${encodeURIComponent(id)}`, { method: "DELETE" })
        .catch(() => {}) // gone already, most likely; if not, it is in the list again
        .then(() => queries.invalidateQueries({ queryKey: ["conversations"] }))
        .finally(() => keep(id));
    }
  }, [left, queries, keep]);

  useEffect(() => {
    const leave = () => {
      if (due.current.size > 0) save(leftKey, [...due.current.keys()]);
      for (const id of [...due.current.keys()]) void carryOut(id, true);
    };
    addEventListener("pagehide", leave);
    return () => removeEventListener("pagehide", leave);
  }, [carryOut]);

  const actions = useMemo<Actions>(
    () => ({
      leaving,
      remove: (id, title) => {
        setLeaving((all) => new Set([...all, id]));
        const asked = new Set(engine.of(id).map((turn) => turn.id));
        const open = location.pathname === chatPath(id);
        if (open) navigate("/");
        const notice = toast({
          text: t("conversation.deleted", { title }), ms: undoFor,
          action: { label: t("common.undo"), run: () => { keep(id); if (open && location.pathname === "/") navigate(chatPath(id)); } },
          onGone: () => due.current.has(id) && void carryOut(id),
        });
        due.current.set(id, () => {
          if (engine.of(id).every((turn) => asked.has(turn.id))) return;
          keep(id);
          notice.close();
          toast({ text: t("conversation.kept", { title }) });
        });
      },
      rename: async (id, title) => {
        await call<Conversation>(`/api/conversations/${encodeURIComponent(id)}`, { method: "PATCH", body: { title } });
        queries.setQueriesData<InfiniteData<Conversations>>({ queryKey: ["conversations"] }, (data) =>
          data && {
            ...data,
            pages: data.pages.map((p) => ({ ...p, conversations: p.conversations?.map((c) => (c.id === id ? { ...c, title, cut: false } : c)) ?? null })),
          },
        );
        await queries.invalidateQueries({ queryKey: ["conversations"] });
      },
      pin: (id, pinned) => {
        call<Conversation>(`/api/conversations/${encodeURIComponent(id)}`, { method: "PATCH", body: { pinned } })
          .then(() => queries.invalidateQueries({ queryKey: ["conversations"] }))
          .catch(() => toast({ text: t("conversation.pinFailed"), tone: "bad" }));
      },
    }),
    [leaving, carryOut, keep, engine, queries, toast, t],
  );
  return <Context value={actions}>{children}</Context>;
}

// sharedTitles are the titles that more than one conversation has.
export function sharedTitles(conversations: readonly Conversation[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(conversations.map(shownTitle).filter((title) => seen.size === seen.add(title).size));
}

export interface DayGroup {
  key: "pinned" | "today" | "yesterday" | "week" | "month" | "older";
  conversations: Conversation[];
}

// byDay groups conversations by when they were last touched, in the reader's own days; pinned ones stand before all others.
export function byDay(conversations: readonly Conversation[], now = new Date()): DayGroup[] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const day = 86_400_000;
  const pinned: DayGroup = { key: "pinned", conversations: conversations.filter((c) => c.pinned) };
  const groups: DayGroup[] = [
    { key: "today", conversations: [] },
    { key: "yesterday", conversations: [] },
    { key: "week", conversations: [] },
    { key: "month", conversations: [] },
    { key: "older", conversations: [] },
  ];
  const since = [midnight, midnight - day, midnight - 7 * day, midnight - 30 * day, -Infinity];
  for (const c of conversations) {
    if (c.pinned) continue;
    const time = new Date(c.updated).getTime() || 0;
    groups[since.findIndex((s) => time >= s)]?.conversations.push(c);
  }
  return [pinned, ...groups].filter((g) => g.conversations.length > 0);
}
