import * as Dialog from "@radix-ui/react-dialog";
import { useQuery } from "@tanstack/react-query";
import { FileText, MessageSquare, MessageSquareText, Plus, Search, Settings2, SunMoon, Upload } from "lucide-react";
import { useMemo, useState } from "react";
import { call } from "../api/http";
import { conversationsOf, shownTitle, useConversations } from "../api/queries";
import type { Document as DocumentEntry, Documents, FoundPassage } from "../api/wire";
import { linePlace } from "../chat/sourceName";
import { ownerText } from "../documents/owner";
import { useWords } from "../i18n";
import { returnFocus } from "../ui/focus";
import Picker, { type PickerGroup } from "../ui/Picker";
import { useLater } from "../ui/hooks";
import { Marked, near, OneLine } from "../search/Marked";
import { placeOf } from "../search/passages";
import { noFilter, useSearch } from "../search/useSearch";
import { useClient } from "./client";
import { useConversationActions } from "./conversations";
import { useLook } from "./look";
import { chatPath, navigate, searchPath, whole } from "./router";

export interface PaletteProps {
  onClose: () => void;
  onNew: () => void;
  onAsk: (question: string) => void;
  onPickFiles: () => void;
  onAskAbout: (document: DocumentEntry) => void;
}

// Palette finds conversations, documents and things to do.
export default function Palette({ onClose, onNew, onAsk, onPickFiles, onAskAbout }: PaletteProps) {
  const { t } = useWords();
  const { look, setLook } = useLook();
  const { leaving } = useConversationActions();
  const { session } = useClient();
  const [query, setQuery] = useState("");
  const wanted = useLater(query.trim(), 120);
  const conversations = useConversations(wanted);
  const documents = useQuery({
    queryKey: ["documents", "list", "palette", wanted],
    queryFn: ({ signal }) => call<Documents>(`/api/documents?${new URLSearchParams({ contains: wanted, state: "ready", limit: "8" })}`, { signal }),
    enabled: wanted !== "",
    placeholderData: (before) => before,
  });
  const words = useSearch(wanted, noFilter, 12);
  const settled = wanted !== "" && wanted === query.trim() && words.isSuccess && !words.isPlaceholderData && documents.isSuccess && !documents.isPlaceholderData;
  const { groups, nothing } = useMemo<{ groups: PickerGroup[]; nothing: boolean }>(() => {
    const go = (act: () => void) => () => {
      onClose();
      act();
    };
    const typed = query.trim();
    const actions = [
      { id: "new", label: t("nav.new"), icon: <Plus />, run: go(onNew) },
      { id: "upload", label: t("palette.upload"), icon: <Upload />, run: go(onPickFiles) },
      { id: "documents", label: t("nav.documents"), icon: <FileText />, run: go(() => navigate("/docs")) },
      { id: "settings", label: t("nav.settings"), icon: <Settings2 />, run: go(() => navigate("/settings")) },
      { id: "theme", label: t("palette.theme"), icon: <SunMoon />, run: go(() => setLook({ theme: isDark(look.theme) ? "light" : "dark" })) },
    ].filter((a) => a.label.toLowerCase().includes(typed.toLowerCase()));
    // By their titles, which the server gives first: those that are found by what was said in them stand with the sentence that
    // was found.
    const found = conversationsOf(conversations.data).filter((c) => !leaving.has(c.id) && says(shownTitle(c), wanted)).slice(0, 8);
    const { passages = [], answers = [] } = (wanted === "" ? undefined : words.data) ?? {};
    const files = wanted === "" ? [] : (documents.data?.documents ?? []);
    const about = passages?.filter((p) => !p.near && !p.meaning) ?? [];
    const meant = passages?.filter((p) => p.meaning) ?? [];
    const hit = (p: FoundPassage) => ({
      id: `p-${p.document}-${p.start}`,
      label: [p.name.split("/").pop(), p.page ? t("source.page", { page: p.page }) : linePlace(p, t), p.mine ? "" : ownerText(p, session.accounts, t)].filter(Boolean).join(" · "),
      about: <OneLine snippet={near(p.above ?? p.snippet)} />, icon: <FileText />, run: go(() => navigate(searchPath(wanted, placeOf(p)))),
    });
    const nothing = actions.length + found.length + files.length + about.length + meant.length + (answers?.length ?? 0) === 0;
    const groups = [
      { id: "actions", label: t("palette.actions"), items: actions },
      {
        id: "conversations", label: t("palette.conversations"),
        items: found.map((c) => ({ id: `c-${c.id}`, label: shownTitle(c) || t("conversation.untitled"), icon: <MessageSquare />, run: go(() => navigate(chatPath(c.id))) })),
      },
      {
        id: "documents", label: t("palette.documents"),
        items: files.map((d) => ({
          id: `d-${d.key}`, label: d.name, about: d.title, icon: <FileText />, run: go(() => navigate(searchPath(wanted, whole(d.key)))), second: go(() => onAskAbout(d)),
        })),
      },
      {
        id: "passages", label: t("search.passages"),
        items: fewOfEach(about).map(hit),
      },
      {
        id: "meaning", label: t("search.meaning"),
        items: fewOfEach(meant).map(hit),
      },
      {
        id: "near", label: t("search.near"),
        items: !nothing ? [] : fewOfEach(passages?.filter((p) => p.near) ?? []).slice(0, 3).map(hit),
      },
      {
        id: "answers", label: t("search.answers"),
        items: (answers ?? []).slice(0, 4).map((a) => ({
          id: `a-${a.request_id}`, label: a.question, about: <Marked snippet={near(a.snippet)} />, icon: <MessageSquareText />, run: go(() => navigate(chatPath(a.conversation))),
        })),
      },
      {
        id: "more", label: t("palette.title"),
        items: typed === "" ? [] : [{ id: "more", label: t("palette.more", { query: typed }), icon: <Search />, run: go(() => navigate(searchPath(typed))) }],
      },
      {
        id: "ask", label: t("nav.new"),
        items: typed === "" ? [] : [{ id: "ask", label: t("palette.ask", { query: typed }), icon: <MessageSquareText />, run: go(() => onAsk(typed)) }],
      },
    ].filter((g) => g.items.length > 0);
    return { groups, nothing };
  }, [query, wanted, conversations.data, documents.data, words.data, leaving, session.accounts, look.theme, setLook, onClose, onNew, onAsk, onPickFiles, onAskAbout, t]);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="palette" aria-describedby={undefined} onCloseAutoFocus={returnFocus}>
          <Dialog.Title className="visually-hidden">{t("palette.title")}</Dialog.Title>
          <Picker
            label={t("palette.title")}
            placeholder={t("palette.placeholder")}
            query={query}
            onQuery={setQuery}
            groups={groups}
            empty={t("palette.none", { query })}
            notice={nothing && settled ? t("palette.none", { query: wanted }) : undefined}
            icon={<Search />}
            footer={t("palette.keys")}
            secondKeys={t("palette.askKeys")}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

// fewOfEach leaves room for other documents, and for what stands below: a document that has the words everywhere is searched on
// the search page.
function fewOfEach(passages: readonly FoundPassage[]): FoundPassage[] {
  const seen = new Map<string, number>();
  const few = passages.filter((p) => {
    const n = (seen.get(p.document) ?? 0) + 1;
    seen.set(p.document, n);
    return n <= 2;
  });
  return few.slice(0, 4);
}

const fold = (text: string) => text.normalize("NFC").toLowerCase();
const says = (text: string, words: string) => fold(text).includes(fold(words));

function isDark(theme: string): boolean {
  return theme === "dark" || (theme === "" && matchMedia("(prefers-color-scheme: dark)").matches);
}
