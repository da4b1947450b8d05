import { useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { load, save } from "../app/storage";
import { useT } from "../i18n";

const narrowest = 360; // CSS pixels of the pane
const beside = 264 + 440; // the sidebar, and the least of a conversation that is read with ease
const step = 32;

const usual = () => Math.max(400, Math.min(620, innerWidth * 0.34));
const clamp = (width: number) => Math.round(Math.max(narrowest, Math.min(width, innerWidth - beside)));

// PaneHandle is the edge of the pane that widens it, by the pointer and by the arrow keys. The width is remembered.
export function PaneHandle() {
  const t = useT();
  const [width, setWidth] = useState(() => clamp(load("pane.width", usual())));
  const dragged = useRef(false);
  useLayoutEffect(() => {
    document.documentElement.style.setProperty("--pane", `${width}px`);
  }, [width]);
  const settle = (to: number) => {
    const next = clamp(to);
    setWidth(next);
    save("pane.width", next);
  };
  const onMove = (event: PointerEvent<HTMLElement>) => dragged.current && setWidth(clamp(innerWidth - event.clientX));
  const onUp = (event: PointerEvent<HTMLElement>) => {
    if (!dragged.current) return;
    dragged.current = false;
    settle(innerWidth - event.clientX);
  };
  const onKey = (event: KeyboardEvent) => {
    const to = { ArrowLeft: width + step, ArrowRight: width - step, Home: narrowest, End: innerWidth }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    settle(to);
  };
  return (
    <div
      className="pane-handle"
      role="separator"
      aria-orientation="vertical"
      aria-label={t("source.resize")}
      aria-valuenow={width}
      aria-valuemin={narrowest}
      aria-valuemax={Math.max(narrowest, innerWidth - beside)}
      tabIndex={0}
      onPointerDown={(event) => {
        dragged.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        event.preventDefault();
      }}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onUp}
      onDoubleClick={() => settle(usual())}
      onKeyDown={onKey}
    />
  );
}
