import * as Dialog from "@radix-ui/react-dialog";
import { useT } from "../i18n";
import { returnFocus } from "../ui/focus";

// ModelDialog says how a model is connected.
export default function ModelDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby={undefined} onCloseAutoFocus={returnFocus}>
          <Dialog.Title>{t("model.title")}</Dialog.Title>
          <p>{t("model.lead")}</p>
          <ol className="model-steps">
            <li>
              {t("model.step1")}
              <code>mundap doctor</code>
            </li>
            <li>{t("model.step2")}</li>
            <li>{t("model.step3")}</li>
          </ol>
          <p className="dim">{t("model.docs")}</p>
          <div className="dialog-actions">
            <Dialog.Close asChild>
              <button type="button" className="button primary">
                {t("common.close")}
              </button>
            </Dialog.Close>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
