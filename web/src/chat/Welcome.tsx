import { useQuery } from "@tanstack/react-query";
import { ArrowUpRight, FileText, FolderUp, LoaderCircle, Sparkles, Upload } from "lucide-react";
import { Suspense, useEffect, useMemo, useRef, useState } from "react";
import { call } from "../api/http";
import { conversationsOf, totalCount, useConversations, usePulse, workingCount } from "../api/queries";
import type { Document as DocumentEntry, Documents } from "../api/wire";
import { useClient } from "../app/client";
import { useConversationActions } from "../app/conversations";
import { load } from "../app/storage";
import { formatList } from "../documents/formats";
import { formatLimit, useWords, type Key, type Language, later } from "../i18n";
import { defaultMode } from "../modes";
import { touch, useAfter, useMedia } from "../ui/hooks";
import { enoughQuestions, ownQuestions } from "./ownQuestions";
import { Returning } from "./Returning";
import { sampledKey, useSamples } from "./useSamples";
import type { Question } from "./useAsk";

const ModelDialog = later(() => import("./ModelDialog"));

const sampleQuestions: readonly Key[] = ["welcome.q1", "welcome.q2", "welcome.q3"];

const longestLearning = 4_000; // ms

interface Props {
  onAsk: (question: Question) => void;
  onPickFiles: (folder: boolean, attach: boolean) => void;
}

// Welcome stands in an empty conversation: what Mundap does, and the shortest ways to a first answer.
export function Welcome({ onAsk, onPickFiles }: Props) {
  const { t, language } = useWords();
  const { session } = useClient();
  const pulse = usePulse();
  const counts = pulse.data?.counts ?? {};
  const total = totalCount(counts);
  const working = workingCount(counts);
  const fingers = useMedia(touch);
  const { add, adding, keys, ready: samplesReady } = useSamples();
  const [sampled] = useState(() => load(sampledKey, false));
  const [waiting, setWaiting] = useState(""); // a question that is asked once the sample documents are ready

  const asked = useRef(""); // the waiting question, once it was asked

  const ready = counts.ready ?? 0;
  // Waits a moment until the samples can be found by meaning, so that the first answer is a good one.
  const late = useAfter(samplesReady, longestLearning);
  const learnt = late || (pulse.data?.vectors?.missing ?? 0) === 0;
  useEffect(() => {
    if (waiting === "" || waiting === asked.current || adding || !samplesReady || !learnt) return;
    asked.current = waiting;
    onAsk({ body: waiting, mode: defaultMode, dual: false, documents: keys });
  }, [waiting, adding, samplesReady, learnt, keys, onAsk]);
  const tryOut = async (question: string) => {
    asked.current = "";
    setWaiting(question);
    if (!adding && !(await add())) setWaiting("");
  };
  const first = pulse.data !== undefined && total === 0;
  const conversations = useConversations("");
  const own = useOwnQuestions(!first && pulse.data !== undefined, language);
  // Until all is known nothing is shown: what follows differs in height and would move it. What has to be asked for again is
  // not waited for.
  const settled = !pulse.isPending && (!conversations.isPending || conversations.failureCount > 0) && !own.isPending;
  const { leaving } = useConversationActions();
  const recent = conversationsOf(conversations.data).filter((c) => !leaving.has(c.id));
  const back = recent.length > 0;
  const trying = session.samples > 0 && (first || keys.length > 0 || (sampled && !back)); // the sample documents
  return (
    <div className="welcome" data-first={first || undefined} data-back={back || undefined} data-pending={!settled || undefined}>
      <span className="welcome-mark" aria-hidden>
        <i aria-hidden>문</i>
      </span>
      <h2>{t(back ? "welcome.back" : "welcome.title")}</h2>
      {!back && <p className="welcome-lead">{t("welcome.lead")}</p>}
      {!settled ? (
        <div className="welcome-skeleton" />
      ) : first ? (
        <div className="drop-box">
          <Upload />
          <b>{t(fingers ? "welcome.pick" : "welcome.drop")}</b>
          <small>{t("welcome.dropHint", { formats: formatList(session), size: formatLimit(session.max_bytes, language) })}</small>
          <div className="drop-actions">
            <button type="button" className="button primary" onClick={() => onPickFiles(false, false)}>
              <FileText /> {t("welcome.choose")}
            </button>
            {!fingers && (
              <button type="button" className="button" onClick={() => onPickFiles(true, false)}>
                <FolderUp /> {t("welcome.chooseFolder")}
              </button>
            )}
            {session.samples > 0 && (
              <button type="button" className="button" disabled={adding} onClick={() => void add()}>
                {adding ? <LoaderCircle className="spin" /> : <Sparkles />} {adding ? t("welcome.samplesAdding") : t("welcome.samples", { count: session.samples })}
              </button>
            )}
          </div>
        </div>
      ) : (
        <p className="welcome-count" role="status">
          {working > 0 && <LoaderCircle className="spin" />}
          {working > 0
            ? ready > 0
              ? t("welcome.readyWorking", { ready, count: working })
              : t("welcome.working", { count: working })
            : t("welcome.ready", { count: ready })}
        </p>
      )}
      {settled && !session.model && (
        <p className="welcome-model">
          {t("welcome.noModel")} {session.admin && <ModelHelp />}
        </p>
      )}
      {settled && !trying && (
        <Returning conversations={recent} pulse={pulse.data} questions={own.questions} onAsk={(body) => onAsk({ body, mode: defaultMode, dual: false, documents: [] })} />
      )}
      {settled && trying && (
        <div className="suggestions">
          <h3 id="sample-questions">
            {t("welcome.tryThese")}
            {first && ` · ${t("welcome.askSamples", { count: session.samples })}`}
          </h3>
          <ul>
            {sampleQuestions.map((key) => (
              <li key={key}>
                <button type="button" disabled={waiting !== ""} aria-describedby="sample-questions" onClick={() => void tryOut(t(key))}>
                  <span>{t(key)}</span>
                  {waiting === t(key) ? <LoaderCircle className="spin" /> : <ArrowUpRight />}
                </button>
              </li>
            ))}
          </ul>
          {first && <p className="suggestions-note">{t(session.accounts ? "welcome.samplesNotePrivate" : "welcome.samplesNote")}</p>}
        </div>
      )}
    </div>
  );
}

// useOwnQuestions reads questions that documents answer, from the newest on until there are enough.
function useOwnQuestions(enabled: boolean, language: Language) {
  const { data, isPending, failureCount } = useQuery({
    queryKey: ["documents", "guides"],
    queryFn: async ({ signal }) => {
      const documents: DocumentEntry[] = [];
      for (let after = "", pages = 0; pages < mostPages; pages++) {
        const page = await call<Documents>(`/api/documents?${new URLSearchParams({ state: "ready", sort: "newest", limit: "20", after })}`, { signal });
        documents.push(...(page.documents ?? []));
        after = page.next ?? "";
        if (after === "" || ownQuestions(documents, language).length >= enoughQuestions) break;
      }
      return documents;
    },
    enabled,
  });
  const questions = useMemo(() => ownQuestions(data ?? [], language), [data, language]);
  return { questions, isPending: enabled && isPending && failureCount === 0 };
}

const mostPages = 10;

function ModelHelp() {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="text-button" onClick={() => setOpen(true)}>
        {t("welcome.noModelHow")}
      </button>
      {open && (
        <Suspense fallback={null}>
          <ModelDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
