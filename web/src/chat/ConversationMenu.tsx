import { Copy, Download, Ellipsis, FileDown, Link2, Pencil, Pin, PinOff, Printer, Trash2 } from "lucide-react";
import { Suspense, useState } from "react";
import { Failure } from "../api/http";
import { conversationsOf, useConversations } from "../api/queries";
import type { ExportFormat } from "../api/wire";
import { useClient } from "../app/client";
import { useConversationActions } from "../app/conversations";
import { later, useT } from "../i18n";
import { copy } from "../ui/clipboard";
import { MenuButton } from "../ui/MenuButton";
import { useToast } from "../ui/Toast";
import { conversationText, fileName } from "./export";
import { exportFile, save } from "./exportFile";
import type { TurnView } from "./view";
import { part } from "../ui/part";

const LinkDialog = later(() => import("./LinkDialog"));
const RenameDialog = part(() => import("../app/RenameDialog"));

// ConversationMenu is what can be done with the conversation as a whole.
export default function ConversationMenu({ id, title, views }: { id: string; title: string; views: () => readonly TurnView[] }) {
  const t = useT();
  const toast = useToast();
  const { remove, pin } = useConversationActions();
  const pinned = conversationsOf(useConversations("").data).find((c) => c.id === id)?.pinned ?? false;
  const { session } = useClient();
  const [renaming, setRenaming] = useState(false);
  const [linked, setLinked] = useState<TurnView | null>(null);
  const copyAll = async () => {
    const done = await copy(conversationText(title, views(), t));
    toast(done ? { text: t("conversation.copied") } : { text: t("turn.copyFailed"), tone: "bad" });
  };
  const download = () => save(fileName(title), conversationText(title, views(), t), "text/markdown");
  const last = () => (session.accounts ? views().findLast((v) => v.phase === "done" && v.answer !== "") : undefined);
  const exportAs = (format: ExportFormat) => {
    const turns = views().filter((v) => v.phase === "done" || v.phase === "failed").map((v) => v.id);
    exportFile(id, format, turns).catch((error: unknown) => {
      toast({ text: (error instanceof Failure && error.message) || t("conversation.exportFailed"), tone: "bad" });
    });
  };
  return (
    <>
      <MenuButton
        label={t("conversation.menu")}
        tip="bottom"
        align="end"
        items={() => [
          { label: t("conversation.copy"), icon: <Copy />, run: () => void copyAll() },
          { label: t("conversation.export"), icon: <Download />, run: download },
          { label: t("conversation.exportDOCX"), icon: <FileDown />, run: () => exportAs("docx") },
          { label: t("conversation.exportHWPX"), icon: <FileDown />, run: () => exportAs("hwpx") },
          ...(last() ? [{ label: t("conversation.link"), icon: <Link2 />, run: () => setLinked(last() ?? null) }] : []),
          { label: t("conversation.print"), icon: <Printer />, run: () => setTimeout(print) },
          { label: t(pinned ? "conversation.unpin" : "conversation.pin"), icon: pinned ? <PinOff /> : <Pin />, run: () => pin(id, !pinned) },
          { label: t("conversation.rename"), icon: <Pencil />, run: () => setRenaming(true) },
          { label: t("conversation.delete"), icon: <Trash2 />, run: () => remove(id, title), bad: true },
        ]}
      >
        <Ellipsis />
      </MenuButton>
      {linked && (
        <Suspense fallback={null}>
          <LinkDialog request={linked.id} link={linked.link} onClose={() => setLinked(null)} />
        </Suspense>
      )}
      {renaming && (
        <Suspense fallback={null}>
          <RenameDialog id={id} title={title} onClose={() => setRenaming(false)} />
        </Suspense>
      )}
    </>
  );
}
