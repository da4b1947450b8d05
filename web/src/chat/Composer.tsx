import { ArrowUp, FileUp, FolderUp, Globe, Languages, Lock, Paperclip, PenLine, Square } from "lucide-react";
import { memo, Suspense, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent, type Ref } from "react";
import { useChangeSettings, useSettings } from "../api/queries";
import { useClient } from "../app/client";
import { load, save } from "../app/storage";
import { useT, later } from "../i18n";
import { defaultMode, modeByID, type Mode } from "../modes";
import { touch, useMedia } from "../ui/hooks";
import { IconButton } from "../ui/IconButton";
import { Tip } from "../ui/Tip";
import { MenuButton } from "../ui/MenuButton";
import { useToast } from "../ui/Toast";
import { fromTransfer } from "../upload/gather";
import type { NamedFile } from "../upload/uploads";
import { privateUploads, usePrivateUploads } from "../upload/visibility";
import type { Attachment, AttachmentState } from "./Attachments";
import { useComposing } from "./composing";
import { useDictation } from "./dictation";
import { ModeMenu, rememberMode } from "./ModeMenu";
import { chosenFor, keepChosen, remaining } from "./scope";
import type { Question } from "./useAsk";

const Dictate = later(() => import("./Dictate"));
const AttachmentChip = later(() => import("./Attachments"));

const longest = 7_000; // characters: a request ends at 24 KB, and a Hangul syllable takes three bytes

const invisible = /[\0\u200b\u2060\ufeff]/g; // what is pasted with text and says nothing

export interface Editing {
  id: string; // the turn that the question replaces
  text: string;
  mode: Mode | undefined;
  documents: readonly string[]; // that it was put to
}

export interface ComposerHandle {
  focus: () => void;
  attach: (files: NamedFile[]) => void;
  attachDocuments: (documents: readonly { key: string; name: string }[]) => void;
}

interface Props {
  draft: string; // the name under which the draft is kept
  asked: string; // the mode of the conversation's last question
  chosen: string; // the documents of the conversation's last question, a line each
  running: boolean;
  editing: Editing | null;
  onEditLast: () => void;
  onCancelEdit: () => void;
  onAsk: (question: Question) => void;
  onStop: () => void;
  onPickFiles: (folder: boolean) => void;
  ref: Ref<ComposerHandle>;
}

export const Composer = memo(function Composer({ draft, asked, chosen, running, editing, onEditLast, onCancelEdit, onAsk, onStop, onPickFiles, ref }: Props) {
  const t = useT();
  const toast = useToast();
  const { session, uploads } = useClient();
  const [dictates] = useDictation();
  const [text, setText] = useState(() => load<string>(`draft.${draft}`, ""));
  const [mode, setMode] = useState<Mode>(() => modeIn(draft, asked));
  const [attachments, setAttachments] = useState<Attachment[]>(() => chosenFor(draft, lines(chosen)));
  const [states, setStates] = useState<ReadonlyMap<Attachment, AttachmentState>>(new Map());
  const [armed, setArmed] = useState(false);
  const [privately, setPrivately] = usePrivateUploads();
  const box = useRef<HTMLTextAreaElement>(null);
  const composing = useComposing();
  const fingers = useMedia(touch);
  const settings = useSettings();
  const change = useChangeSettings(() => toast({ text: t("settings.saveFailed"), tone: "bad" }));
  const dual = settings.data?.dual_search ?? false;
  const [web, setWeb] = useState(() => load("web", true)); // search the web where the documents hold nothing

  // The draft of a conversation is its own: another conversation brings its own, before anybody can type into it.
  const shownDraft = useRef(draft);
  const carried = useRef<Attachment[] | null>(null); // what a new conversation's first question chose
  useLayoutEffect(() => {
    if (shownDraft.current === draft) return;
    const began = shownDraft.current === "new" ? carried.current : null;
    carried.current = null;
    shownDraft.current = draft;
    setText(load<string>(`draft.${draft}`, ""));
    if (began) keepChosen(draft, began);
    setAttachments(began ?? chosenFor(draft, lines(chosen)));
    setMode(modeIn(draft, asked));
    setArmed(false);
    // the documents and the mode of the last question come later: see below
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [draft]);

  // The conversation's last question is read after the page is there.
  const hadChosen = useRef(chosen);
  useEffect(() => {
    if (hadChosen.current === chosen) return;
    hadChosen.current = chosen;
    setAttachments((all) => (all.length > 0 ? all : chosenFor(draft, lines(chosen))));
  }, [chosen, draft]);

  // Its mode is what was chosen since its last question, or else that question's.
  const hadAsked = useRef(asked);
  useEffect(() => {
    if (hadAsked.current === asked) return;
    hadAsked.current = asked;
    if (!before.current) setMode(modeIn(draft, asked));
  }, [asked, draft]);

  // Editing takes the place of the draft until it is sent or given up.
  const before = useRef<{ text: string; mode: Mode } | null>(null);
  const editID = editing?.id ?? "";
  useLayoutEffect(() => {
    if (editing) {
      before.current ??= { text, mode };
      setText(editing.text);
      setAttachments(editing.documents.map((key) => ({ name: "", key, upload: 0 })));
      if (editing.mode) setMode(editing.mode);
      box.current?.focus();
      requestAnimationFrame(() => box.current?.setSelectionRange(editing.text.length, editing.text.length));
    } else if (before.current) {
      setText(before.current.text);
      setMode(before.current.mode);
      before.current = null;
    }
    // only when another turn is edited
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [editID]);

  const write = useCallback(
    (next: string) => {
      setText(next);
      if (!before.current) save(`draft.${shownDraft.current}`, next);
    },
    [],
  );

  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, Math.round(window.innerHeight * 0.4))}px`;
  }, [text]);

  const attach = useCallback(
    (files: NamedFile[]) => {
      const added = uploads.add(files, privateUploads(), true);
      setAttachments((all) => [...all, ...added.map((u) => ({ name: u.name, upload: u.id, key: "" }))]);
      box.current?.focus();
    },
    [uploads],
  );
  useImperativeHandle(
    ref,
    () => ({
      focus: () => box.current?.focus(),
      attach,
      attachDocuments: (documents) =>
        setAttachments((all) => {
          const there = new Set(all.map((a) => a.key));
          return [...all, ...documents.filter((d) => !there.has(d.key)).map(({ key, name }) => ({ name, upload: 0, key }))];
        }),
    }),
    [attach],
  );

  const onState = useCallback((attachment: Attachment, state: AttachmentState) => {
    setStates((all) => (all.get(attachment) === state ? all : new Map(all).set(attachment, state)));
  }, []);
  const onKey = useCallback((attachment: Attachment, key: string) => {
    setAttachments((all) => all.map((a) => (a === attachment ? { ...a, key } : a)));
  }, []);
  const chooseMode = useCallback(
    (next: Mode) => {
      rememberMode(next.id);
      if (next.id === "dual") {
        change.mutate({ dual_search: true });
        setMode(defaultMode);
        if (!before.current) save(`mode.${shownDraft.current}`, defaultMode.id);
      } else {
        setMode(next);
        if (!before.current) save(`mode.${shownDraft.current}`, next.id);
      }
      requestAnimationFrame(() => box.current?.focus());
    },
    [change],
  );

  const takeOff = (gone: Attachment) => {
    const rest = attachments.filter((a) => a !== gone);
    setAttachments(rest);
    if (draft !== "new") keepChosen(draft, rest);
  };

  const question = text.replace(invisible, "").trim();
  const summarise = question === "" && attachments.some((a) => a.upload !== 0);
  const attachmentStates = attachments.map((a, i) => (folded(a, i) ? "ready" : (states.get(a) ?? "busy")));
  const failed = attachmentStates.includes("failed");
  const readable = attachmentStates.every((s) => s === "ready" || (summarise && s === "stored"));
  const asksDocuments = mode.group === "documents";
  const needed = attachments.length === 0 || readable || (!summarise && !asksDocuments);
  const tooLong = question.length > longest;
  const sendable = (question !== "" || summarise) && !failed && !tooLong;

  const send = useCallback(() => {
    if (!sendable) return;
    if (!needed) {
      setArmed(true);
      return;
    }
    setArmed(false);
    const replaces = editing ? { replaces: editing.id } : {};
    if (summarise) {
      for (const a of attachments) onAsk({ body: a.name, mode, dual, documents: a.key ? [a.key] : [], file: true, ...replaces });
    } else {
      onAsk({ body: question, mode, dual, web, documents: asksDocuments ? attachments.map((a) => a.key) : [], ...replaces });
    }
    before.current = null;
    save(`mode.${shownDraft.current}`, ""); // the question has it from now on
    setText("");
    save(`draft.${shownDraft.current}`, "");
    const stay = summarise || !asksDocuments ? [] : remaining(attachments);
    setAttachments(stay);
    if (shownDraft.current === "new") carried.current = stay;
    else keepChosen(shownDraft.current, stay);
  }, [sendable, needed, editing, summarise, attachments, onAsk, mode, dual, web, question, asksDocuments]);

  useEffect(() => {
    if (armed && failed) setArmed(false);
    else if (armed && needed && !running) send();
  }, [armed, needed, failed, running, send]);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (composing.belongsToIME(event)) return;
    if (event.key === "Enter" && !event.shiftKey && (!fingers || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!running) send();
      else if (question !== "") toast({ text: t("composer.wait") });
    } else if (event.key === "ArrowUp" && text === "" && !editing) {
      event.preventDefault();
      onEditLast();
    } else if (event.key === "Escape") {
      if (armed) setArmed(false);
      else if (editing) onCancelEdit();
      else if (running) onStop();
      else return;
      event.preventDefault();
    }
  };

  const onPaste = (event: ClipboardEvent) => {
    const transfer = event.clipboardData;
    if (![...transfer.items].some((i) => i.kind === "file") || transfer.types.includes("text/plain")) return;
    event.preventDefault();
    void fromTransfer(transfer).then((files) => files.length > 0 && attach(files));
  };

  return (
    <div className="compose">
      <div className="box" data-editing={editing ? "" : undefined}>
        {editing && (
          <div className="box-note">
            <PenLine />
            <span>{t("composer.editing")}</span>
            <button type="button" className="text-button" onClick={onCancelEdit}>
              {t("composer.cancelEdit")}
            </button>
          </div>
        )}
        {attachments.length > 0 && (
          <ul className="attachments" aria-label={t("composer.files")}>
            <Suspense fallback={null}>
            {attachments.map((a, i) => folded(a, i) ? null : (
              <AttachmentChip
                key={a.upload || a.key}
                attachment={a}
                onRemove={() => takeOff(a)}
                onState={onState}
                onKey={onKey}
              />
            ))}
            </Suspense>
            {attachments.some(folded) && <li className="attachment">{t("composer.moreFiles", { count: attachments.filter(folded).length })}</li>}
          </ul>
        )}
        <textarea
          ref={box}
          rows={1}
          value={text}
          aria-label={t("composer.label")}
          aria-describedby={tooLong ? "composer-problem" : undefined}
          placeholder={t(placeholder(mode, attachments))}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          onCompositionEnd={composing.onCompositionEnd}
          onPaste={onPaste}
          enterKeyHint={fingers ? "enter" : "send"}
          autoFocus={!matchMedia(touch).matches}
        />
        {tooLong && (
          <p className="box-problem" id="composer-problem" role="alert">
            {t("composer.tooLong", { most: longest })}
          </p>
        )}
        {failed && <p className="box-problem">{t("composer.failedFile")}</p>}
        {armed && (
          <p className="box-note" role="status">
            <span>{t("composer.armed")}</span>
            <button type="button" className="text-button" onClick={() => setArmed(false)}>
              {t("composer.armedCancel")}
            </button>
          </p>
        )}
        <div className="tools">
          <MenuButton
            label={t("composer.attach")}
            tip="top"
            items={[
              { label: t("composer.attachFiles"), icon: <FileUp />, run: () => onPickFiles(false) },
              ...(fingers ? [] : [{ label: t("composer.attachFolder"), icon: <FolderUp />, run: () => onPickFiles(true) }]),
              ...(session.accounts
                ? [{ label: t(privately ? "docs.privateUpload" : "docs.sharedUpload"), icon: privately ? <Lock /> : <Globe />, run: () => setPrivately(!privately) }]
                : []),
            ]}
          >
            <Paperclip />
          </MenuButton>
          <ModeMenu mode={mode} onMode={chooseMode} />
          {session.model && mode.rag === "all" && (
            <Tip label={t("composer.dualHint")} side="top">
              <button type="button" className="pill" aria-pressed={dual} onClick={() => change.mutate({ dual_search: !dual })}>
                <Languages />
                <span>{t("composer.dual")}</span>
              </button>
            </Tip>
          )}
          {session.web && mode.rag === "all" && (
            <Tip label={t("composer.webHint")} side="top">
              <button
                type="button"
                className="pill"
                aria-pressed={web}
                onClick={() => {
                  save("web", !web);
                  setWeb(!web);
                }}
              >
                <Globe />
                <span>{t("composer.web")}</span>
              </button>
            </Tip>
          )}
          {attachments.length > 0 && asksDocuments && !summarise && <span className="scope-note">{t("composer.onlyThese")}</span>}
          {dictates && (
            <Suspense fallback={null}>
              <Dictate text={text} onText={write} />
            </Suspense>
          )}
          {running ? (
            <IconButton className="send" label={t("composer.stop")} keys="Esc" side="top" onClick={onStop}>
              <Square className="stop" />
            </IconButton>
          ) : (
            <IconButton className="send" label={t("composer.send")} keys="Enter" side="top" disabled={!sendable || armed} onClick={send}>
              <ArrowUp />
            </IconButton>
          )}
        </div>
      </div>
      <p className="hint">{t(asksDocuments ? "composer.hint" : "composer.hint.model")}</p>
    </div>
  );
});

// folded are documents of a long list that are counted instead of named. They were ready when they were chosen.
function folded(a: Attachment, i: number): boolean {
  return i >= 8 && a.upload === 0;
}

function lines(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}

// modeIn is the mode that was chosen for a conversation's next question, or else that of its last one. A new conversation in
// which nothing was written begins with the first mode.
function modeIn(draft: string, asked: string): Mode {
  const begun = draft !== "new" || load("draft.new", "") !== "";
  return modeByID((begun && load(`mode.${draft}`, "")) || asked);
}

// placeholder says what may be typed. Only files that were just added are summarised when nothing is.
function placeholder(mode: Mode, attachments: readonly Attachment[]) {
  if (attachments.some((a) => a.upload !== 0)) return "composer.placeholder.file" as const;
  if (attachments.length > 0 && mode.group === "documents") return "composer.placeholder.chosen" as const;
  switch (mode.group) {
    case "conversation":
      return "composer.placeholder.chat" as const;
    case "writing":
      return "composer.placeholder.text" as const;
    case "code":
      return "composer.placeholder.code" as const;
    default:
      return "composer.placeholder" as const;
  }
}

