import * as Dialog from "@radix-ui/react-dialog";
import { useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useState, type FormEvent } from "react";
import { call, Failure } from "../api/http";
import type { PasswordChange, Session } from "../api/wire";
import { useClient } from "../app/client";
import { useSignOut } from "../app/signOut";
import { useT } from "../i18n";
import { useToast } from "../ui/Toast";
import { Sessions } from "./Sessions";

// Account is what people do with their own account: its password, its other browsers, signing out.
export function Account() {
  const t = useT();
  const { session } = useClient();
  const signOut = useSignOut();
  return (
    <>
      <div className="setting">
        <div className="setting-text">
          <span>{session.name || session.user}</span>
          <small>{session.name && session.user}</small>
        </div>
        <button type="button" className="button" onClick={() => void signOut()}>
          <LogOut /> {t("nav.signOut")}
        </button>
      </div>
      {session.password && <ChangePassword user={session.user ?? ""} />}
      <Sessions />
    </>
  );
}

function ChangePassword({ user }: { user: string }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [change, setChange] = useState<PasswordChange>({ current: "", new: "" });
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const show = (next: boolean) => {
    setChange({ current: "", new: "" });
    setAgain("");
    setProblem("");
    setOpen(next);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (change.new !== again) {
      setProblem(t("settings.password.differ"));
      return;
    }
    setBusy(true);
    setProblem("");
    try {
      queries.setQueryData(["session"], await call<Session>("/api/session/password", { method: "PUT", body: change }));
      show(false);
      toast({ text: t("settings.password.done") });
    } catch (error) {
      setProblem((error instanceof Failure && error.message) || t("common.failed"));
    } finally {
      setBusy(false);
    }
  };
  const field = (id: string, label: string, value: string, use: "current-password" | "new-password", set: (value: string) => void) => (
    <>
      <label htmlFor={id}>{label}</label>
      <input id={id} className="field" type="password" autoComplete={use} required value={value} onChange={(e) => set(e.target.value)} aria-describedby={problem ? "password-problem" : undefined} />
    </>
  );
  return (
    <div className="setting">
      <div className="setting-text">
        <span>{t("settings.password")}</span>
        <small>{t("settings.password.about")}</small>
      </div>
      <Dialog.Root open={open} onOpenChange={show}>
        <Dialog.Trigger asChild>
          <button type="button" className="button">
            {t("settings.password.do")}
          </button>
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className="overlay" />
          <Dialog.Content className="dialog password">
            <Dialog.Title>{t("settings.password.title")}</Dialog.Title>
            <Dialog.Description>{t("settings.password.rules")}</Dialog.Description>
            <form onSubmit={(event) => void submit(event)}>
              <input type="text" name="username" autoComplete="username" value={user} readOnly hidden />
              {field("password-current", t("settings.password.current"), change.current, "current-password", (current) => setChange({ ...change, current }))}
              {field("password-new", t("settings.password.new"), change.new, "new-password", (value) => setChange({ ...change, new: value }))}
              {field("password-again", t("settings.password.again"), again, "new-password", setAgain)}
              <p className="problem" id="password-problem" role="alert">
                {problem}
              </p>
              <div className="dialog-actions">
                <Dialog.Close asChild>
                  <button type="button" className="button quiet">
                    {t("common.cancel")}
                  </button>
                </Dialog.Close>
                <button type="submit" className="button primary" disabled={busy || !change.current || !change.new || !again}>
                  {t("settings.password.do")}
                </button>
              </div>
            </form>
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </div>
  );
}
