import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useClient } from "../app/client";
import { actOnDocuments, type Pulse } from "../api/queries";
import type { Document as DocumentEntry, Documents, DocumentVerb } from "../api/wire";
import { useT, withSentences } from "../i18n";
import { useConfirm } from "../ui/Confirm";
import { undoFor, useToast } from "../ui/Toast";
import { forgetSeen } from "./seen";

// shortName is a document's name without its folder.
export const shortName = (document: Pick<DocumentEntry, "name">): string => document.name.split("/").pop() ?? document.name;

// useDocumentActions does things to documents. What is deleted is gone from the lists at once, and its notice undoes it.
export function useDocumentActions() {
  const t = useT();
  const toast = useToast();
  const confirm = useConfirm();
  const queries = useQueryClient();
  const { uploads, user } = useClient();
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

  // act does something, after a question where it takes one, and gives whether it was done.
  const act = useCallback(
    async (action: DocumentVerb, documents: readonly DocumentEntry[]): Promise<boolean> => {
      const { failureOf, leftOut, noticeOf, questionFor, undoing } = await withSentences(() => import("./saying"));
      const question = questionFor(action, documents, t);
      if (question && !(await confirm(question))) return false;
      const keys = documents.map((d) => d.key);
      try {
        if (action === "delete") {
          await queries.cancelQueries({ queryKey: ["documents"] });
          hide(new Set(keys));
        }
        const { results } = await actOnDocuments(action, keys);
        const done = results.filter((r) => !r.error).map((r) => r.key);
        const failed = results.find((r) => r.error);
        if (action === "retry" || action === "delete") forgetSeen(user, documents.filter((d) => done.includes(d.key)));
        if (action === "delete") uploads.deleted(new Set(done));
        if (failed?.error) {
          const of = documents.find((d) => d.key === failed.key);
          toast({ text: of ? leftOut(of, failed.error.message, t) : failed.error.message, tone: "bad" });
        }
        const { reverse, failure } = undoing[action] ?? {};
        const about = () => done;
        const text = noticeOf(action, documents.filter((d) => done.includes(d.key)), t);
        if (text !== "" && reverse === undefined) toast({ text, about });
        if (reverse === undefined || failure === undefined || done.length === 0) return true;
        const undo = () => {
          actOnDocuments(reverse, done)
            .then(({ results: undone }) => {
              const not = undone.find((r) => r.error);
              if (not) toast({ text: not.error?.message || t(failure), tone: "bad" });
            })
            .catch(() => toast({ text: t(failure), tone: "bad" }))
            .finally(() => void refresh());
        };
        toast({ text, about, ms: undoFor, action: { label: t("common.undo"), run: undo } });
        return true;
      } catch (error) {
        toast({ text: failureOf(error, t), tone: "bad" });
        return false;
      } finally {
        await refresh();
      }
    },
    [queries, uploads, user, hide, refresh, toast, confirm, t],
  );
  return useMemo(() => ({ act, refresh }), [act, refresh]);
}
