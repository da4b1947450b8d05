import { useSyncExternalStore } from "react";
import { load, save } from "../app/storage";

// Dictation is the browser's own. Some browsers send the sound to a service of theirs, so that it is off until somebody
// switches it on, in this browser.

// SpeechResult is what a browser has understood so far.
interface SpeechResult {
  readonly isFinal: boolean;
  readonly [at: number]: { readonly transcript: string };
}

// Recognition is the part of the browser's SpeechRecognition that is used.
export interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: { results: ArrayLike<SpeechResult> }) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
}

type Maker = new () => Recognition;

// recognition is the browser's own, if it has one.
export function recognition(): Maker | undefined {
  const w = window as { SpeechRecognition?: Maker; webkitSpeechRecognition?: Maker };
  return w.SpeechRecognition ?? w.webkitSpeechRecognition;
}

// said is everything that was understood, in one line.
export function said(results: ArrayLike<SpeechResult>): string {
  return Array.from(results, (r) => r[0]?.transcript.trim() ?? "").filter(Boolean).join(" ");
}

// joined puts what was said behind what stands there.
export function joined(before: string, spoken: string): string {
  if (before === "" || spoken === "" || /\s$/.test(before)) return before + spoken;
  return `${before} ${spoken}`;
}

const listeners = new Set<() => void>();
const dictates = (): boolean => recognition() !== undefined && load("dictation", false);

function change(on: boolean): void {
  save("dictation", on || undefined);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// useDictation says whether questions can be dictated, and changes that.
export function useDictation(): [boolean, (on: boolean) => void] {
  return [useSyncExternalStore(subscribe, dictates), change];
}
