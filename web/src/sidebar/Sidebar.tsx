import { Ellipsis, FileText, LogOut, Pencil, Pin, PinOff, Plus, Search, Settings2, Trash2, X } from "lucide-react";
import { Suspense, useMemo, useState, type KeyboardEvent } from "react";
import { conversationsOf, shownTitle, totalCount, useConversations, usePulse, useRecentDocuments } from "../api/queries";
import type { Conversation, Document as DocumentEntry } from "../api/wire";
import { useAskedConversations, useBusy, useClient, useUploadBatch } from "../app/client";
import { byDay, sharedTitles, useConversationActions } from "../app/conversations";
import { chatPath, follow, type Route } from "../app/router";
import { useSignOut } from "../app/signOut";
import { noteSeen, useUnseen } from "../documents/seen";
import { extent, news, share } from "../documents/states";
import { useDocumentActions } from "../documents/useDocumentActions";
import { formatMoment, formatNumber, formatPercent, later, useWords } from "../i18n";
import { isMac } from "../ui/hooks";
import { MenuButton } from "../ui/MenuButton";

const RenameDialog = later(() => import("../app/RenameDialog"));

interface Props {
  route: Route;
  onNew: () => void;
  onSearch: () => void;
}

// Sidebar: conversations, what is going on with documents, settings.
export function Sidebar({ route, onNew, onSearch }: Props) {
  const { t } = useWords();
  const { session } = useClient();
  const signOut = useSignOut();
  return (
    <nav className="side" aria-label={t("nav.label")}>
      <div className="brand">
        <i aria-hidden>문</i>
        {t("app.name")}
      </div>
      <button type="button" className="row new" onClick={onNew}>
        <Plus />
        <span>{t("nav.new")}</span>
      </button>
      <button type="button" className="row" onClick={onSearch}>
        <Search />
        <span>{t("nav.find")}</span>
        <kbd aria-hidden>{isMac ? "⌘ K" : "Ctrl K"}</kbd>
      </button>
      <Conversations current={route.page === "chat" ? route.id : ""} />
      <Documents current={route.page === "documents"} />
      <a className="row side-settings" href="/settings" onClick={follow} aria-current={route.page === "settings" ? "page" : undefined}>
        <Settings2 />
        <span>{t("nav.settings")}</span>
      </a>
      {session.accounts && (
        <div className="account">
          <span title={session.name || session.user}>{session.name || session.user}</span>
          <button type="button" className="icon small" aria-label={t("nav.signOut")} title={t("nav.signOut")} onClick={() => void signOut()}>
            <LogOut />
          </button>
        </div>
      )}
    </nav>
  );
}

function Conversations({ current }: { current: string }) {
  const { t } = useWords();
  const list = useConversations("");
  const { leaving } = useConversationActions();
  const asked = useAskedConversations();
  const groups = useMemo(() => {
    const listed = conversationsOf(list.data);
    const known = new Set(listed.map((c) => c.id));
    const fresh = list.hasNextPage ? [] : asked.filter((a) => !known.has(a.id)).map(({ id, title, time }) => ({ id, title, created: time, updated: time, turns: 0 }));
    return byDay([...fresh, ...listed].filter((c) => !leaving.has(c.id)));
  }, [list.data, list.hasNextPage, leaving, asked]);
  const busy = useBusy();
  const twins = useMemo(() => sharedTitles(groups.flatMap((g) => g.conversations)), [groups]);
  return (
    <div className="list" role="region" aria-label={t("nav.conversations")} tabIndex={-1}>
      {list.isPending && [70, 86, 58, 78].map((w) => <div key={w} className="skeleton row-skeleton" style={{ width: `${w}%` }} />)}
      {list.isError && !list.data && (
        <p className="side-note">
          {t("nav.conversationsFailed")}{" "}
          <button type="button" className="text-button" onClick={() => void list.refetch()}>
            {t("common.retry")}
          </button>
        </p>
      )}
      {list.isSuccess && groups.length === 0 && <p className="side-note">{t("nav.noConversations")}</p>}
      {groups.map((group) => (
        <section key={group.key} aria-labelledby={`day-${group.key}`}>
          <h2 className="group" id={`day-${group.key}`}>
            {t(`group.${group.key}`)}
          </h2>
          <ul>
            {group.conversations.map((c) => (
              <ConversationRow key={c.id} conversation={c} current={c.id === current} busy={busy.has(c.id)} twin={twins.has(shownTitle(c))} />
            ))}
          </ul>
        </section>
      ))}
      {list.hasNextPage && (
        <button type="button" className="row more-row" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          <span>{t("nav.more")}</span>
        </button>
      )}
    </div>
  );
}

// ConversationRow is a conversation of the list. twin: another one there has the same title, so that only their times tell
// them apart.
function ConversationRow({ conversation, current, busy, twin }: { conversation: Conversation; current: boolean; busy: boolean; twin: boolean }) {
  const { t, language } = useWords();
  const { remove, pin } = useConversationActions();
  const pinned = conversation.pinned ?? false;
  const [renaming, setRenaming] = useState(false);
  const title = shownTitle(conversation) || t("conversation.untitled");
  return (
    <li className="row-box">
      <a className="row" href={chatPath(conversation.id)} onClick={follow} aria-current={current ? "page" : undefined} aria-keyshortcuts="ArrowRight" onKeyDown={toMenu} title={title}>
        <span>{title}</span>
        {twin && <small className="row-time">{formatMoment(conversation.created, language)}</small>}
        {busy && <i className="dot busy" role="img" aria-label={t("nav.answering")} />}
      </a>
      <MenuButton
        className="icon small row-menu"
        tabIndex={-1}
        label={t("conversation.itemMenu", { title })}
        items={[
          { label: t(pinned ? "conversation.unpin" : "conversation.pin"), icon: pinned ? <PinOff /> : <Pin />, run: () => pin(conversation.id, !pinned) },
          { label: t("conversation.rename"), icon: <Pencil />, run: () => setRenaming(true) },
          { label: t("conversation.delete"), icon: <Trash2 />, run: () => remove(conversation.id, title), bad: true },
        ]}
      >
        <Ellipsis />
      </MenuButton>
      {renaming && (
        <Suspense fallback={null}>
          <RenameDialog id={conversation.id} title={title} onClose={() => setRenaming(false)} />
        </Suspense>
      )}
    </li>
  );
}

// toMenu makes a conversation one stop of the Tab key: the arrow to the right leads from its link to its menu.
function toMenu(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== "ArrowRight") return;
  event.preventDefault();
  event.currentTarget.parentElement?.querySelector<HTMLElement>(".row-menu")?.focus();
}

const shown = 3;

// Documents tells in three lines what matters about documents now: what is being read, what failed, what came last.
function Documents({ current }: { current: boolean }) {
  const { t, language } = useWords();
  const batch = useUploadBatch();
  const pulse = usePulse();
  const recent = useRecentDocuments();
  const total = totalCount(pulse.data?.counts ?? {});
  const unseen = useUnseen();
  // what failed is for those to mend who can, and told until they have seen it
  const failed = (pulse.data?.failed ?? []).filter((d) => d.manage && unseen(d));
  const documents = news(pulse.data && { ...pulse.data, failed }, recent.data).slice(0, shown);
  return (
    <div className="docs">
      <a className="row" href="/docs" onClick={follow} aria-current={current ? "page" : undefined}>
        <FileText />
        <span>{t("nav.documents")}</span>
        {pulse.data && <small>{formatNumber(total, language)}</small>}
      </a>
      {batch.finished < batch.files && (
        <div className="doc">
          <i className="dot wait" aria-hidden />
          <b>{t("upload.progress", { count: batch.files, done: batch.finished })}</b>
          <span className="count">{formatPercent(Math.floor(batch.share * 100), 100, language)}</span>
          <span className="bar" aria-hidden>
            <i style={{ width: `${batch.share * 100}%` }} />
          </span>
        </div>
      )}
      {documents.map((d) => (
        <DocumentLine key={d.key} document={d} />
      ))}
    </div>
  );
}

function DocumentLine({ document }: { document: DocumentEntry }) {
  const { t } = useWords();
  const { user } = useClient();
  const { act } = useDocumentActions();
  const failed = document.state === "failed";
  const ready = document.state === "ready";
  const done = share(document);
  const progress = document.progress;
  return (
    <div className="doc" data-state={document.state}>
      <i className={`dot ${failed ? "bad" : ready ? "" : "wait"}`} aria-hidden />
      <b title={document.name}>{document.name.split("/").pop()}</b>
      {failed && document.manage && document.error?.retry ? (
        <button type="button" className="count text-button" onClick={() => void act("retry", [document])}>
          {t("state.short.retry")} <span className="visually-hidden">{document.name}</span>
        </button>
      ) : (
        <span className="count">
          {ready
            ? extent(document, t)
            : document.state === "reading" && progress?.unit === "page" && progress.total > 0
              ? t("state.short.of", { done: progress.done, total: progress.total })
              : document.state === "deleting"
                ? ""
                : t(`state.short.${document.state as "queued" | "reading" | "indexing" | "failed"}`)}
        </span>
      )}
      {(document.state === "reading" || document.state === "indexing") && (
        <span className="bar" aria-hidden data-unknown={done === null || undefined}>
          <i style={{ width: `${(done ?? 0.3) * 100}%` }} />
        </span>
      )}
      {failed && (
        <button type="button" className="icon small" aria-label={`${t("common.close")} ${document.name}`} title={t("common.close")} onClick={() => noteSeen(user, document)}>
          <X />
        </button>
      )}
      {failed && document.error && <span className="why-line">{document.error.message}</span>}
    </div>
  );
}

