import { Failure } from "../api/http";
import type { Document as DocumentEntry, DocumentVerb } from "../api/wire";
import type { Key, Translate } from "../i18n";
import type { Question } from "../ui/Confirm";
import { shortName } from "./useDocumentActions";

const notices: Partial<Record<DocumentVerb, { one: Key; many: Key }>> = {
  delete: { one: "docs.deleted", many: "docs.deletedMany" },
  share: { one: "docs.sharedOne", many: "docs.sharedMany" },
  private: { one: "docs.privateOne", many: "docs.privateMany" },
  restore: { one: "docs.restored", many: "docs.restoredMany" },
};

// undoing says what undoes what is done, and what is said if that fails.
export const undoing: Partial<Record<DocumentVerb, { reverse: DocumentVerb; failure: Key }>> = {
  delete: { reverse: "restore", failure: "docs.restoreFailed" },
  share: { reverse: "private", failure: "docs.actionFailed" },
  private: { reverse: "share", failure: "docs.actionFailed" },
};

// failureOf says why nothing could be done.
export function failureOf(error: unknown, t: Translate): string {
  return (error instanceof Failure && error.message) || t("docs.actionFailed");
}

// leftOut says why something could not be done to one document.
export function leftOut(document: DocumentEntry, reason: string, t: Translate): string {
  return t("docs.failedWith", { name: shortName(document), reason });
}

// noticeOf says what was done to documents; "" where the list shows it well enough.
export function noticeOf(action: DocumentVerb, done: readonly DocumentEntry[], t: Translate): string {
  const keys = notices[action];
  const first = done[0];
  if (!keys || !first) return "";
  return t(done.length === 1 ? keys.one : keys.many, { name: shortName(first), count: done.length });
}

// questionFor is what is asked before something is done to documents: before a deletion that takes others' documents or
// several that are no samples, and before an administrator hides others' documents, which takes them from the administrator's own lists as
// well. null: nothing is asked.
export function questionFor(action: DocumentVerb, documents: readonly DocumentEntry[], t: Translate): Question | null {
  const others = documents.filter((d) => !d.mine);
  const count = documents.length;
  const first = documents[0];
  const lightly = others.length === 0 && (count < 2 || documents.every((d) => d.kind === "sample")); // deleted without a question
  if (!first || (action === "delete" ? lightly : action !== "private" || others.length === 0)) return null;
  const names = documents.map(shortName);
  const name = shortName(first);
  const owners = new Set(others.map((d) => d.owner_name || d.owner));
  const owner = [...owners][0] ?? "";
  const whose = others.length === 0 ? "" : owners.size === 1 ? t("docs.askOwner", { owner, count: others.length }) : t("docs.askOwners", { count: others.length });
  if (action === "delete") {
    return {
      title: count === 1 ? t("docs.askDelete", { name }) : t("docs.askDeleteMany", { count }),
      text: [count > 1 ? whose : whose && t("docs.askOwnerOne", { owner }), t("docs.askDeleteText")].filter(Boolean).join(" "),
      names, action: t("docs.delete"), bad: true,
    };
  }
  return {
    title: count === 1 ? t("docs.askPrivate", { name }) : t("docs.askPrivateMany", { count }),
    text: count === 1 ? t("docs.askPrivateText", { owner }) : t("docs.askPrivateTextMany"),
    names, action: t("docs.makePrivate"),
  };
}
