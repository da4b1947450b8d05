import type { Key } from "./i18n";

// Mode is an entry of the mode menu: what a request of that mode carries. See "Base protocol" in docs/protocol.md.
export interface Mode {
  id: string;
  name: Key;
  about: Key;
  group: "documents" | "conversation" | "writing" | "code" | "other";
  type: "text" | "code";
  conv: string;
  rag: string;
  fn: string;
  store?: string; // only where the server has this store
}

const text = (id: string, group: Mode["group"], conv: string): Mode => ({
  id, group, conv, name: `mode.${id}` as Key, about: `mode.${id}.about` as Key, type: "text", rag: "", fn: "",
});
const rag = (id: string, store: string, fn = "rag"): Mode => ({
  ...text(id, "documents", "qa"), rag: store, fn, ...(store === "all" ? {} : { store }),
});
const code = (id: string, fn: string): Mode => ({ ...text(id, "code", "qa"), type: "code", rag: "opensearch", fn });

export const modes: readonly Mode[] = [
  rag("documents", "all"),
  rag("dual", "all", "dual-search"),
  rag("local", "local"),
  rag("faiss", "faiss"),
  rag("opensearch", "opensearch"),
  rag("kendra", "kendra"),
  text("chat", "conversation", "normal"),
  text("translation", "writing", "translation"),
  text("grammar", "writing", "grammar"),
  text("sentiment", "writing", "sentiment"),
  text("extraction", "writing", "extraction"),
  text("pii", "writing", "pii"),
  text("steps", "writing", "step-by-step"),
  text("child", "writing", "like-child"),
  text("timestamp", "writing", "timestamp-extraction"),
  code("python", "code-generation-python"),
  code("nodejs", "code-generation-nodejs"),
  code("typescript", "code-generation-typescript"),
  code("go", "code-generation-go"),
  code("java", "code-generation-java"),
  code("c", "code-generation-c"),
  text("none", "other", "none"),
  text("funny", "other", "funny"),
];

export const defaultMode = modes[0] as Mode;

export function modeByID(id: string | null | undefined): Mode {
  return modes.find((m) => m.id === id) ?? defaultMode;
}

// modeOf finds the mode that a request was made in.
export function modeOf(r: { type: string; conv_type: string; rag_type?: string; function_type?: string }): Mode | undefined {
  return modes.find((m) => m.type === r.type && m.conv === r.conv_type && m.rag === (r.rag_type ?? "") && m.fn === (r.function_type ?? ""));
}

// modeAsked is the mode in which a conversation goes on after a request: both languages are a setting of the first mode.
export function modeAsked(r: Parameters<typeof modeOf>[0] | undefined): string {
  const mode = r && modeOf(r);
  return mode && mode.id !== "dual" ? mode.id : defaultMode.id;
}

// offered are the modes that this server can do: single stores only where there are several.
export function offered(stores: readonly string[]): readonly Mode[] {
  return modes.filter((m) => {
    if (!m.store) return true;
    if (stores.length < 2) return false;
    return stores.includes(m.store);
  });
}
