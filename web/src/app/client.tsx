import { useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { knownTurns, noteTurn } from "../api/conversation";
import { Failure, inner } from "../api/http";
import { lookAtDocuments } from "../api/queries";
import type { Ask, ProvisioningInfo, Session } from "../api/wire";
import { Watch } from "../documents/watch";
import { systemClock } from "../engine/clock";
import { Connection } from "../engine/connection";
import { Engine } from "../engine/engine";
import type { LiveTurn } from "../engine/live";
import { onNextFrame, paced } from "../engine/pace";
import { storedOutbox } from "../engine/outbox";
import { useWords, withSentences } from "../i18n";
import { useToast } from "../ui/Toast";
import { onDocuments } from "../upload/see";
import { grant, put } from "../upload/transport";
import { Uploads, type Refused, type Upload } from "../upload/uploads";
import { load, save, storage } from "./storage";
import { useWindows, type Windows } from "./windows";

// Client is what lives as long as somebody is signed in: the socket, the turns under way, the uploads.
export interface Client {
  session: Session;
  user: string;
  engine: Engine;
  uploads: Uploads;
  watch: Watch;
}

// notices are what is said about uploads; they are loaded with the first of them.
const notices = () => withSentences(() => import("../upload/notices"));
const stayed = 10_000; // ms after which whoever was asked whether to leave has not left
const ignore = () => {}; // of a page without a connection, which says so itself

interface Events {
  onBegin: (ask: Ask) => void;
  onChanged: (conversation: string) => void;
  onEnd: (turn: LiveTurn) => void;
  onAdded: (added: readonly Upload[], shown: boolean) => void;
  onIdle: (failed: readonly Upload[]) => void;
  showTo: (keys: readonly string[], isPrivate: boolean) => void;
  onSignedOut: () => void;
}

const Context = createContext<Client | null>(null);

export function useClient(): Client {
  const client = useContext(Context);
  if (!client) throw new Error("useClient outside of ClientProvider");
  return client;
}

export function ClientProvider({ session, children }: { session: Session; children: ReactNode }) {
  const user = session.user ?? "";
  const queries = useQueryClient();
  const toast = useToast();
  const { t, language } = useWords();
  const [events] = useState<Events>(() => ({ onBegin: () => {}, onChanged: () => {}, onEnd: () => {}, onAdded: () => {}, onIdle: () => {}, showTo: () => {}, onSignedOut: () => {} }));
  const limits = useMemo(() => ({ formats: session.formats ?? [], maxBytes: session.max_bytes }), [session]);

  const client = useMemo<Client>(() => {
    const engine = new Engine({
      outbox: storedOutbox(storage()),
      schedule: paced(),
      onBegin: (ask) => events.onBegin(ask),
      onChanged: (conversation) => events.onChanged(conversation),
      onEnd: (turn) => events.onEnd(turn),
    });
    const uploads = new Uploads({
      refused: { before: load<Refused[]>(`refused.${user}`, []), keep: (refused) => save(`refused.${user}`, refused.length > 0 ? refused : null) },
      limits: () => limits, grant, put, schedule: onNextFrame, clock: systemClock, connected: () => engine.connection === "open",
      onAdded: (added, shown) => events.onAdded(added, shown),
      onIdle: (failed) => events.onIdle(failed),
      showTo: (keys, isPrivate) => events.showTo(keys, isPrivate),
    });
    const watch = new Watch(systemClock, () => lookAtDocuments(queries));
    return { session, user, engine, uploads, watch };
    // a new session of the same user keeps what is under way
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [user, events, queries]);

  const windows = useRef<Windows>(null);
  const setWindows = useCallback((to: Windows) => {
    windows.current = to;
  }, []);
  const onElsewhere = useCallback(
    (conversation: string) => {
      void queries.invalidateQueries({ queryKey: ["conversations"] });
      void queries
        .invalidateQueries({ queryKey: conversation ? ["conversation", conversation] : ["conversation"] })
        .then(() => client.engine.logged(knownTurns(queries, conversation)));
    },
    [queries, client],
  );
  useWindows(user, client.engine, onElsewhere, setWindows);

  useEffect(() => {
    events.onBegin = (ask) => windows.current?.asked(ask);
    events.onChanged = onElsewhere;
    events.onEnd = (turn) => {
      windows.current?.changed(turn.ask.conversation ?? "");
      void queries.invalidateQueries({ queryKey: ["conversations"] });
      if (turn.turn) noteTurn(queries, turn.ask.conversation ?? "", turn.turn);
      else void queries.invalidateQueries({ queryKey: ["conversation", turn.ask.conversation] });
    };
    // Until then the watch reads what the server does with the files. Reading the lists with each of thousands would keep the
    // server from taking the next.
    events.onIdle = (failed) => {
      void queries.invalidateQueries({ queryKey: ["documents"] });
      if (failed.length > 0) void notices().then((n) => n.tellFailed(toast, failed, session, t, language), ignore);
    };
    events.onAdded = (added, shown) => {
      const started = added.filter((u) => u.state !== "failed");
      // What was refused beside files that are sent is told when those are done.
      if (started.length === 0) {
        if (!shown) void notices().then((n) => n.tellFailed(toast, added, session, t, language), ignore);
      } else if (session.accounts || !(shown || onDocuments())) {
        const over = client.uploads.over(started.map((u) => u.id));
        void notices().then((n) => n.tellStarted(toast, client.uploads, started, over, session, t), ignore);
      }
    };
    events.showTo = (keys, isPrivate) => {
      void notices().then((n) => n.showTo(toast, keys, isPrivate, t), ignore).finally(() => void queries.invalidateQueries({ queryKey: ["documents"] }));
    };
    events.onSignedOut = () => void queries.invalidateQueries({ queryKey: ["session"] });
  }, [events, client, session, queries, toast, t, language, onElsewhere]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (!client.uploads.busy()) return;
      event.preventDefault();
      save(`broken.${user}`, client.uploads.batch());
      setTimeout(() => save(`broken.${user}`, null), stayed);
    };
    addEventListener("beforeunload", warn);
    if (load(`broken.${user}`, null)) void notices().then((n) => n.tellBroken(toast, user, t), ignore);
    return () => removeEventListener("beforeunload", warn);
  }, [client, user, toast, t]);

  useEffect(() => {
    const { engine } = client;
    const connection = new Connection({
      clock: systemClock,
      address: async () => {
        const info = await inner<ProvisioningInfo>("/provisioning", { userId: user || null }, "info");
        return { url: info.wss_url, pingEvery: 1_000 * (info.ping_seconds ?? 0) };
      },
      dial: (url, subprotocol) => new WebSocket(url, subprotocol),
      onOpen: () => {
        engine.opened();
        client.uploads.resume();
      },
      onFrame: (frame) => (frame.event === "documents" ? client.watch.told() : engine.received(frame)),
      onState: (state) => engine.connectionChanged(state),
      onRefused: (error) => {
        if (!(error instanceof Failure) || error.status !== 401) return false;
        events.onSignedOut();
        return true;
      },
    });
    engine.attach(connection);
    connection.open();
    const hurry = () => document.visibilityState === "visible" && connection.hurry();
    addEventListener("online", hurry);
    addEventListener("offline", hurry); // whether the server is out of reach as well shows at once, not with the next ping
    document.addEventListener("visibilitychange", hurry);
    return () => {
      removeEventListener("online", hurry);
      removeEventListener("offline", hurry);
      document.removeEventListener("visibilitychange", hurry);
      connection.close();
      client.watch.stop();
    };
  }, [client, user, events]);

  const value = useMemo(() => ({ ...client, session }), [client, session]);
  return <Context value={value}>{children}</Context>;
}

export function useLiveTurns(conversation: string): readonly LiveTurn[] {
  const { engine } = useClient();
  return useSyncExternalStore(engine.subscribe, () => engine.of(conversation));
}

export function useLiveTurn(id: string): LiveTurn | undefined {
  const { engine } = useClient();
  return useSyncExternalStore(engine.subscribe, () => engine.turn(id));
}

export function useBusy(): ReadonlySet<string> {
  const { engine } = useClient();
  const busy = useSyncExternalStore(engine.subscribe, engine.busy);
  return useMemo(() => new Set(busy.split(" ")), [busy]);
}

// useAskedConversations are those that this page asked in, named by their first question. The server lists a conversation
// when its first answer is complete.
export function useAskedConversations(): { id: string; title: string; time: string }[] {
  const { engine } = useClient();
  const ids = useSyncExternalStore(engine.subscribe, engine.conversations);
  return useMemo(
    () =>
      ids.split(" ").filter(Boolean).map((id) => {
        const ask = engine.of(id)[0]?.ask;
        return { id, title: ask?.body.replace(/\s+/g, " ").slice(0, 80) ?? "", time: `${ask?.request_time.replace(" ", "T")}Z` };
      }),
    [engine, ids],
  );
}

// useConnected reports whether the socket is open, by which the server tells of changes.
export function useConnected(): boolean {
  const { engine } = useClient();
  return useSyncExternalStore(engine.subscribe, () => engine.connection === "open");
}

export function useInterrupted(): boolean {
  const { engine } = useClient();
  return useSyncExternalStore(engine.subscribe, engine.interrupted);
}

export function useUploads() {
  const { uploads } = useClient();
  return useSyncExternalStore(uploads.subscribe, uploads.list);
}

export function useUploadBatch() {
  const { uploads } = useClient();
  return useSyncExternalStore(uploads.subscribe, uploads.batch);
}
