import * as Tooltip from "@radix-ui/react-tooltip";
import { Anchor } from "./Anchor";

interface Props {
  label: string;
  keys: string | undefined;
  side: "top" | "bottom" | "right";
  anchor: HTMLElement;
}

// TipBox is the tip that is showing.
export default function TipBox({ label, keys, side, anchor }: Props) {
  return (
    <Tooltip.Provider>
      <Tooltip.Root open>
        <Tooltip.Trigger asChild>
          <Anchor element={anchor} />
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content className="tip" side={side} sideOffset={6} collisionPadding={8}>
            {label}
            {keys && <kbd>{keys}</kbd>}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  );
}
