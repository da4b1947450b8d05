import { createContext } from "react";
import type { Source } from "../api/wire";

// CiteContext says what the numbers in an answer stand for, and which of them the pane shows.
export interface CiteContextValue {
  sources: ReadonlyMap<number, Source>;
  open: number; // 0: none of this answer
  chosen: (button: HTMLElement) => boolean; // whether it is the one, of those with the open number, that was chosen
}

export const CiteContext = createContext<CiteContextValue>({ sources: new Map(), open: 0, chosen: () => false });

// KnownContext holds the numbers alone, so that opening another source draws the citations again and not every block.
export const KnownContext = createContext<{ known: ReadonlySet<number> }>({ known: new Set() });
