import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";

// useMedia follows a media query.
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches, () => false);
}

export const phone = "(max-width: 760px)";
export const noSide = "(max-width: 760px), (max-height: 520px)"; // no room for the sidebar beside the page: see layout.css
export const touch = "(hover: none) and (pointer: coarse)"; // fingers on a screen: Enter breaks a line, and folders can't be picked
export const narrow = "(max-width: 1180px)"; // no room for a pane beside the conversation

// useOnline follows what the browser knows of the network. It knows little: a server on this computer works without.
export function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      addEventListener("online", listener);
      addEventListener("offline", listener);
      return () => {
        removeEventListener("online", listener);
        removeEventListener("offline", listener);
      };
    },
    () => navigator.onLine,
  );
}

// useLater gives value once it has stood still for ms.
export function useLater<T>(value: T, ms: number): T {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return later;
}

// useLatest returns a function that gives the newest value, for handlers that
// are made once. It may be called from handlers and effects, not while drawing.
export function useLatest<T>(value: T): () => T {
  const ref = useRef(value);
  useEffect(() => {
    ref.current = value;
  });
  return useCallback(() => ref.current, []);
}

// useAfter becomes true when active has been true for ms: for what should not flash by.
export function useAfter(active: boolean, ms: number): boolean {
  const [due, setDue] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setDue(true), ms);
    return () => {
      clearTimeout(timer);
      setDue(false);
    };
  }, [active, ms]);
  return active && due;
}

export const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);
