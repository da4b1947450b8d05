import { navigate } from "../app/router";
import type { Translate } from "../i18n";
import type { ToastInput } from "../ui/Toast";

// seeDocuments is the part of a notice that leads to the documents; on their page it is empty.
export function seeDocuments(t: Translate): Pick<ToastInput, "action"> {
  return location.pathname === "/docs" ? {} : { action: { label: t("upload.see"), run: () => navigate("/docs") } };
}
