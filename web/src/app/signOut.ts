import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { call } from "../api/http";
import { useT } from "../i18n";
import { useToast } from "../ui/Toast";
import { useClient } from "./client";

// useSignOut gives the function that ends the session and forgets what this page knows of the user.
export function useSignOut() {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const { engine } = useClient();
  return useCallback(async () => {
    try {
      await call("/api/session", { method: "DELETE" });
    } catch {
      toast({ text: t("common.unreachable"), tone: "bad" });
      return;
    }
    engine.forgetAll();
    for (const name of Object.keys(localStorage)) if (name.startsWith("mundap.draft.")) localStorage.removeItem(name);
    location.assign("/");
    queries.clear();
  }, [engine, queries, toast, t]);
}
