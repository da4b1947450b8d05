import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { call, Failure } from "../api/http";
import type { Pool, PoolProfile } from "../api/wire";
import { useClient } from "../app/client";
import { follow } from "../app/router";
import { TopBar } from "../app/TopBar";
import { Users } from "./Users";
import { formatDuration, useWords, type Key } from "../i18n";

const refreshEvery = 2_000; // ms; the page is for watching

// AdminPage shows administrators who may sign in, and how the models stand.
export default function AdminPage() {
  const { t } = useWords();
  const { session } = useClient();
  const pool = useQuery({
    queryKey: ["admin", "pool"],
    queryFn: ({ signal }) => call<Pool>("/api/admin/pool", { signal }),
    refetchInterval: refreshEvery,
  });
  useEffect(() => {
    document.title = `${t("admin.title")} · ${t("app.name")}`;
  }, [t]);
  return (
    <main className="page-main" id="main" tabIndex={-1}>
      <TopBar title={t("admin.title")} />
      <div className="settings-scroll">
        <div className="settings admin">
          {session.admin && <Users />}
          {pool.isError && (
            <div className="ending" data-tone="bad" role="alert">
              <span>{(pool.error instanceof Failure && pool.error.message) || t("common.failed")}</span>
              <a className="text-button" href="/" onClick={follow}>
                {t("common.home")}
              </a>
            </div>
          )}
          {pool.data && (
            <section className="admin-section">
              <header>
                <h2>{t("admin.models")}</h2>
              </header>
              {pool.data.profiles.length > 0 ? (
                <Profiles pool={pool.data} />
              ) : (
                <>
                  <p className="admin-note">{session.model ? t("admin.oneModel", { name: session.model }) : t("admin.noModel")}</p>
                  <p className="admin-note">{t("admin.none")}</p>
                </>
              )}
            </section>
          )}
        </div>
      </div>
    </main>
  );
}

function Profiles({ pool }: { pool: Pool }) {
  const { t, language } = useWords();
  const short = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(language);
  const number = { format: (n: number) => (n < 10_000 ? whole : short).format(n) }; // 2,581 rather than 2.6천
  const money = new Intl.NumberFormat(language, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", maximumFractionDigits: 2 });
  const totals: [Key, number][] = [
    ["admin.asked", pool.asked], ["admin.answered", pool.answered], ["admin.waiting", pool.waiting], ["admin.inFlight", pool.in_flight],
    ["admin.moved", pool.moved], ["admin.hedged", pool.hedged], ["admin.restarts", pool.restarts], ["admin.refused", pool.refused],
  ];
  return (
    <>
      <dl className="admin-totals">
        {totals.map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{number.format(value)}</dd>
          </div>
        ))}
      </dl>
      <div className="card admin-table" role="region" aria-label={t("admin.models")} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("admin.profile")}</th>
              <th scope="col">{t("admin.state")}</th>
              <th scope="col">{t("admin.quota")}</th>
              <th scope="col">{t("admin.first")}</th>
              <th scope="col">{t("admin.calls")}</th>
              <th scope="col">{t("admin.tokens")}</th>
              <th scope="col">{t("admin.spend")}</th>
            </tr>
          </thead>
          <tbody>
            {pool.profiles.map((p) => (
              <tr key={p.name}>
                <th scope="row">
                  {p.model}
                  <small>{p.region}</small>
                </th>
                <td>
                  <State profile={p} />
                </td>
                <td>
                  <Quota profile={p} label={p.quota > 0 ? t("admin.quotaOf", { n: number.format(p.quota) }) : t("admin.quotaUnknown")} />
                </td>
                <td>
                  {p.first_ms > 0 ? formatDuration(p.first_ms, t) : "–"}
                  <small>{p.p95_ms > 0 ? `p95 ${formatDuration(p.p95_ms, t)}` : ""}</small>
                </td>
                <td>
                  {number.format(p.calls)}
                  <small>{t("admin.troubles", { throttled: number.format(p.throttled), failed: number.format(p.failed), hedges: number.format(p.hedges) })}</small>
                </td>
                <td>
                  {number.format(p.input)} / {number.format(p.output)}
                </td>
                <td>{money.format(p.spend_usd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="admin-note">{t("admin.note")}</p>
    </>
  );
}

const states: Record<string, Key> = {
  closed: "admin.breaker.closed", open: "admin.breaker.open", half_open: "admin.breaker.halfOpen", closing: "admin.breaker.closing",
};

function State({ profile }: { profile: PoolProfile }) {
  const { t } = useWords();
  const bad = Boolean(profile.removed) || profile.breaker === "open";
  const key = states[profile.breaker];
  return (
    <span className="admin-state" data-tone={bad ? "bad" : profile.breaker === "closed" ? "good" : "warn"}>
      <i className={bad ? "dot bad" : "dot"} aria-hidden />
      {profile.removed ? t("admin.removed") : key ? t(key) : profile.breaker}
      {profile.removed && <small>{profile.removed}</small>}
    </span>
  );
}

// Quota is how much of a profile's quota is left.
function Quota({ profile, label }: { profile: PoolProfile; label: string }) {
  const { t } = useWords();
  const left = Math.round(100 * Math.min(1, Math.max(0, profile.remaining)));
  return (
    <>
      {profile.quota > 0 && (
        <span className="admin-bar" role="meter" aria-valuenow={left} aria-valuemin={0} aria-valuemax={100} aria-label={t("admin.left", { n: String(left) })}>
          <i style={{ width: `${left}%` }} />
        </span>
      )}
      <small>{label}</small>
    </>
  );
}
