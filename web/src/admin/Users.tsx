import { useQuery, useQueryClient } from "@tanstack/react-query";
import { LockKeyhole, LockKeyholeOpen, UserPlus } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { call, Failure } from "../api/http";
import type { User, Users as UserList } from "../api/wire";
import { useClient } from "../app/client";
import { formatDate, useWords } from "../i18n";
import { useToast } from "../ui/Toast";

const path = "/api/admin/users";

// Users lists the accounts, adds users and locks them. What only the server's own command line does is named below the list.
export function Users() {
  const { t } = useWords();
  const { session } = useClient();
  const users = useQuery({ queryKey: ["admin", "users"], queryFn: ({ signal }) => call<UserList>(path, { signal }), enabled: session.accounts });
  const [adding, setAdding] = useState(false);
  const list = users.data?.users ?? [];
  return (
    <section className="admin-section" aria-labelledby="admin-users">
      <header>
        <h2 id="admin-users">{t("users.title")}</h2>
        {users.data?.passwords && !adding && (
          <button type="button" className="button" onClick={() => setAdding(true)}>
            <UserPlus /> {t("users.add")}
          </button>
        )}
      </header>
      {!session.accounts && <p className="admin-note">{t("users.noAccounts")}</p>}
      {users.isError && (
        <p className="ending" data-tone="bad" role="alert">
          {(users.error instanceof Failure && users.error.message) || t("common.failed")}
        </p>
      )}
      {adding && <AddUser onDone={() => setAdding(false)} />}
      {list.length > 0 && (
        <ul className="card user-list" aria-label={t("users.title")}>
          {list.map((u) => (
            <UserRow key={u.user} user={u} />
          ))}
        </ul>
      )}
      {users.data && !users.data.passwords && <p className="admin-note">{t("users.company")}</p>}
      {(users.data?.passwords || !session.accounts) && <Commands first={!session.accounts} />}
    </section>
  );
}

function UserRow({ user: u }: { user: User }) {
  const { t, language } = useWords();
  const { session } = useClient();
  const toast = useToast();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const lock = async () => {
    setBusy(true);
    try {
      await call(`${path}/${encodeURIComponent(u.user)}`, { method: "PATCH", body: { locked: !u.locked } });
      toast({ text: t(u.locked ? "users.unlocked" : "users.locked", { name: u.user }) });
    } catch (error) {
      toast({ text: (error instanceof Failure && error.message) || t("common.failed"), tone: "bad" });
    } finally {
      await queries.invalidateQueries({ queryKey: ["admin", "users"] });
      setBusy(false);
    }
  };
  const facts = [
    t(u.admin ? "users.admin" : "users.user"),
    u.provider ? t("users.provider") : "",
    u.seen ? t("users.seen", { when: formatDate(u.seen, language) }) : u.unseen ? t("users.unseen") : "",
  ];
  return (
    <li>
      <span className="user-name">
        <b>{u.user}</b> {u.name && u.name !== u.user && <span>{u.name}</span>}
        {u.user === session.user && <span className="tag">{t("users.you")}</span>}
        {u.locked && <span className="tag" data-tone="bad">{t("users.isLocked")}</span>}
        <small>{facts.filter(Boolean).join(" · ")}</small>
      </span>
      {!u.admin && (
        <button type="button" className="button quiet" disabled={busy} aria-label={`${u.user} ${t(u.locked ? "users.unlock" : "users.lock")}`} onClick={() => void lock()}>
          {u.locked ? <LockKeyholeOpen /> : <LockKeyhole />} {t(u.locked ? "users.unlock" : "users.lock")}
        </button>
      )}
    </li>
  );
}

function AddUser({ onDone }: { onDone: () => void }) {
  const { t } = useWords();
  const toast = useToast();
  const queries = useQueryClient();
  const id = useId();
  const [user, setUser] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      const added = await call<User>(path, { method: "POST", body: { user: user.trim(), name: name.trim(), password } });
      toast({ text: t("users.added", { name: added.user }) });
      await queries.invalidateQueries({ queryKey: ["admin", "users"] });
      onDone();
    } catch (error) {
      setProblem((error instanceof Failure && error.message) || t("common.failed"));
      setBusy(false);
    }
  };
  return (
    <form className="card user-form" onSubmit={(event) => void add(event)} aria-label={t("users.add")}>
      <div className="form-field">
        <label htmlFor={`${id}u`}>{t("signin.user")}</label>
        <input id={`${id}u`} className="field" required autoFocus autoCapitalize="none" autoComplete="off" spellCheck={false} value={user} onChange={(e) => setUser(e.target.value)} />
      </div>
      <div className="form-field">
        <label htmlFor={`${id}n`}>{t("users.name")}</label>
        <input id={`${id}n`} className="field" autoComplete="off" value={name} onChange={(e) => setName(e.target.value)} />
      </div>
      <div className="form-field">
        <label htmlFor={`${id}p`}>{t("users.password")}</label>
        <input id={`${id}p`} className="field" type="password" required autoComplete="new-password" aria-describedby={`${id}h`} value={password} onChange={(e) => setPassword(e.target.value)} />
        <small id={`${id}h`}>{t("settings.password.rules")}</small>
      </div>
      <div className="dialog-actions">
        <p role="status" className="bad">{problem}</p>
        <button type="button" className="button quiet" onClick={onDone}>
          {t("common.cancel")}
        </button>
        <button type="submit" className="button primary" disabled={busy || user.trim() === "" || password === ""}>
          {t("users.doAdd")}
        </button>
      </div>
    </form>
  );
}

// Commands are what is done on the server itself.
function Commands({ first }: { first: boolean }) {
  const { t } = useWords();
  const id = t("users.example");
  const all = first
    ? [[`mundap user add ${id} --admin`, t("users.cmd.first")] as const]
    : [
        [`mundap user add ${id} --admin`, t("users.cmd.admin")] as const,
        [`mundap user password ${id}`, t("users.cmd.password")] as const,
        [`mundap user remove ${id}`, t("users.cmd.remove")] as const,
      ];
  return (
    <div className="admin-commands">
      <p className="admin-note">{t("users.commands")}</p>
      <dl>
        {all.map(([command, about]) => (
          <div key={command}>
            <dt>
              <code>{command}</code>
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
