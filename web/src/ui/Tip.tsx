import { cloneElement, Suspense, useEffect, useState, type FocusEvent, type KeyboardEvent, type MouseEvent, type PointerEvent, type ReactElement } from "react";
import { touch } from "./hooks";
import { part } from "./part";

const load = () => import("./TipBox");
const TipBox = part(load);

const delay = 350; // ms that a pointer rests before the tip shows

// Handlers are what Tip needs to hear of its child.
interface Handlers {
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  onPointerLeave?: (event: PointerEvent<HTMLElement>) => void;
  onPointerDown?: (event: PointerEvent<HTMLElement>) => void;
  onFocus?: (event: FocusEvent<HTMLElement>) => void;
  onBlur?: (event: FocusEvent<HTMLElement>) => void;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
  onClick?: (event: MouseEvent<HTMLElement>) => void;
}

interface Props {
  label: string;
  keys?: string | undefined;
  side?: "top" | "bottom" | "right";
  pressed?: boolean; // the control does nothing but show the tip: a press or a tap does, too
  children: ReactElement<Handlers>;
}

// Tip shows a word or two beside the control that the pointer or the focus is on. Its code is loaded when one comes near.
export function Tip({ label, keys, side = "bottom", pressed = false, children }: Props) {
  const [near, setNear] = useState<HTMLElement | null>(null); // what the pointer is on
  const [at, setAt] = useState<HTMLElement | null>(null); // where the tip shows
  useEffect(() => {
    if (!near) return;
    const timer = setTimeout(() => setAt(near), delay);
    return () => clearTimeout(timer);
  }, [near]);
  const hide = () => {
    setNear(null);
    setAt(null);
  };
  const own = children.props;
  const face = cloneElement(children, {
    onPointerEnter: (event) => {
      own.onPointerEnter?.(event);
      if (event.pointerType === "touch") return;
      load().catch(() => {}); // tried again when it shows
      setNear(event.currentTarget);
    },
    onPointerLeave: (event) => {
      own.onPointerLeave?.(event);
      if (!pressed || event.pointerType !== "touch") hide(); // a finger leaves at once
    },
    onPointerDown: (event) => {
      own.onPointerDown?.(event);
      if (!pressed) hide();
    },
    onFocus: (event) => {
      own.onFocus?.(event);
      if (event.currentTarget.matches(":focus-visible") && !matchMedia(touch).matches) setAt(event.currentTarget); // fingers cover them
    },
    onBlur: (event) => {
      own.onBlur?.(event);
      hide();
    },
    onClick: (event) => {
      own.onClick?.(event);
      if (pressed) setAt(event.currentTarget);
    },
    onKeyDown: (event) => {
      own.onKeyDown?.(event);
      if (event.key === "Escape") hide();
    },
  });
  return (
    <>
      {face}
      {at && (
        <Suspense fallback={null}>
          <TipBox label={label} keys={keys} side={side} anchor={at} />
        </Suspense>
      )}
    </>
  );
}
