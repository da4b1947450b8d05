import type { NamedFile } from "./uploads";

const most = 10_000; // files of one drop; a whole disk dropped by mistake must not freeze the page
const skipped = /(^|\/)(\.|node_modules\/|__MACOSX\/|Thumbs\.db$|desktop\.ini$|~\$)/; // what no reader means to upload

// fromTransfer reads what was dropped or pasted: files, and folders with all that is in them, named by their paths.
// It must be called in the event's own turn: the browser empties the transfer afterwards.
export function fromTransfer(transfer: DataTransfer): Promise<NamedFile[]> {
  const entries: FileSystemEntry[] = [];
  const loose: NamedFile[] = [];
  for (const item of transfer.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry?.();
    const file = item.getAsFile();
    if (entry?.isDirectory) entries.push(entry);
    else if (file) loose.push({ name: file.name, file });
  }
  return walk(entries, loose);
}

// fromInput reads a file field; a folder's files are named by their paths.
export function fromInput(files: FileList): NamedFile[] {
  return [...files].map((file) => ({ name: file.webkitRelativePath || file.name, file })).filter(wanted).slice(0, most);
}

async function walk(entries: FileSystemEntry[], found: NamedFile[]): Promise<NamedFile[]> {
  const waiting = [...entries];
  while (waiting.length > 0 && found.length < most) {
    const entry = waiting.shift() as FileSystemEntry;
    const path = entry.fullPath.replace(/^\//, "");
    if (skipped.test(entry.isDirectory ? `${path}/` : path)) continue;
    try {
      if (entry.isDirectory) waiting.push(...(await children(entry as FileSystemDirectoryEntry)));
      else found.push({ name: path, file: await fileOf(entry as FileSystemFileEntry) });
    } catch {
      // gone or unreadable in the meantime: the others still count
    }
  }
  return found.filter(wanted);
}

async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) { // a reader gives at most 100 entries at a time
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function wanted({ name }: NamedFile): boolean {
  return !skipped.test(name);
}
