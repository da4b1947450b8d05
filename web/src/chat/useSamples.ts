import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { documentQuery } from "../api/queries";
import { call } from "../api/http";
import type { DocumentResult } from "../api/wire";
import { save } from "../app/storage";
import { useT } from "../i18n";
import { useToast } from "../ui/Toast";

export const sampledKey = "sampled"; // this browser's reader has sample documents

// keysOf are the ids of the sample documents in an answer of the server.
export const keysOf = (answer: DocumentResult): string[] => answer.results.flatMap((r) => (r.document ? [r.document.key] : []));

// useSamples adds the sample documents, and tells when they can be asked.
export function useSamples() {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [keys, setKeys] = useState<readonly string[]>([]);
  const states = useQueries({ queries: keys.map(documentQuery) }).map((q) => q.data?.state ?? "");
  const ready = keys.length > 0 && states.every((s) => s === "ready" || s === "failed");
  // add reports whether there are sample documents now.
  const add = async () => {
    setAdding(true);
    try {
      const added = keysOf(await call<DocumentResult>("/api/samples", { method: "POST", body: {} }));
      if (added.length === 0) throw new Error("no sample was added");
      save(sampledKey, true);
      setKeys(added);
      await queries.invalidateQueries({ queryKey: ["documents"] });
      return true;
    } catch {
      toast({ text: t("welcome.samplesFailed"), tone: "bad" });
      return false;
    } finally {
      setAdding(false);
    }
  };
  return { add, adding, keys, ready };
}
