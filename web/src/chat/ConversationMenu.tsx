import { Copy, Download, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useConversationActions } from "../app/conversations";
import { useT } from "../i18n";
import { copy } from "../ui/clipboard";
import { MenuButton } from "../ui/MenuButton";
import { useToast } from "../ui/Toast";
import { conversationText, fileName } from "./export";
import type { TurnView } from "./view";

const RenameDialog = lazy(() => import("../app/RenameDialog"));

// ConversationMenu is what can be done with the conversation as a whole.
export default function ConversationMenu({ id, title, views }: { id: string; title: string; views: () => readonly TurnView[] }) {
  const t = useT();
  const toast = useToast();
  const { remove } = useConversationActions();
  const [renaming, setRenaming] = useState(false);
  const copyAll = async () => {
    const done = await copy(conversationText(title, views(), t));
    toast(done ? { text: t("conversation.copied") } : { text: t("turn.copyFailed"), tone: "bad" });
  };
  const download = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([conversationText(title, views(), t)], { type: "text/markdown" }));
    link.download = fileName(title);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <>
      <MenuButton
        label={t("conversation.menu")}
        tip="bottom"
        align="end"
        items={[
          { label: t("conversation.copy"), icon: <Copy />, run: () => void copyAll() },
          { label: t("conversation.export"), icon: <Download />, run: download },
          { label: t("conversation.rename"), icon: <Pencil />, run: () => setRenaming(true) },
          { label: t("conversation.delete"), icon: <Trash2 />, run: () => remove(id, title), bad: true },
        ]}
      >
        <Ellipsis />
      </MenuButton>
      {renaming && (
        <Suspense fallback={null}>
          <RenameDialog id={id} title={title} onClose={() => setRenaming(false)} />
        </Suspense>
      )}
    </>
  );
}
