import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, KeyRound, LockKeyhole, LockKeyholeOpen, ShieldCheck, ShieldOff, Trash2, UserPlus } from "lucide-react";
import { Suspense, useState, type FormEvent } from "react";
import { call, Failure } from "../api/http";
import type { User, Users as UserList } from "../api/wire";
import { useClient } from "../app/client";
import { formatDate, useWords } from "../i18n";
import { MenuButton, type MenuItem } from "../ui/MenuButton";
import { useToast } from "../ui/Toast";
import { FormField } from "./FormField";
import type { UserDeed } from "./UserDialog";
import { part } from "../ui/part";

const UserDialog = part(() => import("./UserDialog"));

const path = "/api/admin/users";

// Users lists the accounts, adds users and changes them.
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
      {session.accounts && !session.password && <p className="admin-note">{t("users.ownCompany")}</p>}
      {users.data && !users.data.passwords && <p className="admin-note">{t("users.company")}</p>}
      {!session.accounts && <FirstAdministrator />}
    </section>
  );
}

function UserRow({ user: u }: { user: User }) {
  const { t, language } = useWords();
  const { session } = useClient();
  const toast = useToast();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [deed, setDeed] = useState<UserDeed | null>(null);
  const lock = async () => {
    setBusy(true);
    try {
      await call(`${path}/${encodeURIComponent(u.user)}`, { method: "PATCH", body: { locked: !u.locked } });
      toast({ text: t(u.locked ? "users.unlock.done" : "users.lock.done", { name: u.user }) });
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
  const role: MenuItem = u.admin
    ? { label: t("users.demote"), icon: <ShieldOff />, run: () => setDeed("demote") }
    : { label: t("users.promote"), icon: <ShieldCheck />, run: () => setDeed("promote") };
  const items = (): MenuItem[] => [
    ...(u.provider ? [] : [{ label: t("users.password"), icon: <KeyRound />, run: () => setDeed("password") }]),
    ...(u.provider ? [] : [role]),
    ...(u.admin ? [{ label: t(u.locked ? "users.unlock" : "users.lock"), icon: <LockKeyhole />, run: () => setDeed(u.locked ? "unlock" : "lock") }] : []),
    { label: t("users.remove"), icon: <Trash2 />, run: () => setDeed("remove"), bad: true },
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
      {u.user !== session.user && session.password && (
        <MenuButton label={t("users.menu", { name: u.user })} align="end" items={items}>
          <Ellipsis />
        </MenuButton>
      )}
      {deed && (
        <Suspense fallback={null}>
          <UserDialog user={u} deed={deed} onClose={() => setDeed(null)} />
        </Suspense>
      )}
    </li>
  );
}

function AddUser({ onDone }: { onDone: () => void }) {
  const { t } = useWords();
  const toast = useToast();
  const queries = useQueryClient();
  const [user, setUser] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState({ field: "", text: "" });
  const [busy, setBusy] = useState(false);
  const of = (field: string) => (problem.field === field ? problem.text : "");
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem({ field: "", text: "" });
    try {
      const added = await call<User>(path, { method: "POST", body: { user: user.trim(), name: name.trim(), password } });
      toast({ text: t("users.added", { name: added.user }) });
      await queries.invalidateQueries({ queryKey: ["admin", "users"] });
      onDone();
    } catch (error) {
      const failure = error instanceof Failure ? error : undefined;
      setProblem({ field: failure?.field ?? "", text: failure?.message || t("common.failed") });
      setBusy(false);
    }
  };
  return (
    <form className="card user-form" onSubmit={(event) => void add(event)} aria-label={t("users.add")}>
      <FormField label={t("signin.user")} complete="off" required focused value={user} onValue={setUser} problem={of("user")} />
      <FormField label={t("users.name")} complete="off" value={name} onValue={setName} problem={of("name")} />
      <FormField label={t("users.firstPassword")} type="password" complete="new-password" help={t("settings.password.rules")} required value={password} onValue={setPassword} problem={of("password")} />
      <div className="dialog-actions">
        <p role="status" className="bad">{of("")}</p>
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

// FirstAdministrator says how accounts begin, which is done on the server itself.
function FirstAdministrator() {
  const { t } = useWords();
  return (
    <div className="admin-commands">
      <p className="admin-note">{t("users.commands")}</p>
      <dl>
        <div>
          <dt>
            <code>{`mundap user add ${t("users.example")} --admin`}</code>
          </dt>
          <dd>{t("users.cmd.first")}</dd>
        </div>
      </dl>
    </div>
  );
}
