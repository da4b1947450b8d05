import type { Document as DocumentEntry } from "../api/wire";

// download saves a document, or several as one ZIP archive of that name. Their folders stay.
export async function download(documents: readonly DocumentEntry[], archive: string): Promise<void> {
  const [only] = documents;
  if (only && documents.length === 1) {
    save(await (await read(only)).blob(), only.name.split("/").pop() ?? only.name);
    return;
  }
  const { downloadZip } = await import("client-zip");
  save(await downloadZip(files(documents)).blob(), `${archive}.zip`);
}

async function* files(documents: readonly DocumentEntry[]) {
  for (const [i, d] of documents.entries()) yield { name: entryName(documents, i), lastModified: new Date(d.uploaded), input: await read(d) };
}

// entryName is the name of a document in the archive. Where another one before it has the same, it gets a number.
export function entryName(documents: readonly DocumentEntry[], i: number): string {
  const name = documents[i]?.name ?? "";
  const before = documents.slice(0, i).filter((d) => d.name === name).length;
  if (before === 0) return name;
  const dot = name.lastIndexOf(".");
  const end = dot > name.lastIndexOf("/") + 1 ? dot : name.length;
  return `${name.slice(0, end)} (${before + 1})${name.slice(end)}`;
}

async function read(d: DocumentEntry): Promise<Response> {
  const response = await fetch(d.url);
  if (!response.ok) throw new Error(`${d.key}: ${response.status}`);
  return response;
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
