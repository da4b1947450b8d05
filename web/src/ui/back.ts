import { useEffect } from "react";
import { useLatest } from "./hooks";

// Steps outlive a reload of the page, so that numbers of an earlier load must not come again.
let counter = Date.now();

const over = () => (history.state as { over?: number } | null)?.over;

// useBackCloses has Back close what lies over the page: it is a step of the browser's history for as long as it is open. One
// may lie over another. Where it leads to another page, that page takes the step's place.
export function useBackCloses(onClose: () => void): void {
  const close = useLatest(onClose);
  useEffect(() => {
    const own = ++counter;
    history.pushState({ mundap: true, over: own }, "");
    const onBack = () => over() !== own && close()();
    addEventListener("popstate", onBack);
    return () => {
      removeEventListener("popstate", onBack);
      if (over() === own) history.back();
    };
  }, [close]);
}
