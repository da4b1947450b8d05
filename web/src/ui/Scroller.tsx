import { useEffect, useRef, useState, type ReactNode } from "react";

// Scroller is a stretch that may be wider than the page. While it is, the keyboard can reach and scroll it.
export function Scroller({ as: Tag, label, className = "", children }: { as: "div" | "pre"; label: string; className?: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement & HTMLPreElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => setWide(element.scrollWidth > element.clientWidth + 1));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const reachable = wide ? { tabIndex: 0, role: "region", "aria-label": label } : {};
  return (
    <Tag ref={box} className={`scroller ${className}`} {...reachable}>
      {children}
    </Tag>
  );
}
