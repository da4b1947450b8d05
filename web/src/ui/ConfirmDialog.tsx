import * as Dialog from "@radix-ui/react-dialog";
import { useWords } from "../i18n";
import type { Question } from "./Confirm";
import { useBackCloses } from "./back";
import { returnFocus } from "./focus";

const shown = 5; // names

// ConfirmDialog asks a question. The focus is on the button that does nothing.
export default function ConfirmDialog({ question: q, onAnswer }: { question: Question; onAnswer: (yes: boolean) => void }) {
  const { t } = useWords();
  useBackCloses(() => onAnswer(false));
  const names = q.names ?? [];
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onAnswer(false)}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" onCloseAutoFocus={returnFocus}>
          <Dialog.Title>{q.title}</Dialog.Title>
          <Dialog.Description>{q.text}</Dialog.Description>
          {names.length > 1 && (
            <ul className="dialog-names">
              {names.slice(0, shown).map((name, i) => (
                <li key={i}>{name}</li>
              ))}
              {names.length > shown && <li>{t("composer.moreFiles", { count: names.length - shown })}</li>}
            </ul>
          )}
          <div className="dialog-actions">
            <Dialog.Close asChild>
              <button type="button" className="button quiet">
                {t("common.cancel")}
              </button>
            </Dialog.Close>
            <button type="button" className={q.bad ? "button danger solid" : "button primary"} onClick={() => onAnswer(true)}>
              {q.action}
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
