import { useEffect, useRef, useState, type ReactNode } from "react";

// Scroller is a stretch that may be wider than the page. While it is, the keyboard can reach and scroll it.
export function Scroller({ as: Tag, label, className = "", children }: { as: "div" | "pre"; label: string; className?: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement & HTMLPreElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver === "undefined") return;
    return whileDrawn(element, () => {
      const observer = new ResizeObserver(() => setWide(element.scrollWidth > element.clientWidth + 1));
      observer.observe(element);
      return () => observer.disconnect();
    });
  }, []);
  const reachable = wide ? { tabIndex: 0, role: "region", "aria-label": label } : {};
  return (
    <Tag ref={box} className={`scroller ${className}`} {...reachable}>
      {children}
    </Tag>
  );
}

const turned = "contentvisibilityautostatechange";

// whileDrawn calls begin whenever the browser begins to draw an element, and what begin returned when the element is out of
// sight again or the function that whileDrawn returns is called. A browser looks at every observed element in every frame,
// also at those that content-visibility leaves out, of which a long conversation has hundreds.
function whileDrawn(element: HTMLElement, begin: () => () => void): () => void {
  let end: (() => void) | null = null;
  const look = () => {
    const drawn = element.checkVisibility?.({ contentVisibilityAuto: true }) ?? true;
    if (drawn) end ??= begin();
    else {
      end?.();
      end = null;
    }
  };
  const onTurned = (event: Event) => event.target instanceof Node && event.target.contains(element) && look();
  document.addEventListener(turned, onTurned, true);
  look();
  return () => {
    document.removeEventListener(turned, onTurned, true);
    end?.();
  };
}
