import * as Dialog from "@radix-ui/react-dialog";
import type { ReactNode } from "react";
import { useT } from "../i18n";
import { useBackCloses } from "../ui/back";
import { focusContent, returnFocus } from "../ui/focus";

// Drawer holds the sidebar where there is no room for it beside the page.
export default function Drawer({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const t = useT();
  useBackCloses(onClose);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="drawer" aria-describedby={undefined} tabIndex={-1} onOpenAutoFocus={focusContent} onCloseAutoFocus={returnFocus}>
          <Dialog.Title className="visually-hidden">{t("nav.menu.title")}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
