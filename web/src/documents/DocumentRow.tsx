import { BookOpenText, ChevronDown, Download, Ellipsis, Globe, Lock, MessageSquareText, RefreshCw, Trash2, TriangleAlert, X } from "lucide-react";
import { memo, useEffect } from "react";
import type { Document as DocumentEntry } from "../api/wire";
import { useClient } from "../app/client";
import { documentPath, follow, navigate } from "../app/router";
import { formatDate, formatPercent, formatSize, useT, useWords } from "../i18n";
import { IconButton } from "../ui/IconButton";
import { Tip } from "../ui/Tip";
import { MenuButton, type MenuItem } from "../ui/MenuButton";
import { canRetry, type Upload } from "../upload/uploads";
import { FormatMark } from "./FormatMark";
import { formatList } from "./formats";
import { guideID, hasGuide } from "./GuideRow";
import { problemText } from "./problems";
import { forgetSeen, noteSeen } from "./seen";
import { extent, share, stateText } from "./states";
import { samplesOf } from "./samples";
import { useDocumentActions } from "./useDocumentActions";

interface Props {
  document: DocumentEntry;
  depth: number; // of folders that it stands under in the list; 0: the row names its folder itself
  accounts: boolean;
  selected: boolean;
  guideOpen: boolean;
  open: boolean; // beside the list
  onToggle: (document: DocumentEntry) => void;
  onToggleGuide: (document: DocumentEntry) => void;
  onAskAbout: (document: DocumentEntry) => void;
}

export const DocumentRow = memo(function DocumentRow({ document: d, depth, accounts, selected, guideOpen, open, onToggle, onToggleGuide, onAskAbout }: Props) {
  const { t, language } = useWords();
  const { act } = useDocumentActions();
  const name = d.name.split("/").pop() ?? d.name;
  const folder = depth > 0 ? "" : d.name.slice(0, d.name.length - name.length).replace(/\/$/, "");
  const { user } = useClient();
  useEffect(() => {
    if (d.state === "failed") noteSeen(user, d);
    else forgetSeen(user, [d]);
  }, [d, user]);
  const working = d.state === "queued" || d.state === "reading" || d.state === "indexing";
  const done = share(d);
  const facts = [folder, d.title && d.title !== name ? d.title : "", extent(d, t), formatSize(d.size, language)].filter(Boolean).join(" · ");
  const items = () => {
    const all: MenuItem[] = [];
    if (d.state === "ready") {
      all.push({ label: t("docs.open"), icon: <BookOpenText />, run: () => navigate(documentPath(d.key)) });
      all.push({ label: t("docs.ask"), icon: <MessageSquareText />, run: () => onAskAbout(d) });
    }
    all.push({ label: t("docs.original"), icon: <Download />, href: `${d.url}?download` });
    if (d.manage && !working && (d.state !== "failed" || d.error?.retry)) all.push({ label: t("docs.retry"), icon: <RefreshCw />, run: () => void act("retry", [d]) });
    if (d.manage && accounts) {
      all.push(
        d.private
          ? { label: t("docs.makeShared"), icon: <Globe />, run: () => void act("share", [d]) }
          : { label: t("docs.makePrivate"), icon: <Lock />, run: () => void act("private", [d]) },
      );
    }
    if (d.manage) all.push({ label: t("docs.delete"), icon: <Trash2 />, run: () => void act("delete", [d]), bad: true });
    if (d.mine && d.kind === "sample") all.push({ label: t("samples.removeAll"), icon: <Trash2 />, run: () => void samplesOf().then((all) => act("delete", all)), bad: true });
    return all;
  };
  return (
    <>
      <span role="cell">
        <input type="checkbox" aria-label={t("docs.select", { name })} checked={selected} onChange={() => onToggle(d)} />
      </span>
      <span role="cell" className="cell-name">
        <FormatMark name={d.name} />
        <span className="cell-text">
          {d.state === "ready" ? (
            <a href={documentPath(d.key)} onClick={follow} title={d.name} aria-current={open || undefined}>
              {name}
            </a>
          ) : (
            <b title={d.name}>{name}</b>
          )}
          <small>{d.kind === "sample" && <span className="tag">{t("source.sample")}</span>} {[facts, ...(d.guide?.terms ?? []).slice(0, 3)].filter(Boolean).join(" · ")}</small>
        </span>
      </span>
      <span role="cell" className="cell-state" data-state={d.state}>
        <span className="state-line">
          <i className={`dot ${d.state === "failed" ? "bad" : d.state === "ready" ? "" : "wait"}`} aria-hidden />
          {stateText(d, t, language)}
          {(d.warnings?.length ?? 0) > 0 && (
            <Tip label={(d.warnings ?? []).join(" ")} side="top" pressed>
              <button type="button" className="icon small warn" aria-label={`${t("docs.warnings", { count: d.warnings?.length ?? 0 })}: ${(d.warnings ?? []).join(" ")}`}>
                <TriangleAlert />
              </button>
            </Tip>
          )}
        </span>
        {working && d.state !== "queued" && (
          <span className="bar" aria-hidden data-unknown={done === null || undefined}>
            <i style={{ width: `${(done ?? 0.3) * 100}%` }} />
          </span>
        )}
        {d.state === "failed" && d.error && <small className="why-line">{d.error.message}</small>}
      </span>
      {accounts && (
        <span role="cell" className="cell-owner" title={d.mine ? undefined : d.owner}>
          {d.private ? <Lock aria-label={t("docs.private")} /> : <Globe aria-label={t("docs.shared")} />}
          {d.mine ? t("docs.me") : d.owner_name || d.owner}
        </span>
      )}
      <span role="cell" className="cell-date">
        <time dateTime={d.uploaded}>{formatDate(d.uploaded, language)}</time>
      </span>
      <span role="cell" className="cell-acts">
        {d.state === "failed" && d.manage && d.error?.retry && (
          <IconButton label={t("docs.retry")} onClick={() => void act("retry", [d])}>
            <RefreshCw />
          </IconButton>
        )}
        {hasGuide(d) && (
          <IconButton
            label={t("guide.title", { name })} className="guide-toggle" aria-expanded={guideOpen}
            aria-controls={guideOpen ? guideID(d) : undefined} onClick={() => onToggleGuide(d)}
          >
            <ChevronDown />
          </IconButton>
        )}
        <MenuButton label={t("docs.menu", { name })} align="end" items={items}>
          <Ellipsis />
        </MenuButton>
      </span>
    </>
  );
});

// SupportedFormats names at a press the formats that can be uploaded.
function SupportedFormats() {
  const t = useT();
  const list = formatList(useClient().session);
  return (
    <Tip label={list} side="top" pressed>
      <button type="button" className="text-button" aria-label={`${t("docs.formats")}: ${list}`}>
        {t("docs.formats")}
      </button>
    </Tip>
  );
}

export const UploadRow = memo(function UploadRow({ upload: u, accounts }: { upload: Upload; accounts: boolean }) {
  const { t, language } = useWords();
  const { session, uploads } = useClient();
  const name = u.name.split("/").pop() ?? u.name;
  const failed = u.state === "failed";
  const part = u.file.size > 0 ? u.sent / u.file.size : 0;
  return (
    <>
      <span role="cell" />
      <span role="cell" className="cell-name">
        <FormatMark name={u.name} />
        <span className="cell-text">
          <b title={u.name}>{name}</b>
          <small>{[u.name === name ? "" : u.name.slice(0, -name.length - 1), formatSize(u.size, language)].filter(Boolean).join(" · ")}</small>
        </span>
      </span>
      <span role="cell" className="cell-state" data-state={u.problem === "unsupported" ? "unsupported" : u.state}>
        <span className="state-line">
          <i className={`dot ${!failed ? "wait" : u.problem === "unsupported" ? "wait" : "bad"}`} aria-hidden />
          {failed
            ? t("upload.notUploaded")
            : u.state === "waiting"
              ? t(u.problem ? "upload.held" : "upload.waiting")
              : u.state === "sent"
                ? t("state.queued")
                : t("upload.sending", { percent: formatPercent(u.sent, u.file.size, language) })}
        </span>
        {!failed && u.state !== "sent" && (
          <span className="bar" aria-hidden>
            <i style={{ width: `${part * 100}%` }} />
          </span>
        )}
        {failed && (
          <small className="why-line">
            {problemText(u, session, t, language)} {u.problem === "unsupported" && <SupportedFormats />}
          </small>
        )}
      </span>
      {accounts && (
        <span role="cell" className="cell-owner">
          {!failed && (
            <>
              {u.private ? <Lock aria-label={t("docs.private")} /> : <Globe aria-label={t("docs.shared")} />}
              {t("docs.me")}
            </>
          )}
        </span>
      )}
      <span role="cell" className="cell-date" />
      <span role="cell" className="cell-acts">
        {canRetry(u) && (
          <IconButton label={t("upload.again")} onClick={() => uploads.again([u.id])}>
            <RefreshCw />
          </IconButton>
        )}
        {u.state !== "sent" && (
          <IconButton label={t(failed ? "upload.dismiss" : "upload.cancel")} onClick={() => uploads.drop(u.id)}>
            <X />
          </IconButton>
        )}
      </span>
    </>
  );
});
