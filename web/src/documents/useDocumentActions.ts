import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useClient } from "../app/client";
import { actOnDocuments, type Pulse } from "../api/queries";
import { Failure } from "../api/http";
import type { Document as DocumentEntry, Documents, DocumentVerb } from "../api/wire";
import { useT } from "../i18n";
import { useToast } from "../ui/Toast";

const undoFor = 7_600; // ms: a little less than the server's eight seconds

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
        const failed = results?.find((r) => r.error);
        if (action === "delete") uploads.deleted(new Set(results?.filter((r) => !r.error).map((r) => r.key)));
        if (failed?.error) toast({ text: failed.error.message, tone: "bad" });
        else if (action === "delete") {
          const first = documents[0]?.name.split("/").pop() ?? "";
          toast({
            text: documents.length === 1 ? t("docs.deleted", { name: first }) : t("docs.deletedMany", { count: documents.length }),
            ms: undoFor,
            action: {
              label: t("common.undo"),
              run: () => {
                actOnDocuments("restore", keys)
                  .then(({ results: restored }) => {
                    if (restored?.some((r) => r.error)) throw new Error("not restored");
                  })
                  .catch(() => toast({ text: t("docs.restoreFailed"), tone: "bad" }))
                  .finally(() => void refresh());
              },
            },
          });
        }
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
