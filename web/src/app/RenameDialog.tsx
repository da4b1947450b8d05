import * as Dialog from "@radix-ui/react-dialog";
import { useState, type FormEvent } from "react";
import { useT } from "../i18n";
import { useBackCloses } from "../ui/back";
import { returnFocus } from "../ui/focus";
import { useToast } from "../ui/Toast";
import { useConversationActions } from "./conversations";

export default function RenameDialog({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const t = useT();
  useBackCloses(onClose);
  const toast = useToast();
  const { rename } = useConversationActions();
  const [name, setName] = useState(title);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    onClose();
    if (wanted === "" || wanted === title) return;
    try {
      await rename(id, wanted);
    } catch {
      toast({ text: t("conversation.renameFailed"), tone: "bad" });
    }
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby={undefined} onCloseAutoFocus={returnFocus}>
          <Dialog.Title>{t("conversation.rename")}</Dialog.Title>
          <form onSubmit={(event) => void save(event)}>
            <input className="field" aria-label={t("conversation.name")} value={name} maxLength={200} onChange={(e) => setName(e.target.value)} onFocus={(e) => e.target.select()} />
            <div className="dialog-actions">
              <Dialog.Close asChild>
                <button type="button" className="button quiet">
                  {t("common.cancel")}
                </button>
              </Dialog.Close>
              <button type="submit" className="button primary" disabled={name.trim() === ""}>
                {t("common.save")}
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
