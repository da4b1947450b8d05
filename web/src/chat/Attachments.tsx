import { File as FileIcon, Globe, LoaderCircle, Lock, TriangleAlert, X } from "lucide-react";
import { useEffect } from "react";
import type { Document as DocumentEntry } from "../api/wire";
import { useDocument } from "../api/queries";
import { useClient, useUploads } from "../app/client";
import { useDocumentActions } from "../documents/useDocumentActions";
import { formatPercent, useWords } from "../i18n";
import { stateText } from "../documents/states";
import { problemText } from "../documents/problems";
import { MenuButton } from "../ui/MenuButton";
import type { Upload } from "../upload/uploads";

// Attachment is a file that the next question is about: one being uploaded now, or a document that is there already.
export interface Attachment {
  name: string;
  upload: number; // id of the upload; 0: none
  key: string; // the document's key; "" before the upload is granted
}

export type AttachmentState = "busy" | "stored" | "ready" | "failed";

interface ChipProps {
  attachment: Attachment;
  onRemove: () => void;
  onState: (attachment: Attachment, state: AttachmentState) => void;
  onKey: (attachment: Attachment, key: string) => void;
}

// AttachmentChip shows one file with what is happening to it, and reports its state.
export default function AttachmentChip({ attachment, onRemove, onState, onKey }: ChipProps) {
  const { t, language } = useWords();
  const { session } = useClient();
  const upload = useUploads().find((u) => u.id === attachment.upload);
  const stored = upload === undefined || upload.state === "sent";
  const key = attachment.key || (stored ? (upload?.key ?? "") : "");
  const { data: document } = useDocument(stored ? key : "");
  const state = stateOf(upload, document ?? null, attachment.upload === 0);
  useEffect(() => onState(attachment, state), [attachment, state, onState]);
  useEffect(() => {
    if (key !== "" && key !== attachment.key) onKey(attachment, key);
  }, [attachment, key, onKey]);

  const name = attachment.name || document?.name || "";
  let note = "";
  if (upload?.state === "failed") note = problemText(upload, session, t, language);
  else if (upload && upload.state !== "sent") note = t("upload.sending", { percent: formatPercent(upload.sent, upload.file.size, language) });
  else if (document && document.state !== "ready") note = document.error?.message ?? stateText(document, t, language);
  else if (!document) note = t("state.queued");
  return (
    <li className="attachment" data-state={state}>
      {state === "failed" ? <TriangleAlert /> : state === "ready" ? <FileIcon /> : <LoaderCircle className="spin" />}
      <span className="attachment-text">
        <b>{name || "…"}</b>
        {note && <small title={note}>{note}</small>}
      </span>
      {session.accounts && state !== "failed" && <Visibility name={name} upload={upload} id={attachment.upload} document={document ?? null} />}
      <button type="button" className="icon small" aria-label={t("composer.removeFile", { name })} onClick={onRemove}>
        <X />
      </button>
    </li>
  );
}

interface VisibilityProps {
  name: string;
  upload: Upload | undefined;
  id: number; // of the upload, which may be on its list no more; 0: none
  document: DocumentEntry | null;
}

// Visibility shows who sees a file, and changes it for its owner.
function Visibility({ name, upload, id, document }: VisibilityProps) {
  const { t } = useWords();
  const { uploads } = useClient();
  const { act } = useDocumentActions();
  const file = document ?? upload;
  if (!file) return null;
  const icon = file.private ? <Lock /> : <Globe />;
  const label = t("composer.visibility", { name, who: t(file.private ? "docs.private" : "docs.shared") });
  if (document && !document.mine) {
    return (
      <span className="icon small" role="img" aria-label={label}>
        {icon}
      </span>
    );
  }
  const change = (isPrivate: boolean) => {
    if (isPrivate === file.private) return;
    if (id !== 0) uploads.setPrivate([id], isPrivate);
    else if (document) void act(isPrivate ? "private" : "share", [document]);
  };
  return (
    <MenuButton
      className="icon small"
      tip="top"
      label={label}
      items={[
        { label: t("docs.shared"), icon: <Globe />, run: () => change(false) },
        { label: t("docs.private"), icon: <Lock />, run: () => change(true) },
      ]}
    >
      {icon}
    </MenuButton>
  );
}

function stateOf(upload: Upload | undefined, document: DocumentEntry | null, existing: boolean): AttachmentState {
  if (upload?.state === "failed" || document?.state === "failed") return "failed";
  if (document?.state === "ready") return "ready";
  return (upload === undefined && !existing) || upload?.state === "sent" || document ? "stored" : "busy";
}
