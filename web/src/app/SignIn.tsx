import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { call, Failure } from "../api/http";
import type { Session } from "../api/wire";
import { useT } from "../i18n";

export default function SignIn() {
  const t = useT();
  const queries = useQueryClient();
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      queries.setQueryData(["session"], await call<Session>("/api/session", { method: "POST", body: { user: user.trim(), password } }));
    } catch (error) {
      const failure = error instanceof Failure ? error : null;
      if (failure?.status === 401 || failure?.status === 403) setProblem(t("signin.wrong"));
      else setProblem(failure?.message || t("signin.failed"));
      setPassword("");
      document.getElementById("password")?.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="signin" id="main">
      <form onSubmit={(event) => void submit(event)}>
        <div className="brand">
          <i aria-hidden>문</i>
          {t("app.name")}
        </div>
        <h1>{t("signin.title")}</h1>
        <label htmlFor="user">{t("signin.user")}</label>
        <input id="user" className="field" autoComplete="username" autoCapitalize="none" spellCheck={false} required value={user} onChange={(e) => setUser(e.target.value)} autoFocus />
        <label htmlFor="password">{t("signin.password")}</label>
        <input id="password" className="field" type="password" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.target.value)} aria-describedby={problem ? "signin-problem" : undefined} />
        <p className="problem" id="signin-problem" role="alert">
          {problem}
        </p>
        <button type="submit" className="button primary big" disabled={busy || user.trim() === "" || password === ""}>
          {busy ? t("signin.doing") : t("signin.do")}
        </button>
        <p className="dim">{t("signin.help")}</p>
      </form>
    </main>
  );
}
