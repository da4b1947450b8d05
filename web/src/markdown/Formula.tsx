import { render } from "katex";
import { useLayoutEffect, useRef } from "react";

// Formula draws TeX as MathML, which browsers draw in their own fonts. What can't be read stays as it was written.
export default function Formula({ tex, display }: { tex: string; display: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (place.current) render(tex, place.current, { output: "mathml", displayMode: display, throwOnError: false, trust: false, maxSize: 20, maxExpand: 200 });
  }, [tex, display]);
  return <span className="formula" data-display={display || undefined} ref={place} />;
}
