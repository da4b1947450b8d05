import { actOnDocuments } from "../api/queries";
import { Failure } from "../api/http";
import type { DocumentVerb, Session } from "../api/wire";
import { load, save } from "../app/storage";
import { problemText } from "../documents/problems";
import type { Language, Translate } from "../i18n";
import type { Show, ToastInput } from "../ui/Toast";
import { onDocuments, seeDocuments } from "./see";
import type { Batch, Upload, Uploads } from "./uploads";

const longer = 12_000; // ms that a notice with a reason is seen

const fileName = (u: Upload) => u.name.split("/").pop() ?? u.name;

// failureText names what could not be uploaded, and says why where one reason holds for all.
export function failureText(failed: readonly Upload[], session: Session, t: Translate, language: Language): string {
  const reasons = new Set(failed.map((u) => problemText(u, session, t, language)));
  const first = failed[0];
  if (!first) return "";
  const what = failed.length === 1 ? t("upload.failedOne", { name: fileName(first) }) : t("upload.failedMany", { count: failed.length, name: fileName(first) });
  return `${what} ${reasons.size === 1 ? [...reasons][0] : t("upload.reasons")}`;
}

// tellFailed shows what could not be uploaded; the list of documents tells it itself.
export function tellFailed(toast: Show, failed: readonly Upload[], session: Session, t: Translate, language: Language): void {
  if (failed.length > 0 && !onDocuments()) toast({ text: failureText(failed, session, t, language), tone: "bad", ms: longer, ...seeDocuments(t) });
}

// tellBroken says once that the page was closed while files were on their way.
export function tellBroken(toast: Show, user: string, t: Translate): void {
  const broken = load<Batch | null>(`broken.${user}`, null);
  if (!broken) return;
  save(`broken.${user}`, null);
  const { files, finished } = broken;
  toast({ text: t("upload.broken", { count: files, left: files - finished }), tone: "bad", ms: longer, ...seeDocuments(t) });
}

// tellStarted shows that files are being uploaded and, once over tells how many of them were stored, that they are.
export function tellStarted(toast: Show, uploads: Uploads, started: readonly Upload[], over: Promise<number>, session: Session, t: Translate): void {
  const ids = started.map((u) => u.id);
  const wanted = new Set(ids);
  const notice = toast(startedNotice(started, session, t, () => uploads.setPrivate(ids, true), () => uploads.keys(ids)));
  const unsubscribe = uploads.subscribe(() => {
    if (uploads.list().every((u) => !wanted.has(u.id) || u.private === started[0]?.private)) return;
    unsubscribe();
    notice.close(); // it says who sees them
  });
  void over.then((stored) => {
    unsubscribe();
    if (stored > 0) notice.say(storedText(started, stored, session, t));
    else notice.close();
  });
}

// storedText says of uploads that they are under way or, once their number is known, that they were stored; with accounts
// also who will see them.
function storedText(uploads: readonly Upload[], stored: number | undefined, session: Session, t: Translate): string {
  const first = uploads[0] as Upload;
  const count = stored ?? uploads.length;
  const what = uploads.length === 1
    ? t(stored ? "upload.storedOne" : "upload.startedOne", { name: fileName(first) })
    : t(stored ? "upload.stored" : "upload.started", { count });
  return session.accounts ? `${what} ${t(first.private ? "upload.seenByMe" : "upload.seenByAll")}` : what;
}

// startedNotice says what is being uploaded and who will see it, and changes that at a press.
function startedNotice(started: readonly Upload[], session: Session, t: Translate, keepPrivate: () => void, about: () => readonly string[]): ToastInput {
  const first = started[0] as Upload;
  const { action } = seeDocuments(t);
  const text = storedText(started, undefined, session, t);
  if (!session.accounts) return { text, about, ...(action && { action }) };
  if (first.private) return { text, about, ms: 8_000, ...(action && { action }) };
  return { text, about, ms: longer, action: { label: t("docs.private"), run: keepPrivate }, ...(action && { second: action }) };
}

// showTo makes stored documents visible to their owner alone, or to everyone, and says how that went.
export async function showTo(toast: Show, keys: readonly string[], isPrivate: boolean, t: Translate): Promise<void> {
  try {
    await changeStored(isPrivate ? "private" : "share", keys);
    toast({ text: t(isPrivate ? "upload.madePrivate" : "upload.madeShared", { count: keys.length }), about: () => keys });
  } catch (error) {
    toast({ text: (error instanceof Failure && error.message) || t("upload.notChanged"), tone: "bad", ms: longer });
  }
}

const patience = 6; // times that a server is asked which has not heard of a stored file yet

// changeStored changes who sees documents. Where a bucket tells the server of a stored file, the server
// hears of it some seconds later.
async function changeStored(action: DocumentVerb, keys: readonly string[]): Promise<void> {
  let left = keys;
  for (let tries = 1; ; tries++) {
    const { results } = await actOnDocuments(action, left);
    const failed = results.filter((r) => r.error);
    const other = failed.find((r) => r.error?.kind !== "not_found");
    if (failed.length === 0) return;
    if (other || tries === patience) throw new Failure(0, other?.error?.kind ?? "not_found", (other ?? failed[0])?.error?.message ?? "");
    left = failed.map((r) => r.key);
    await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tries));
  }
}
