import { ArrowUpRight, MessageSquareText } from "lucide-react";
import { shownTitle, type Pulse } from "../api/queries";
import type { Conversation, Document as DocumentEntry } from "../api/wire";
import { chatPath, follow } from "../app/router";
import { useUnseen } from "../documents/seen";
import { share, stateText } from "../documents/states";
import { formatDate, useWords } from "../i18n";
import { enoughQuestions } from "./ownQuestions";

const shown = 3;

interface Props {
  conversations: readonly Conversation[];
  pulse: Pulse | undefined;
  questions: readonly string[]; // that the documents answer
  onAsk: (question: string) => void;
}

// Returning is what somebody who comes back finds on the start page: where they left off, what they could ask, and what is
// happening to their documents. That comes last: the line above and the sidebar tell of it too, and a laptop's screen ends
// before it.
export function Returning({ conversations, pulse, questions, onAsk }: Props) {
  const { t, language } = useWords();
  const unseen = useUnseen();
  const moving = pulse?.moving ?? [];
  const failed = (pulse?.failed ?? []).filter((d) => d.mine && unseen(d) && !moving.some((m) => m.key === d.key));
  const inWork = [...moving, ...(failed.length === 1 ? failed : [])];
  return (
    <>
      {conversations.length > 0 && (
        <section className="suggestions">
          <h3>{t("welcome.recent")}</h3>
          <ul>
            {conversations.slice(0, shown).map((c) => (
              <li key={c.id}>
                <a href={chatPath(c.id)} onClick={follow}>
                  <MessageSquareText />
                  <span>{shownTitle(c) || t("conversation.untitled")}</span>
                  <small>{formatDate(c.updated, language)}</small>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {questions.length > 0 && (
        <section className="suggestions">
          <h3>{t("welcome.ownQuestions")}</h3>
          <ul>
            {questions.slice(0, enoughQuestions).map((question) => (
              <li key={question}>
                <button type="button" onClick={() => onAsk(question)}>
                  <span>{question}</span>
                  <ArrowUpRight />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {inWork.length + failed.length > 0 && (
        <section className="suggestions">
          <h3>{t("welcome.inWork")}</h3>
          <ul>
            {inWork.slice(0, shown).map((d) => (
              <InWork key={d.key} document={d} />
            ))}
            {inWork.length > shown && (
              <li>
                <a href="/docs" onClick={follow}>
                  <span>{t("welcome.allDocuments")}</span>
                  <ArrowUpRight />
                </a>
              </li>
            )}
            {failed.length > 1 && (
              <li>
                <a href="/docs?state=failed" onClick={follow} data-tone="bad">
                  <i className="dot bad" aria-hidden />
                  <span>{t("welcome.unread", { count: failed.length })}</span>
                  <ArrowUpRight />
                </a>
              </li>
            )}
          </ul>
        </section>
      )}
    </>
  );
}

function InWork({ document: d }: { document: DocumentEntry }) {
  const { t, language } = useWords();
  const done = share(d);
  const failed = d.state === "failed";
  return (
    <li>
      <a href={failed ? "/docs?state=failed" : "/docs"} onClick={follow} data-tone={failed ? "bad" : undefined}>
        <i className={`dot ${failed ? "bad" : "wait"}`} aria-hidden />
        <span title={d.name}>{d.name.split("/").pop()}</span>
        <small>{stateText(d, t, language)}</small>
        {done !== null && !failed && (
          <span className="bar" aria-hidden>
            <i style={{ width: `${done * 100}%` }} />
          </span>
        )}
      </a>
    </li>
  );
}
