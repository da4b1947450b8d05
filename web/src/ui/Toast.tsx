import { X } from "lucide-react";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useT } from "../i18n";
import { IconButton } from "./IconButton";

export interface ToastInput {
  text: string;
  tone?: "plain" | "bad";
  action?: { label: string; run: () => void };
  ms?: number; // how long it stays; by default 5 s
}

interface ToastItem extends ToastInput {
  id: number;
}

type Show = (toast: ToastInput) => () => void; // what it returns takes the toast away

const Context = createContext<Show>(() => () => {});
let counter = 0;

export function useToast(): Show {
  return useContext(Context);
}

// ToastProvider shows short notices below everything else. They wait while the pointer or the focus is on them, so that an
// undo can be reached in time.
export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useT();
  const [items, setItems] = useState<ToastItem[]>([]);
  const drop = useCallback((id: number) => setItems((all) => all.filter((i) => i.id !== id)), []);
  const show = useCallback<Show>(
    (toast) => {
      const id = ++counter;
      setItems((all) => [...all.slice(-2), { ...toast, id }]);
      return () => drop(id);
    },
    [drop],
  );
  const list = useMemo(() => items.map((item) => <ToastView key={item.id} item={item} drop={drop} />), [items, drop]);
  return (
    <Context value={show}>
      {children}
      <section className="toasts" aria-label={t("common.notifications")} aria-live="polite" role="status">
        {list}
      </section>
    </Context>
  );
}

function ToastView({ item, drop }: { item: ToastItem; drop: (id: number) => void }) {
  const t = useT();
  const [held, setHeld] = useState(false);
  const left = useRef(item.ms ?? 5000);
  useEffect(() => {
    if (held) return;
    const began = performance.now();
    const timer = setTimeout(() => drop(item.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(1000, left.current - (performance.now() - began));
    };
  }, [held, item.id, drop]);
  return (
    <div
      className="toast"
      data-tone={item.tone ?? "plain"}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{item.text}</span>
      {item.action && (
        <button
          type="button"
          className="text-button"
          onClick={() => {
            item.action?.run();
            drop(item.id);
          }}
        >
          {item.action.label}
        </button>
      )}
      <IconButton label={t("common.close")} onClick={() => drop(item.id)}>
        <X />
      </IconButton>
    </div>
  );
}
