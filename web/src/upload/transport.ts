import { Failure, inner } from "../api/http";
import type { UploadGrant } from "../api/wire";
import { Refusal } from "./uploads";

// grant asks the server for the permission to upload a file.
export async function grant(request: object, signal: AbortSignal): Promise<UploadGrant> {
  try {
    return await inner<UploadGrant>("/upload", request, "body", signal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.status === 413) throw new Refusal("tooLarge", error.message);
    if (error.status === 0) throw new Refusal("network", "");
    throw new Refusal(error.message ? "server" : "refused", error.message);
  }
}

// put sends the bytes to the granted address. XMLHttpRequest, because fetch tells no progress of what it sends.
export function put(url: string, file: File, contentType: string, onSent: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    if (contentType) request.setRequestHeader("Content-Type", contentType);
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new Refusal(request.status === 413 ? "tooLarge" : "refused", ""));
    };
    request.onerror = () => reject(new Refusal("network", ""));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
