import * as Popover from "@radix-ui/react-popover";
import { useT } from "../i18n";

interface Props {
  why: string;
  anchor: HTMLElement;
  onClose: () => void;
}

// DoubtTip says beside a mark why no source bears out the sentence before it.
export default function DoubtTip({ why, anchor, onClose }: Props) {
  const t = useT();
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={{ current: anchor }} />
      <Popover.Portal>
        <Popover.Content className="tip doubt-tip" aria-label={t("doubt.mark")} side="top" sideOffset={6} collisionPadding={8} onOpenAutoFocus={(event) => event.preventDefault()} onCloseAutoFocus={(event) => event.preventDefault()}>
          {why}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
