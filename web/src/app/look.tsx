import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { speak } from "../api/http";
import { LanguageProvider, preferred, type Language } from "../i18n";
import { load, save } from "./storage";

// Look is what a reader chose of the page's appearance. It is kept by the server for the user, and here as well so that
// it stands before the server answered (see public/early.js).
export interface Look {
  language: Language;
  theme: "" | "light" | "dark"; // "": the system's
  textSize: number; // CSS pixels; 0: 16
}

interface LookContext {
  look: Look;
  setLook: (change: Partial<Look>) => void;
}

const Context = createContext<LookContext | null>(null);

export function useLook(): LookContext {
  const value = useContext(Context);
  if (!value) throw new Error("useLook outside of LookProvider");
  return value;
}

// keptLook is what this browser remembers.
export function keptLook(): Look {
  const kept = load<Partial<Look>>("look", {});
  return { language: kept.language === "en" || kept.language === "ko" ? kept.language : preferred(navigator.languages), theme: kept.theme ?? "", textSize: kept.textSize ?? 0 };
}

export function LookProvider({ children }: { children: ReactNode }) {
  const [look, set] = useState<Look>(keptLook);
  speak(look.language);
  useEffect(() => {
    const root = document.documentElement;
    root.lang = look.language;
    if (look.theme) root.dataset.theme = look.theme;
    else delete root.dataset.theme;
    if (look.textSize) root.style.setProperty("--text", `${look.textSize}px`);
    else root.style.removeProperty("--text");
  }, [look]);
  const setLook = useCallback((change: Partial<Look>) => {
    set((before) => {
      const next = { ...before, ...change };
      if (next.language === before.language && next.theme === before.theme && next.textSize === before.textSize) return before;
      save("look", next);
      return next;
    });
  }, []);
  const value = useMemo(() => ({ look, setLook }), [look, setLook]);
  return (
    <Context value={value}>
      <LanguageProvider language={look.language}>{children}</LanguageProvider>
    </Context>
  );
}
