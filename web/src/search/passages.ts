import type { FoundPassage } from "../api/wire";

// passageURL is where a passage's document opens: at its page where it has pages.
export function passageURL(p: FoundPassage): string {
  return p.page ? `${p.url}#page=${p.page}` : p.url;
}
