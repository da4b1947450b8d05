// Copied is text with a rich form, for word processors and mail.
export interface Copied {
  text: string;
  html: string;
}

// copy puts text on the clipboard and reports whether it did. A page served over plain HTTP to another machine has no
// clipboard interface: there the older way is used.
export async function copy(what: string | Copied): Promise<boolean> {
  const text = typeof what === "string" ? what : what.text;
  try {
    if (typeof what !== "string" && typeof ClipboardItem !== "undefined" && navigator.clipboard?.write) {
      const item = new ClipboardItem({
        "text/plain": new Blob([what.text], { type: "text/plain" }),
        "text/html": new Blob([what.html], { type: "text/html" }),
      });
      await navigator.clipboard.write([item]);
      return true;
    }
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // refused: try the older way
  }
  return copyBySelection(text);
}

function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  const focused = document.activeElement;
  field.value = text;
  field.setAttribute("readonly", "");
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
