import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { call } from "../api/http";
import type { SignedOut } from "../api/wire";
import { useT } from "../i18n";
import { useToast } from "../ui/Toast";
import { useClient } from "./client";

// endSessionKey keeps, until the page for signing in has shown it, where the identity provider's own session ends.
export const endSessionKey = "mundap.endSession";

// useSignOut gives the function that ends the session and forgets what this page knows of the user.
export function useSignOut() {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const { engine } = useClient();
  return useCallback(async () => {
    try {
      const out = await call<SignedOut | undefined>("/api/session", { method: "DELETE" });
      if (out) sessionStorage.setItem(endSessionKey, out.end_session);
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
