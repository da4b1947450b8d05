import { useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/http";
import type { OpenSession, OpenSessions, Session } from "../api/wire";
import { formatDate, useWords } from "../i18n";
import { ActionRow } from "./ActionRow";
import { browserName } from "./agent";

// Sessions lists the other browsers in which the user is signed in, and signs out of one or all of them.
export function Sessions() {
  const { t } = useWords();
  const queries = useQueryClient();
  const { data } = useQuery({ queryKey: ["sessions"], queryFn: () => call<OpenSessions>("/api/sessions") });
  const others = data?.sessions.filter((s) => !s.here) ?? [];
  const changed = () => queries.invalidateQueries({ queryKey: ["sessions"] });
  const endAll = async () => {
    queries.setQueryData(["session"], await call<Session>("/api/session/others", { method: "DELETE" }));
    await changed();
  };
  const end = async (id: string) => {
    await call(`/api/sessions/${id}`, { method: "DELETE" });
    await changed();
  };
  return (
    <>
      {others.map((s) => (
        <Other key={s.id} session={s} end={() => end(s.id)} />
      ))}
      <ActionRow run={endAll} words={{ name: t("settings.elsewhere"), about: t("settings.elsewhere.about"), button: t("settings.elsewhere.do"), done: t("settings.elsewhere.done") }} />
    </>
  );
}

function Other({ session, end }: { session: OpenSession; end: () => Promise<unknown> }) {
  const { t, language } = useWords();
  const name = browserName(session.agent) || t("settings.sessions.unknown");
  const about = t("settings.sessions.used", { when: formatDate(session.used, language) });
  return <ActionRow run={end} words={{ name, about, button: t("nav.signOut"), done: t("settings.sessions.ended", { browser: name }) }} />;
}
