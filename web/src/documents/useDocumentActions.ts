import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useClient } from "../app/client";
import { actOnDocuments, type Pulse } from "../api/queries";
import { Failure } from "../api/http";
import type { Document as DocumentEntry, Documents, DocumentVerb } from "../api/wire";
import { useT, type Key, type Translate } from "../i18n";
import { useToast } from "../ui/Toast";

const undoFor = 7_600; // ms: a little less than the server's eight seconds

// undoing says what undoes what is done, and what is said if that fails.
const undoing: Partial<Record<DocumentVerb, { reverse: DocumentVerb; failure: Key }>> = {
  delete: { reverse: "restore", failure: "docs.restoreFailed" },
  share: { reverse: "private", failure: "docs.actionFailed" },
  private: { reverse: "share", failure: "docs.actionFailed" },
};

function notice(t: Translate, action: DocumentVerb, name: string, count: number): string {
  if (action === "share") return t("docs.sharedMany", { count });
  if (action === "private") return t("docs.privateMany", { count });
  return count === 1 ? t("docs.deleted", { name }) : t("docs.deletedMany", { count });
}

// useDocumentActions does things to documents. What is deleted is gone from the lists at once, and its notice undoes it.
export function useDocumentActions() {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const { uploads } = useClient();

  const refresh = useCallback(() => queries.invalidateQueries({ queryKey: ["documents"] }), [queries]);

  const hide = useCallback(
    (keys: ReadonlySet<string>) => {
      const rest = (all: DocumentEntry[] | null | undefined) => all?.filter((d) => !keys.has(d.key)) ?? [];
      queries.setQueriesData<InfiniteData<Documents> | Documents>({ queryKey: ["documents", "list"] }, (data) => {
        if (!data) return data;
        if ("pages" in data) return { ...data, pages: data.pages.map((p) => ({ ...p, documents: rest(p.documents) })) };
        return { ...data, documents: rest(data.documents) };
      });
      queries.setQueryData<Pulse>(["documents", "pulse"], (data) => data && { ...data, moving: rest(data.moving), failed: rest(data.failed) });
    },
    [queries],
  );

  const act = useCallback(
    async (action: DocumentVerb, documents: readonly DocumentEntry[]) => {
      const keys = documents.map((d) => d.key);
      try {
        if (action === "delete") {
          await queries.cancelQueries({ queryKey: ["documents"] });
          hide(new Set(keys));
        }
        const { results } = await actOnDocuments(action, keys);
        const done = results.filter((r) => !r.error).map((r) => r.key);
        const failed = results.find((r) => r.error);
        if (action === "delete") uploads.deleted(new Set(done));
        if (failed?.error) toast({ text: failed.error.message, tone: "bad" });
        const { reverse, failure } = undoing[action] ?? {};
        if (reverse === undefined || failure === undefined || done.length === 0) return;
        const undo = () => {
          actOnDocuments(reverse, done)
            .then(({ results: undone }) => {
              if (undone.some((r) => r.error)) throw new Error("not undone");
            })
            .catch(() => toast({ text: t(failure), tone: "bad" }))
            .finally(() => void refresh());
        };
        const first = documents.find((d) => d.key === done[0])?.name.split("/").pop() ?? "";
        toast({ text: notice(t, action, first, done.length), ms: undoFor, action: { label: t("common.undo"), run: undo } });
      } catch (error) {
        toast({ text: (error instanceof Failure && error.message) || t("docs.actionFailed"), tone: "bad" });
      } finally {
        await refresh();
      }
    },
    [queries, uploads, hide, refresh, toast, t],
  );
  return useMemo(() => ({ act, refresh }), [act, refresh]);
}
