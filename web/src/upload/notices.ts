import { actOnDocuments } from "../api/queries";
import { Failure } from "../api/http";
import type { Session } from "../api/wire";
import { problemText } from "../documents/problems";
import type { Language, Translate } from "../i18n";
import type { ToastInput } from "../ui/Toast";
import { seeDocuments } from "./see";
import type { Upload } from "./uploads";

const fileName = (u: Upload) => u.name.split("/").pop() ?? u.name;

// failureText names what could not be uploaded, and says why where one reason holds for all.
export function failureText(failed: readonly Upload[], session: Session, t: Translate, language: Language): string {
  const reasons = new Set(failed.map((u) => problemText(u, session, t, language)));
  const first = failed[0];
  if (!first) return "";
  const what = failed.length === 1 ? t("upload.failedOne", { name: fileName(first) }) : t("upload.failedMany", { count: failed.length, name: fileName(first) });
  return `${what} ${reasons.size === 1 ? [...reasons][0] : t("upload.reasons")}`;
}

// startedNotice says what is being uploaded and who will see it, and changes that at a press.
export function startedNotice(started: readonly Upload[], session: Session, t: Translate, keepPrivate: () => void): ToastInput {
  const first = started[0] as Upload;
  const what = started.length === 1 ? t("upload.startedOne", { name: fileName(first) }) : t("upload.started", { count: started.length });
  const { action } = seeDocuments(t);
  if (!session.accounts) return { text: what, ...(action && { action }) };
  const text = `${what} ${t(first.private ? "upload.seenByMe" : "upload.seenByAll")}`;
  if (first.private) return { text, ms: 8_000, ...(action && { action }) };
  return { text, ms: 12_000, action: { label: t("docs.private"), run: keepPrivate }, ...(action && { second: action }) };
}

const patience = 6; // times that a server is asked which has not heard of a stored file yet

// hideStored makes documents visible to their owner alone. Where a bucket tells the server of a stored file, the server
// hears of it some seconds later.
export async function hideStored(keys: readonly string[]): Promise<void> {
  let left = keys;
  for (let tries = 1; ; tries++) {
    const { results } = await actOnDocuments("private", left);
    const failed = results.filter((r) => r.error);
    const other = failed.find((r) => r.error?.kind !== "not_found");
    if (failed.length === 0) return;
    if (other || tries === patience) throw new Failure(0, other?.error?.kind ?? "not_found", (other ?? failed[0])?.error?.message ?? "");
    left = failed.map((r) => r.key);
    await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tries));
  }
}
