import type { ComponentProps } from "react";
import { Tip } from "./Tip";

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
