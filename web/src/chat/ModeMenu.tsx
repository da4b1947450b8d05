import { ChevronDown } from "lucide-react";
import { Suspense, useRef, useState } from "react";
import { save, load } from "../app/storage";
import { useT, later } from "../i18n";
import type { Mode } from "../modes";

const ModeList = later(() => import("./ModeList"));

const recentAtMost = 3;

// rememberMode puts a mode on top of those used lately.
export function rememberMode(id: string): void {
  save("modes", [id, ...load<string[]>("modes", []).filter((m) => m !== id)].slice(0, recentAtMost));
}

// ModeMenu names how questions are answered, and opens the list of the ways there are.
export function ModeMenu({ mode, onMode }: { mode: Mode; onMode: (mode: Mode) => void }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="pill"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={t("mode.menu", { name: t(mode.name) })}
        onClick={() => setOpen(!open)}
      >
        <span>{t(mode.name)}</span>
        <ChevronDown />
      </button>
      {open && (
        <Suspense fallback={null}>
          <ModeList mode={mode} onMode={onMode} button={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
