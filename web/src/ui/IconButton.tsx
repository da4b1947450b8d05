import * as RadixTooltip from "@radix-ui/react-tooltip";
import type { ComponentProps, ReactNode } from "react";

// Tip shows a word or two beside what the pointer or the focus is on.
export function Tip({ label, keys, children, side = "bottom" }: { label: string; keys?: string | undefined; children: ReactNode; side?: "top" | "bottom" | "right" }) {
  return (
    <RadixTooltip.Root>
      <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content className="tip" side={side} sideOffset={6} collisionPadding={8}>
          {label}
          {keys && <kbd>{keys}</kbd>}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  );
}

interface Props extends ComponentProps<"button"> {
  label: string;
  keys?: string;
  side?: "top" | "bottom" | "right";
}

// IconButton is a button that shows only an icon; its label is its name and its tooltip.
export function IconButton({ label, keys, side, children, className = "", ...rest }: Props) {
  return (
    <Tip label={label} keys={keys} side={side ?? "bottom"}>
      <button type="button" aria-label={label} className={`icon ${className}`} {...rest}>
        {children}
      </button>
    </Tip>
  );
}
