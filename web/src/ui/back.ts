import { useEffect } from "react";
import { useLatest } from "./hooks";

// useBackCloses has Back close what lies over the page: it is a step of the browser's history for as long as it is open.
// Where it leads to another page, that page takes the step's place.
export function useBackCloses(onClose: () => void): void {
  const close = useLatest(onClose);
  useEffect(() => {
    history.pushState({ mundap: true, over: true }, "");
    const onBack = () => close()();
    addEventListener("popstate", onBack);
    return () => {
      removeEventListener("popstate", onBack);
      if ((history.state as { over?: boolean } | null)?.over) history.back();
    };
  }, [close]);
}
