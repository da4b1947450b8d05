import * as Dialog from "@radix-ui/react-dialog";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { call, Failure } from "../api/http";
import type { User, UserChange, UserRemoval } from "../api/wire";
import { useWords } from "../i18n";
import { useBackCloses } from "../ui/back";
import { returnFocus } from "../ui/focus";
import { useToast } from "../ui/Toast";
import { FormField } from "./FormField";

// What is done to a user after the administrator has confirmed it with their own password.
export type UserDeed = "password" | "promote" | "demote" | "lock" | "unlock" | "remove";

interface Props {
  user: User;
  deed: UserDeed;
  onClose: () => void;
}

// UserDialog asks for the administrator's own password, and says what will happen.
export default function UserDialog({ user: u, deed, onClose }: Props) {
  const { t } = useWords();
  useBackCloses(onClose);
  const toast = useToast();
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const [own, setOwn] = useState("");
  const [problem, setProblem] = useState({ field: "", text: "" });
  const [busy, setBusy] = useState(false);
  const name = u.name && u.name !== u.user ? `${u.name} (${u.user})` : u.user;
  const of = (field: string) => (problem.field === field ? problem.text : "");
  const act = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem({ field: "", text: "" });
    try {
      const path = `/api/admin/users/${encodeURIComponent(u.user)}`;
      if (deed === "remove") await call(path, { method: "DELETE", body: { own_password: own } satisfies UserRemoval });
      else await call<User>(path, { method: "PATCH", body: { ...changes[deed](password), own_password: own } satisfies UserChange });
      toast({ text: t(`users.${deed}.done`, { name: u.user }) });
      await queries.invalidateQueries({ queryKey: ["admin", "users"] });
      onClose();
    } catch (error) {
      const failure = error instanceof Failure ? error : undefined;
      setProblem({ field: failure?.field ?? "", text: failure?.message || t("common.failed") });
      setBusy(false);
    }
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog user-dialog" onCloseAutoFocus={returnFocus}>
          <Dialog.Title>{t(`users.${deed}.title`, { name })}</Dialog.Title>
          <Dialog.Description>{t(u.provider && (deed === "remove" || deed === "unlock") ? `users.${deed}.company` : `users.${deed}.lead`)}</Dialog.Description>
          <form onSubmit={(event) => void act(event)}>
            {deed === "password" && (
              <FormField
                label={t("users.newPassword")} type="password" complete="new-password" help={t("settings.password.rules")} required value={password} onValue={setPassword}
                problem={of("password")}
              />
            )}
            <FormField label={t("users.own")} type="password" complete="current-password" help={t("users.own.help")} required value={own} onValue={setOwn} problem={of("own_password")} />
            <div className="dialog-actions">
              {of("") && <p role="alert" className="bad">{of("")}</p>}
              <Dialog.Close asChild>
                <button type="button" className="button quiet">
                  {t("common.cancel")}
                </button>
              </Dialog.Close>
              <button type="submit" className={bad.has(deed) ? "button danger solid" : "button primary"} disabled={busy || own === "" || (deed === "password" && password === "")}>
                {t(`users.${deed}`)}
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const bad = new Set<UserDeed>(["demote", "lock", "remove"]);

const changes: Record<Exclude<UserDeed, "remove">, (password: string) => UserChange> = {
  password: (password) => ({ password }),
  promote: () => ({ admin: true }),
  demote: () => ({ admin: false }),
  lock: () => ({ locked: true }),
  unlock: () => ({ locked: false }),
};
