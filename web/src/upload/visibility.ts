import { useSyncExternalStore } from "react";
import { load, save } from "../app/storage";

const listeners = new Set<() => void>();

// privateUploads says whether what this browser uploads next is for its owner alone.
export const privateUploads = (): boolean => load("private", false);

function change(on: boolean): void {
  save("private", on);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// usePrivateUploads gives the visibility of the next uploads, and how to change it. All places that show it agree.
export function usePrivateUploads(): [boolean, (on: boolean) => void] {
  return [useSyncExternalStore(subscribe, privateUploads), change];
}
