import type { Source } from "../api/wire";
import type { Key } from "../i18n";

// goneKey says why the passage of a source can't be shown; null if it can.
export function goneKey(source: Source): Key | null {
  if (source.private) return "source.private";
  if (source.deleted) return "source.deleted";
  return source.outdated && source.excerpt === "" ? "source.outdated" : null; // the old text may be kept
}

// namelessKey is what a source is called whose document has no name for this reader.
export function namelessKey(source: Source): Key {
  return source.private ? "source.privateName" : "source.gone";
}
