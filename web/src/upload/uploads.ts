import type { UploadGrant } from "../api/wire";
import type { Clock } from "../engine/clock";

export type UploadState = "waiting" | "sending" | "sent" | "failed";

// Why an upload failed. "server" brings a sentence of the server's.
export type UploadProblem = "tooLarge" | "unsupported" | "empty" | "refused" | "network" | "server";

// Upload is one file on its way into the blob store. It is a value; every change makes a new one.
export interface Upload {
  readonly id: number;
  readonly name: string; // the file's name, or its path below the folder that was dropped
  readonly file: File;
  readonly size: number; // bytes
  readonly private: boolean;
  readonly state: UploadState;
  readonly sent: number; // bytes
  readonly key: string; // the document's id, once granted
  readonly problem: UploadProblem | null; // "network" of one that waits: it goes on with the connection
  readonly message: string; // problem "server"
}

// Batch sums up the files that were added since nothing was under way last, whether or not the list still shows them.
export interface Batch {
  readonly files: number;
  readonly finished: number; // files that were sent or failed
  readonly share: number; // of the work that is done, 0 to 1
}

export interface Limits {
  formats: readonly string[]; // extensions without the dot; none: anything goes
  maxBytes: number; // 0: no limit known
}

// Refusal is what grant throws when the server says no.
export class Refusal extends Error {
  constructor(readonly problem: UploadProblem, message: string) {
    super(message);
  }
}

// Refused is what is remembered of a file that was refused, until it is dismissed.
export type Refused = Pick<Upload, "name" | "size" | "problem">;

export interface UploadsOptions {
  // What was refused and not dismissed before the page was loaded, and where that is kept.
  refused: { before: readonly Refused[]; keep: (refused: readonly Refused[]) => void };
  limits: () => Limits;
  grant: (request: { filename: string; contentType?: string; private?: boolean }, signal: AbortSignal) => Promise<UploadGrant>;
  put: (url: string, file: File, contentType: string, onSent: (bytes: number) => void, signal: AbortSignal) => Promise<void>;
  schedule: (flush: () => void) => void;
  clock: Clock;
  connected: () => boolean; // whether the page has a connection to the server, as far as it knows
  // Files were added. shown: whoever added them shows what becomes of them.
  onAdded: (added: readonly Upload[], shown: boolean) => void;
  // Nothing is on its way any more. failed are the files that were added since it was so last, and were not stored.
  onIdle: (failed: readonly Upload[]) => void;
  // Stored files are to be seen by their owner alone, or by everyone.
  showTo: (keys: readonly string[], isPrivate: boolean) => void;
}

export interface NamedFile {
  name: string;
  file: File;
}

// A file is weighed by its size and by what asking for a place and storing it takes: a batch of small files is not nearly done
// when its one large file is.
const perFile = 64 * 1024; // as many bytes

const forGood = new Set<UploadProblem>(["unsupported", "empty", "tooLarge"]); // to try again would change nothing

// canRetry reports whether a file that was not stored may be stored if it is sent again.
export const canRetry = (u: Upload) => u.state === "failed" && !(u.problem && forGood.has(u.problem));

const mostRefused = 50; // that are remembered

interface Pending {
  left: Set<number>; // uploads under way
  stored: number;
  tell: (stored: number) => void;
}

const soon = 10_000; // ms after which a server lists a file that it was sent

const firstPause = 1_000; // ms after which what the connection lost is sent again; each time in a row it is twice that,
const longestPause = 30_000; // up to this
const mostTries = 5; // of a file that fails while there is a connection: it may have been changed or moved

const atOnce = 3; // more sockets don't make one disk or one line faster, and chats need some

// Uploads sends files, a few at a time, in the order in which they came. Its list is what the documents page shows until
// the server's own list has them.
export class Uploads {
  #options: UploadsOptions;
  #list: readonly Upload[] = [];
  #running = new Map<number, AbortController>();
  #listeners = new Set<() => void>();
  #counter = 0;
  #flushing = false;
  #remembered = "";
  #open = new Map<number, number>(); // the batch's files that are not finished, with their sizes
  #closed = { files: 0, bytes: 0 }; // the batch's finished files
  #batch: Batch = { files: 0, finished: 0, share: 0 };
  #recent = new Set<number>(); // the batch's uploads, with those that were refused at once
  #stored = new Map<number, string>(); // keys of the files that were stored
  #pending: Pending[] = [];
  #sent = new Map<number, number>(); // when files were sent
  #wake: (() => void) | null = null; // ends the waiting for when the next files are sent; null: nothing waits
  #lost = 0; // pauses in a row
  #tries = new Map<number, number>(); // of files that failed while there was a connection

  constructor(options: UploadsOptions) {
    this.#options = options;
    this.#list = options.refused.before.map((r) => this.#made(r.name, new File([], r.name), r.size, r.problem, false));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  list = (): readonly Upload[] => this.#list;

  batch = (): Batch => this.#batch;

  // busy reports whether closing the page would lose a file.
  busy = (): boolean => this.#open.size > 0;

  // add queues files and returns their uploads. What can't be read anyway fails at once, before it is sent.
  add(files: readonly NamedFile[], isPrivate = false, shown = false): Upload[] {
    const added = files.map((f) => this.#make(f, isPrivate));
    this.#begin();
    for (const u of added) if (u.state === "waiting" || !shown) this.#recent.add(u.id);
    for (const u of added) if (u.state === "waiting") this.#open.set(u.id, u.file.size);
    this.#list = [...this.#list, ...added];
    this.#tell();
    this.#next();
    this.#options.onAdded(added, shown);
    return added;
  }

  // setPrivate makes uploads visible to their owner alone, or to everyone: those that are on their way and those that were
  // stored already.
  setPrivate(ids: readonly number[], isPrivate: boolean): void {
    const wanted = new Set(ids);
    this.#list = this.#list.map((u) => (wanted.has(u.id) ? { ...u, private: isPrivate } : u));
    this.#tell();
    const stored = this.keys(ids);
    if (stored.length > 0) this.#options.showTo(stored, isPrivate);
  }

  // keys gives the keys of those of the uploads that were stored.
  keys = (ids: readonly number[]): string[] => ids.flatMap((id) => this.#stored.get(id) ?? []);

  // over gives how many of the uploads were stored, once none of them is on its way any more.
  over(ids: readonly number[]): Promise<number> {
    return new Promise((tell) => this.#pending.push({ left: new Set(ids), stored: 0, tell }));
  }

  #ended(id: number, stored: boolean): void {
    for (const wait of this.#pending) {
      if (!wait.left.delete(id)) continue;
      if (stored) wait.stored++;
      if (wait.left.size === 0) wait.tell(wait.stored);
    }
    this.#pending = this.#pending.filter((wait) => wait.left.size > 0);
  }

  // again tries failed uploads once more.
  again(ids: readonly number[]): void {
    const failed = this.#list.filter((u) => u.state === "failed" && ids.includes(u.id));
    if (failed.length === 0) return;
    this.#begin();
    for (const u of failed) {
      this.#recent.add(u.id);
      this.#open.set(u.id, u.file.size);
      this.#tries.delete(u.id);
      this.#change(u.id, { state: "waiting", sent: 0, problem: null, message: "" });
    }
    this.#next();
  }

  // resume goes on at once with what waits for the connection.
  resume(): void {
    this.#wake?.();
    this.#wake = null;
    this.#lost = 0;
    this.#next();
  }

  // drop takes an upload off the list and stops it if it is under way.
  drop(id: number): void {
    const running = this.#running.get(id);
    running?.abort();
    this.#open.delete(id);
    this.#list = this.#list.filter((u) => u.id !== id);
    this.#tell();
    if (running) return;
    this.#ended(id, false);
    if (this.#wake) this.#settle();
  }

  // dropFailed takes all files off the list that were not stored.
  dropFailed(): void {
    this.#list = this.#list.filter((u) => u.state !== "failed");
    this.#tell();
  }

  // seen drops the sent uploads whose documents the server's list has, and those that it has to have by listed, a time of
  // Date.now: it may be longer than what of it was read.
  seen(keys: ReadonlySet<string>, listed: number): void {
    const left = this.#list.filter((u) => u.state !== "sent" || !(keys.has(u.key) || (this.#sent.get(u.id) ?? 0) + soon <= listed));
    if (left.length === this.#list.length) return;
    const kept = new Set(left.map((u) => u.id));
    for (const id of this.#sent.keys()) if (!kept.has(id)) this.#sent.delete(id);
    this.#list = left;
    this.#tell();
  }

  // deleted drops the uploads to documents that were deleted: the server takes them no more. Failed ones stay, since
  // trying again begins a new document.
  deleted(keys: ReadonlySet<string>): void {
    for (const u of this.#list) if (u.state !== "failed" && keys.has(u.key)) this.drop(u.id);
  }

  // #begin begins a batch where nothing is under way.
  #begin(): void {
    if (this.busy()) return;
    this.#closed = { files: 0, bytes: 0 };
    this.#recent.clear();
  }

  #make({ name, file }: NamedFile, isPrivate: boolean): Upload {
    const problem = this.#check(name, file);
    return this.#made(name, file, file.size, problem, isPrivate);
  }

  #made(name: string, file: File, size: number, problem: UploadProblem | null, isPrivate: boolean): Upload {
    return {
      id: ++this.#counter, name: name.normalize("NFC"), file, size, private: isPrivate, state: problem ? "failed" : "waiting",
      sent: 0, key: "", problem, message: "",
    };
  }

  // #remember keeps what was refused for good, so that it is still listed when the page is loaded again.
  #remember(): void {
    const refused = this.#list.filter((u) => u.problem !== null && forGood.has(u.problem)).slice(-mostRefused);
    const mark = refused.map((u) => u.id).join(" ");
    if (mark === this.#remembered) return;
    this.#remembered = mark;
    this.#options.refused.keep(refused.map(({ name, size, problem }) => ({ name, size, problem })));
  }

  #check(name: string, file: File): UploadProblem | null {
    const { formats, maxBytes } = this.#options.limits();
    const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
    if (formats.length > 0 && !formats.includes(extension)) return "unsupported";
    if (file.size === 0) return "empty";
    if (maxBytes > 0 && file.size > maxBytes) return "tooLarge";
    return null;
  }

  #next(): void {
    while (!this.#wake && this.#running.size < atOnce) {
      const upload = this.#list.find((u) => u.state === "waiting");
      if (!upload) return;
      void this.#send(upload);
    }
  }

  async #send(upload: Upload): Promise<void> {
    const abort = new AbortController();
    this.#running.set(upload.id, abort);
    this.#change(upload.id, { state: "sending", problem: null });
    let stored = false;
    let held = false;
    try {
      const type = upload.file.type;
      const grant = await this.#options.grant(
        { filename: upload.name, ...(type ? { contentType: type } : {}), ...(upload.private ? { private: true } : {}) },
        abort.signal,
      );
      this.#change(upload.id, { key: grant.Document });
      await this.#options.put(grant.UploadURL, upload.file, type, (sent) => this.#change(upload.id, { sent }), abort.signal);
      this.#sent.set(upload.id, Date.now());
      this.#change(upload.id, { state: "sent", sent: upload.file.size });
      this.#keep(upload, grant.Document ?? "");
      stored = true;
      this.#lost = 0;
    } catch (error) {
      held = !abort.signal.aborted && this.#fail(upload.id, error);
    } finally {
      this.#running.delete(upload.id);
      if (!held) this.#close(upload, stored);
      this.#next();
      this.#settle();
    }
  }

  #close(upload: Upload, stored: boolean): void {
    this.#ended(upload.id, stored);
    this.#tries.delete(upload.id);
    if (!this.#open.delete(upload.id)) return;
    this.#closed = { files: this.#closed.files + 1, bytes: this.#closed.bytes + upload.file.size };
    this.#tell();
  }

  // #settle tells once nothing is on its way and nothing waits.
  #settle(): void {
    if (this.#running.size > 0 || this.#list.some((u) => u.state === "waiting")) return;
    this.#options.onIdle(this.#list.filter((u) => u.state === "failed" && this.#recent.has(u.id)));
  }

  // #keep notes a stored file, and who is to see it if its owner has changed their mind while it was on its way.
  #keep(asGranted: Upload, key: string): void {
    this.#stored.set(asGranted.id, key);
    const now = this.#find(asGranted.id);
    if (now && now.private !== asGranted.private) this.#options.showTo([key], now.private);
  }

  // #fail notes what became of a file that was not stored, and reports whether it waits for the connection.
  #fail(id: number, error: unknown): boolean {
    const { problem, message } = error instanceof Refusal ? error : new Refusal("network", "");
    const tries = (this.#tries.get(id) ?? 0) + (this.#options.connected() ? 1 : 0);
    const held = problem === "network" && tries < mostTries;
    this.#change(id, { state: held ? "waiting" : "failed", sent: 0, problem, message });
    if (!held) return false;
    this.#tries.set(id, tries);
    this.#pause();
    return true;
  }

  // #pause keeps the files that wait for some time, unless it does so already.
  #pause(): void {
    this.#wake ??= this.#options.clock.after(Math.min(longestPause, firstPause * 2 ** this.#lost++), () => {
      this.#wake = null;
      this.#next();
    });
  }

  #find(id: number): Upload | undefined {
    return this.#list.find((u) => u.id === id);
  }

  #change(id: number, change: Partial<Upload>): void {
    this.#list = this.#list.map((u) => (u.id === id ? { ...u, ...change } : u));
    this.#tell();
  }

  #sum(): Batch {
    const { files, bytes } = this.#closed;
    const open = [...this.#open.values()].reduce((a, b) => a + b, 0);
    const sending = this.#list.reduce((n, u) => n + (this.#open.has(u.id) ? u.sent : 0), 0);
    const all = files + this.#open.size;
    const whole = bytes + open + all * perFile;
    return { files: all, finished: files, share: whole > 0 ? (bytes + sending + files * perFile) / whole : 0 };
  }

  #tell(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#options.schedule(() => {
      this.#flushing = false;
      this.#batch = this.#sum();
      this.#remember();
      for (const listener of this.#listeners) listener();
    });
  }
}
