import { useEffect } from "react";

// useStopKey has Escape stop something, such as an answer, from wherever the focus is, unless something that is open takes the
// key.
export function useStopKey(running: boolean, stop: () => void): void {
  useEffect(() => {
    if (!running) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
      if (document.querySelector("[role=dialog], [role=menu], [role=listbox]")) return;
      event.preventDefault();
      stop();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [running, stop]);
}
