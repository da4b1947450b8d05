import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { call, Failure } from "../api/http";
import type { Session } from "../api/wire";
import { useT } from "../i18n";
import { endSessionKey } from "./signOut";

// SignIn is the page of whoever is not signed in: the company's provider, a password, or both, as the server says. ended
// says that a session ended under the reader's hands: it expired, or was ended elsewhere.
export default function SignIn({ session, ended }: { session: Session; ended: boolean }) {
  const t = useT();
  const { provider } = session;
  const passwords = !provider || session.passwords === true;
  const [endSession] = useState(() => sessionStorage.getItem(endSessionKey));
  useEffect(() => sessionStorage.removeItem(endSessionKey), []); // it is offered once
  return (
    <main className="signin" id="main">
      <div className="signin-card">
        <div className="brand">
          <i aria-hidden>문</i>
          {t("app.name")}
        </div>
        <h1>{t("signin.title")}</h1>
        {ended && (
          <p className="notice" role="status">
            {t("signin.ended")}
          </p>
        )}
        {provider && (
          <a className="button primary big" href={startAddress()}>
            {provider.name ? t("signin.providerNamed", { name: provider.name }) : t("signin.provider")}
          </a>
        )}
        {provider && passwords && <p className="or">{t("signin.or")}</p>}
        {passwords && <Password focused={!provider} />}
        <p className="dim">{endSession ? <a href={endSession}>{t("signin.endSession")}</a> : t("signin.help")}</p>
      </div>
    </main>
  );
}

// startAddress leads to the provider, and after that back to the page that was asked for.
function startAddress(): string {
  return "/api/session/oidc?" + new URLSearchParams({ return: location.pathname + location.search + location.hash }).toString();
}

function Password({ focused }: { focused: boolean }) {
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
    <form onSubmit={(event) => void submit(event)}>
      <label htmlFor="user">{t("signin.user")}</label>
      <input id="user" className="field" autoComplete="username" autoCapitalize="none" spellCheck={false} required value={user} onChange={(e) => setUser(e.target.value)} autoFocus={focused} />
      <label htmlFor="password">{t("signin.password")}</label>
      <input id="password" className="field" type="password" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.target.value)} aria-describedby={problem ? "signin-problem" : undefined} />
      <p className="problem" id="signin-problem" role="alert">
        {problem}
      </p>
      <button type="submit" className={focused ? "button primary big" : "button big"} disabled={busy || user.trim() === "" || password === ""}>
        {busy ? t("signin.doing") : t("signin.do")}
      </button>
    </form>
  );
}
