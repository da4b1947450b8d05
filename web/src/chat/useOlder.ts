import { useLayoutEffect, useRef, type RefObject } from "react";

// useOlder keeps the reader's place when older turns come above it. first is the id of the first turn that is shown; read
// has older ones read.
export function useOlder(box: RefObject<HTMLDivElement | null>, first: string, read: () => void) {
  const place = useRef<{ turn: HTMLElement; top: number } | null>(null);
  useLayoutEffect(() => {
    const kept = place.current;
    place.current = null;
    if (!kept) return;
    // Turns take their real heights in the frames in which they come into sight.
    let frames = 8;
    let frame = 0;
    const keep = () => {
      const moved = kept.turn.getBoundingClientRect().top - kept.top;
      if (box.current && Math.abs(moved) > 0.5) box.current.scrollTop += moved;
      if (--frames > 0) frame = requestAnimationFrame(keep);
    };
    keep();
    return () => cancelAnimationFrame(frame);
  }, [box, first]);
  return () => {
    const turn = box.current?.querySelector<HTMLElement>(".turn");
    if (turn) place.current = { turn, top: turn.getBoundingClientRect().top };
    read();
  };
}
