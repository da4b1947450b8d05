import * as Popover from "@radix-ui/react-popover";
import { useState } from "react";
import { useT, type Key } from "../i18n";

const reasons: Record<string, Key> = {
  number: "doubt.number", date: "doubt.date", name: "doubt.name", version: "doubt.version", other_row: "doubt.otherRow", negation: "doubt.negation",
  condition: "doubt.condition", exception: "doubt.exception", limit: "doubt.limit", obligation: "doubt.obligation",
};

// DoubtMark stands behind a sentence that no source bears out. Why is told on hover, on focus and when it is pressed.
export function DoubtMark({ reason }: { reason: string }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const why = t(reasons[reason] ?? "doubt.notFound");
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Anchor asChild>
        <button
          type="button"
          className="doubt-mark"
          aria-label={`${t("doubt.mark")}: ${why}`}
          aria-expanded={open}
          onClick={() => setOpen(true)}
          onPointerEnter={(event) => event.pointerType === "mouse" && setOpen(true)}
          onPointerLeave={(event) => event.pointerType === "mouse" && setOpen(false)}
          onFocus={(event) => event.currentTarget.matches(":focus-visible") && setOpen(true)}
          onBlur={() => setOpen(false)}
        >
          {t("doubt.mark")}
        </button>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content className="tip doubt-tip" aria-label={t("doubt.mark")} side="top" sideOffset={6} collisionPadding={8} onOpenAutoFocus={(event) => event.preventDefault()} onCloseAutoFocus={(event) => event.preventDefault()}>
          {why}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
