// focusContent puts the focus on a dialog itself, so that no button of it shows its tooltip.
export function focusContent(event: Event): void {
  event.preventDefault();
  (event.currentTarget as HTMLElement | null)?.focus();
}
