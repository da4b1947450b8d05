import { Download, Globe, LoaderCircle, Lock, MessageSquareText, RefreshCw, Trash2, X } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { Document as DocumentEntry } from "../api/wire";
import { formatNumber, useWords } from "../i18n";
import { IconButton } from "../ui/IconButton";
import { useToast } from "../ui/Toast";
import { download } from "./download";
import { askable, offers } from "./offers";
import { useDocumentActions } from "./useDocumentActions";

interface Props {
  chosen: readonly DocumentEntry[];
  accounts: boolean;
  onAsk: (documents: readonly DocumentEntry[]) => void;
  onClear: () => void;
}

// SelectionBar offers what can be done to the chosen documents. Each thing is done to those that allow it, and says how
// many they are if they are not all.
export function SelectionBar({ chosen, accounts, onAsk, onClear }: Props) {
  const { t, language } = useWords();
  const toast = useToast();
  const { act } = useDocumentActions();
  const [saving, setSaving] = useState(false);
  const can = offers(chosen, accounts);
  const button = (label: string, icon: ReactNode, some: readonly DocumentEntry[], run: () => void, bad = false) =>
    some.length > 0 && (
      <button type="button" className={bad ? "text-button bad" : "text-button"} onClick={run}>
        {icon} {label}
        {some.length < chosen.length && <small> ({formatNumber(some.length, language)})</small>}
      </button>
    );
  const ask = () => {
    if (can.ask.length > askable) toast({ text: t("docs.askTooMany", { most: askable }), tone: "bad" });
    else onAsk(can.ask);
  };
  const save = () => {
    setSaving(true);
    download(chosen, t("docs.archive"))
      .catch(() => toast({ text: t("docs.downloadFailed"), tone: "bad" }))
      .finally(() => setSaving(false));
  };
  return (
    <div className="selection" role="toolbar" aria-label={t("docs.selected", { count: chosen.length })}>
      <span>{t("docs.selected", { count: chosen.length })}</span>
      {button(t(can.ask.length === 1 ? "docs.ask" : "docs.askThese"), <MessageSquareText />, can.ask, ask)}
      {button(t("docs.shareThese"), <Globe />, can.share, () => void act("share", can.share))}
      {button(t("docs.hideThese"), <Lock />, can.hide, () => void act("private", can.hide))}
      {saving ? (
        <span className="selection-busy" role="status">
          <LoaderCircle className="spin" /> {t("docs.downloading")}
        </span>
      ) : (
        button(t("docs.download"), <Download />, chosen, save)
      )}
      {button(t("docs.retry"), <RefreshCw />, can.retry, () => void act("retry", can.retry))}
      {button(
        t("docs.delete"),
        <Trash2 />,
        can.remove,
        () => void act("delete", can.remove).then((done) => done && onClear()),
        true,
      )}
      <IconButton label={t("docs.clearSelection")} onClick={onClear}>
        <X />
      </IconButton>
    </div>
  );
}
