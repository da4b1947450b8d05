import { createContext } from "react";
import type { Source } from "../api/wire";

// CiteContext says what the numbers in an answer stand for, and which of them the pane shows.
export interface CiteContextValue {
  sources: ReadonlyMap<number, Source>;
  open: number; // 0: none of this answer
}

export const CiteContext = createContext<CiteContextValue>({ sources: new Map(), open: 0 });

// KnownContext holds the numbers alone, so that opening another source draws the citations again and not every block.
export const KnownContext = createContext<{ known: ReadonlySet<number> }>({ known: new Set() });
