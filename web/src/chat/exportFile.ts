import { call } from "../api/http";
import type { ExportFormat, Exported } from "../api/wire";

// save offers a file to the reader, as a download.
export function save(name: string, data: BlobPart, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([data], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// exportFile has the server make a file of a conversation's turns, and saves it.
export async function exportFile(conversation: string, format: ExportFormat, turns: readonly string[]): Promise<void> {
  const file = await call<Exported>(`/api/conversations/${encodeURIComponent(conversation)}/export`, { method: "POST", body: { format, turns } });
  save(file.name, Uint8Array.from(atob(file.data), (c) => c.charCodeAt(0)), file.type);
}
