import * as Dialog from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useT } from "../i18n";
import { focusContent } from "../ui/focus";
import { narrow, useMedia } from "../ui/hooks";
import { IconButton } from "../ui/IconButton";
import { PaneHandle } from "./PaneHandle";

interface Props {
  title: string;
  note?: ReactNode;
  extra?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

// PaneFrame stands beside the conversation where there is room, and over it where there is none.
export function PaneFrame({ title, note, extra, onClose, children }: Props) {
  const t = useT();
  const over = useMedia(narrow);
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    if (over) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || document.querySelector("[role=dialog],[role=menu]")) return;
      const focused = document.activeElement;
      if (pane.current?.contains(focused) || focused?.closest("[data-cite], .steps, .acts, .search-hit, .search-field, .docs-row")) {
        event.preventDefault();
        onClose();
      }
    };
    addEventListener("keydown", onKey, { capture: true }); // before a tooltip of the pane takes it for itself
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, [over, onClose]);

  // Who opened it by the keyboard goes on in it; a pointer leaves the focus where it is.
  useEffect(() => {
    if (over || !document.activeElement?.matches("[data-cite]:focus-visible, .steps :focus-visible, .acts :focus-visible, .search-hit :focus-visible, .docs-row :focus-visible")) return;
    const frame = requestAnimationFrame(() => pane.current?.focus({ preventScroll: true })); // the page notes first where to go back
    return () => cancelAnimationFrame(frame);
  }, [over]);

  const head = (heading: ReactNode) => (
    <header>
      <div>
        {heading}
        {note && <small>{note}</small>}
      </div>
      {extra}
      <IconButton label={t("source.close")} onClick={onClose}>
        <X />
      </IconButton>
    </header>
  );
  if (!over) {
    return (
      <aside className="source" aria-label={title} ref={pane} tabIndex={-1}>
        <PaneHandle />
        {head(<h2>{title}</h2>)}
        {children}
      </aside>
    );
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="source sheet" aria-describedby={undefined} tabIndex={-1} onOpenAutoFocus={focusContent}>
          {head(
            <Dialog.Title asChild>
              <h2>{title}</h2>
            </Dialog.Title>,
          )}
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
