import * as Menu from "@radix-ui/react-dropdown-menu";
import type { RefObject } from "react";
import { Anchor } from "./Anchor";
import type { MenuItem } from "./MenuButton";

interface Props {
  label: string;
  items: MenuItem[];
  align: "start" | "end";
  button: RefObject<HTMLButtonElement | null>; // that opened the menu, and gets the focus back
  byKeys: boolean; // then the first item has the focus at once
  onClose: () => void;
}

// MenuList is the open menu of a MenuButton. It stands in the same part of the page as its button, where people who go from
// part to part find it.
export default function MenuList({ label, items, align, button, byKeys, onClose }: Props) {
  return (
    <Menu.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <Menu.Trigger asChild>
        <Anchor element={button} />
      </Menu.Trigger>
      <Menu.Portal container={button.current?.closest<HTMLElement>("main, nav") ?? null}>
        <Menu.Content
          className="menu"
          loop
          aria-label={label}
          aria-labelledby={undefined}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          onPointerDownOutside={(event) => button.current?.contains(event.target as Node) && event.preventDefault()}
          onFocusOutside={(event) => event.target === button.current && event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (document.activeElement === document.body) button.current?.focus();
          }}
        >
          {items.map((item, i) => (
            <Row key={item.label} item={item} first={i === 0} focused={byKeys && i === 0} />
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Row({ item, first, focused }: { item: MenuItem; first: boolean; focused: boolean }) {
  const inside = (
    <>
      {item.icon} {item.label}
    </>
  );
  return (
    <>
      {item.bad && !first && <Menu.Separator className="menu-line" />}
      <Menu.Item
        ref={focused ? focus : undefined}
        className={item.bad ? "menu-item bad" : "menu-item"}
        asChild={item.href !== undefined}
        {...(item.run ? { onSelect: item.run } : {})}
      >
        {item.href === undefined ? (
          inside
        ) : (
          <a href={item.href} download="">
            {inside}
          </a>
        )}
      </Menu.Item>
    </>
  );
}

const focus = (element: HTMLElement | null) => element?.focus();
