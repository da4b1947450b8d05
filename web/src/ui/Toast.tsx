import { X } from "lucide-react";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { useT } from "../i18n";
import { IconButton } from "./IconButton";

export interface ToastInput {
  text: string;
  tone?: "plain" | "bad";
  action?: ToastAction;
  second?: ToastAction;
  ms?: number; // how long it is seen; by default 5 s
  about?: () => readonly string[]; // ids of what it tells of: it goes once another notice tells of one of them
  onGone?: () => void; // it went, after its action if that was wanted
}

interface ToastAction {
  label: string;
  run: () => void;
}

// How long a toast is seen that undoes something.
export const undoFor = 20_000; // ms

interface ToastItem extends ToastInput {
  id: number;
}

// Shown is a toast that was shown. What is said of one that has gone is lost.
export interface Shown {
  say: (text: string) => void;
  close: () => void;
}

export type Show = (toast: ToastInput) => Shown;

const Context = createContext<Show>(() => ({ say: () => {}, close: () => {} }));
let counter = 0;

export function useToast(): Show {
  return useContext(Context);
}

const atOnce = 2;
const waiting = 6; // toasts that wait behind those that are seen
const afterHold = 3_000; // ms that a toast stays at least once it is no longer held

// ToastProvider shows short notices below everything else, two at a time. Older ones that can be acted on, or that tell of
// something bad, wait until there is room again; others go. Those that are seen wait while the pointer or the focus is on them and while the
// page is hidden, so that an undo can be reached in time.
export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useT();
  const [items, setItems] = useState<ToastItem[]>([]);
  const drop = useCallback((id: number) => setItems((all) => all.filter((i) => i.id !== id)), []);
  const show = useCallback<Show>(
    (toast) => {
      const id = ++counter;
      setItems((all) => {
        // Said again, a notice need not stand there twice, unless each of them can be acted on or does something when it goes.
        const about = toast.about?.() ?? [];
        const others = all.filter((i) => (i.text !== toast.text || i.action || i.onGone) && !i.about?.().some((id) => about.includes(id)));
        const older = others.slice(0, 1 - atOnce).filter(isKept);
        return [...older.slice(-waiting), ...others.slice(1 - atOnce), { ...toast, id }];
      });
      return { say: (text) => setItems((all) => all.map((i) => (i.id === id ? { ...i, text } : i))), close: () => drop(id) };
    },
    [drop],
  );
  useGone(items);
  const section = useHeight();
  const list = useMemo(() => items.slice(-atOnce).map((item) => <ToastView key={item.id} item={item} drop={drop} />), [items, drop]);
  const more = Math.max(0, items.length - atOnce);
  return (
    <Context value={show}>
      {children}
      <section className="toasts" ref={section} aria-label={t("common.notifications")} aria-live="polite" role="status">
        {more > 0 && <small className="toasts-more">{t("common.moreNotices", { count: more })}</small>}
        {list}
      </section>
    </Context>
  );
}

const isKept = (toast: ToastInput) => toast.action !== undefined || toast.tone === "bad";

// useHeight tells the styles how tall the toasts are, so that what they would cover can make room.
function useHeight() {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = section.current;
    if (!element) return;
    const watcher = new ResizeObserver(() => document.documentElement.style.setProperty("--toasts", `${element.offsetHeight}px`));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return section;
}

// useGone tells the toasts that went, whether their time was over or others took their place.
function useGone(items: readonly ToastItem[]): void {
  const before = useRef<readonly ToastItem[]>([]);
  useEffect(() => {
    const left = new Set(items.map((i) => i.id));
    for (const item of before.current) if (!left.has(item.id)) item.onGone?.();
    before.current = items;
  }, [items]);
}

// useHidden reports whether the page is in a tab that is not seen.
function useHidden(): boolean {
  return useSyncExternalStore(onVisibility, () => document.visibilityState === "hidden");
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

function ToastView({ item, drop }: { item: ToastItem; drop: (id: number) => void }) {
  const t = useT();
  const [touched, setTouched] = useState(false);
  const hidden = useHidden();
  const held = touched || hidden;
  const left = useRef(item.ms ?? 5000);
  useEffect(() => {
    if (held) return;
    const began = performance.now();
    const timer = setTimeout(() => drop(item.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(afterHold, left.current - (performance.now() - began));
    };
  }, [held, item.id, drop]);
  return (
    <div
      className="toast"
      data-tone={item.tone ?? "plain"}
      onPointerEnter={() => setTouched(true)}
      onPointerLeave={() => setTouched(false)}
      onFocus={() => setTouched(true)}
      onBlur={() => setTouched(false)}
    >
      <span>{item.text}</span>
      {[item.action, item.second].map(
        (action) =>
          action && (
            <button
              key={action.label}
              type="button"
              className="text-button"
              onClick={() => {
                action.run();
                drop(item.id);
              }}
            >
              {action.label}
            </button>
          ),
      )}
      <IconButton label={t("common.close")} onClick={() => drop(item.id)}>
        <X />
      </IconButton>
    </div>
  );
}
