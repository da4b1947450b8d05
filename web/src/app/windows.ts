import { useEffect } from "react";
import type { Ask } from "../api/wire";
import type { Engine } from "../engine/engine";

// What the windows of one person in one browser tell each other.
type Message = { user: string } & ({ kind: "asked"; ask: Ask } | { kind: "changed"; conversation: string });

export interface Windows {
  asked: (ask: Ask) => void; // a turn has begun on the server
  changed: (conversation: string) => void; // a conversation has more in it, another name, or is gone
}

const silent: Windows = { asked: () => {}, changed: () => {} };

// openWindows lets this window and the others follow each other. close ends that.
export function openWindows(user: string, engine: Pick<Engine, "follow">, onChange: (conversation: string) => void): Windows & { close: () => void } {
  if (typeof BroadcastChannel === "undefined") return { ...silent, close: () => {} };
  const channel = new BroadcastChannel("mundap");
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.user !== user) return;
    if (data.kind === "asked") engine.follow(data.ask);
    else onChange(data.conversation);
  };
  const tell = (message: Message) => channel.postMessage(message);
  return {
    asked: (ask) => tell({ user, kind: "asked", ask }),
    changed: (conversation) => tell({ user, kind: "changed", conversation }),
    close: () => channel.close(),
  };
}

// useWindows keeps windows open for as long as the caller is there.
export function useWindows(user: string, engine: Engine, onChange: (conversation: string) => void, set: (windows: Windows) => void): void {
  useEffect(() => {
    const windows = openWindows(user, engine, onChange);
    set(windows);
    return () => {
      set(silent);
      windows.close();
    };
  }, [user, engine, onChange, set]);
}
