// focusContent puts the focus on a dialog itself, so that no button of it shows its tooltip.
export function focusContent(event: Event): void {
  event.preventDefault();
  (event.currentTarget as HTMLElement | null)?.focus();
}

const passing = "[role=dialog], [role=menu]"; // what closes again

let last: HTMLElement | null = null;

// watchFocus remembers what has the focus, dialogs and menus aside, until the function that it returns is called. The page
// does so once.
export function watchFocus(): () => void {
  const note = (target: EventTarget | null) => {
    if (target instanceof HTMLElement && !target.closest(passing)) last = target;
  };
  const onFocus = (event: FocusEvent) => note(event.target);
  note(document.activeElement);
  addEventListener("focusin", onFocus);
  return () => removeEventListener("focusin", onFocus);
}

// returnFocus is for a dialog that closes: the focus goes back to where it was before, unless something took it already.
export function returnFocus(event: Event): void {
  event.preventDefault();
  const focused = document.activeElement;
  if (focused && focused !== document.body && !focused.closest(passing)) return;
  if (last?.isConnected) last.focus({ preventScroll: true });
}
