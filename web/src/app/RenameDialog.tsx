import * as Dialog from "@radix-ui/react-dialog";
import { useEffect, useState, type FormEvent } from "react";
import { useT } from "../i18n";
import { useToast } from "../ui/Toast";
import { useConversationActions } from "./conversations";

export function RenameDialog({ id, title, open, onOpen }: { id: string; title: string; open: boolean; onOpen: (open: boolean) => void }) {
  const t = useT();
  const toast = useToast();
  const { rename } = useConversationActions();
  const [name, setName] = useState(title);
  useEffect(() => {
    if (open) setName(title);
  }, [open, title]);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    onOpen(false);
    if (wanted === "" || wanted === title) return;
    try {
      await rename(id, wanted);
    } catch {
      toast({ text: t("conversation.renameFailed"), tone: "bad" });
    }
  };
  return (
    <Dialog.Root open={open} onOpenChange={onOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
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
