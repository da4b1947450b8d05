import { Suspense, useRef, useState, type ReactNode } from "react";
import { Tip } from "./Tip";
import { part } from "./part";

const load = () => import("./MenuList");
const MenuList = part(load);

// MenuItem is one thing that a menu offers: something to do, or a file to save.
export interface MenuItem {
  label: string;
  icon: ReactNode;
  run?: () => void;
  href?: string;
  bad?: boolean; // it takes something away, and stands under a line
}

interface Props {
  label: string;
  tip?: "top" | "bottom"; // where its name shows as a tooltip; none by default
  className?: string;
  tabIndex?: number;
  align?: "start" | "end";
  items: MenuItem[] | (() => MenuItem[]);
  children: ReactNode;
}

// MenuButton is a button that opens a menu. The menu's code is loaded when a pointer or the focus comes near.
export function MenuButton({ label, tip, className = "icon", tabIndex, align = "start", items, children }: Props) {
  const [opened, setOpened] = useState<"" | "pointer" | "keys">("");
  const button = useRef<HTMLButtonElement>(null);
  const preload = () => void load().catch(() => {}); // tried again when it opens
  const face = (
    <button
      ref={button}
      type="button"
      className={className}
      tabIndex={tabIndex}
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={opened !== ""}
      data-state={opened === "" ? "closed" : "open"}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={(event) => setOpened(opened !== "" ? "" : event.detail === 0 ? "keys" : "pointer")}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        setOpened("keys");
      }}
    >
      {children}
    </button>
  );
  return (
    <>
      {tip ? (
        <Tip label={label} side={tip}>
          {face}
        </Tip>
      ) : (
        face
      )}
      {opened !== "" && (
        <Suspense fallback={null}>
          <MenuList
            label={label}
            items={typeof items === "function" ? items() : items}
            align={align}
            button={button}
            byKeys={opened === "keys"}
            onClose={() => setOpened("")}
          />
        </Suspense>
      )}
    </>
  );
}
