import * as Menu from "@radix-ui/react-dropdown-menu";
import { Copy, Download, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { lazy, Suspense, useState, type RefObject } from "react";
import { useConversationActions } from "../app/conversations";
import { useT } from "../i18n";
import { copy } from "../ui/clipboard";
import { Tip } from "../ui/IconButton";
import { useToast } from "../ui/Toast";
import { conversationText, fileName } from "./export";
import type { TurnView } from "./view";

const RenameDialog = lazy(() => import("../app/RenameDialog"));

// ConversationMenu is what can be done with the conversation as a whole.
export default function ConversationMenu({ id, title, views }: { id: string; title: string; views: RefObject<readonly TurnView[]> }) {
  const t = useT();
  const toast = useToast();
  const { remove } = useConversationActions();
  const [renaming, setRenaming] = useState(false);
  const copyAll = async () => {
    const done = await copy(conversationText(title, views.current, t));
    toast(done ? { text: t("conversation.copied") } : { text: t("turn.copyFailed"), tone: "bad" });
  };
  const download = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([conversationText(title, views.current, t)], { type: "text/markdown" }));
    link.download = fileName(title);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <>
      <Menu.Root>
        <Tip label={t("conversation.menu")}>
          <Menu.Trigger asChild>
            <button type="button" className="icon" aria-label={t("conversation.menu")}>
              <Ellipsis />
            </button>
          </Menu.Trigger>
        </Tip>
        <Menu.Portal>
          <Menu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
            <Menu.Item className="menu-item" onSelect={() => void copyAll()}>
              <Copy /> {t("conversation.copy")}
            </Menu.Item>
            <Menu.Item className="menu-item" onSelect={download}>
              <Download /> {t("conversation.export")}
            </Menu.Item>
            <Menu.Item className="menu-item" onSelect={() => setRenaming(true)}>
              <Pencil /> {t("conversation.rename")}
            </Menu.Item>
            <Menu.Separator className="menu-line" />
            <Menu.Item className="menu-item bad" onSelect={() => remove(id, title)}>
              <Trash2 /> {t("conversation.delete")}
            </Menu.Item>
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      {renaming && (
        <Suspense fallback={null}>
          <RenameDialog id={id} title={title} onClose={() => setRenaming(false)} />
        </Suspense>
      )}
    </>
  );
}
