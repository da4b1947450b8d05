import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const near = 64; // CSS pixels from the end that count as being there
const quick = 600; // ms within which a text is written that nobody could have begun to read

// Stage is how far the answer on its way has come, if there is one.
export type Stage = "none" | "awaited" | "written";

// useFollow keeps a growing column at its end while the reader is there, and leaves it alone as soon as they scroll up.
// reset names what is shown: another one begins at its end; an empty one, which only greets, at its beginning. When an
// answer ends, what comes below it does not move it, unless all of its text has just come.
export function useFollow(reset: string, empty: boolean, stage: Stage) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [atEnd, setAtEnd] = useState(true);
  const shown = `${reset} ${empty}`;
  const [last, setLast] = useState(shown);
  if (last !== shown) {
    setLast(shown);
    setAtEnd(true);
  }

  const toEnd = useCallback(() => {
    following.current = true;
    setAtEnd(true);
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    following.current = !empty;
    if (box.current) box.current.scrollTop = empty ? 0 : box.current.scrollHeight;
  }, [reset, empty]);

  const leaving = useRef(false);
  const busy = useRef(false);
  const began = useRef<number>(undefined); // when the first text of the answer came
  useLayoutEffect(() => {
    if (stage !== "none") {
      if (!busy.current && atEnd) following.current = true; // also one that was asked in another window
      busy.current = true;
      if (stage === "written") began.current ??= performance.now();
      return;
    }
    if (!busy.current) return;
    busy.current = false;
    if (began.current === undefined || performance.now() - began.current < quick) leaving.current = true;
    else following.current = false;
    began.current = undefined;
  }, [stage, atEnd]);

  // A quotation is complete before the column has grown by it. It is followed for a moment longer.
  useEffect(() => {
    if (stage !== "none" || !leaving.current) return;
    leaving.current = false;
    const timer = setTimeout(() => {
      following.current = false;
    }, quick);
    return () => clearTimeout(timer);
  }, [stage]);

  useEffect(() => {
    const scroller = box.current;
    const column = content.current;
    if (!scroller || !column) return;
    let last = scroller.scrollTop;
    let lastHeight = scroller.scrollHeight;
    const onScroll = () => {
      const top = scroller.scrollTop;
      const end = scroller.scrollHeight - top - scroller.clientHeight <= near;
      const up = top < last - 2 && scroller.scrollHeight >= lastHeight; // not the browser's own correction of a shorter column
      if (end) following.current = true;
      else if (up) following.current = false;
      last = top;
      lastHeight = scroller.scrollHeight;
      setAtEnd(empty || end || following.current);
    };
    const grown = new ResizeObserver(() => {
      if (following.current) scroller.scrollTop = scroller.scrollHeight;
      else setAtEnd(empty || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= near);
    });
    scroller.addEventListener("scroll", onScroll, { passive: true });
    grown.observe(column);
    grown.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", onScroll);
      grown.disconnect();
    };
  }, [reset, empty]);

  return { box, content, atEnd, toEnd };
}
