import { navigate } from "../app/router";
import type { Translate } from "../i18n";
import type { ToastInput } from "../ui/Toast";

// onDocuments reports whether the list of documents is open, which tells of uploads itself.
export const onDocuments = (): boolean => location.pathname === "/docs";

// seeDocuments is the part of a notice that leads to the documents; on their page it is empty.
export function seeDocuments(t: Translate): Pick<ToastInput, "action"> {
  return onDocuments() ? {} : { action: { label: t("upload.see"), run: () => navigate("/docs") } };
}
