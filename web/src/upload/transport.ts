import { Failure, inner, messageIn, spoken } from "../api/http";
import type { UploadGrant } from "../api/wire";
import { Refusal } from "./uploads";

// grant asks the server for the permission to upload a file.
export async function grant(request: object, signal: AbortSignal): Promise<UploadGrant> {
  try {
    return await inner<UploadGrant>("/upload", request, "body", signal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw error.status === 0 ? new Refusal("network", "") : refused(error.status, error.message);
  }
}

// refused is why a server took no file: in its own words, where it has some.
function refused(status: number, message: string): Refusal {
  if (status === 502 || status === 504) return new Refusal("network", ""); // a proxy's, while the server is away
  if (status === 413) return new Refusal("tooLarge", message);
  return new Refusal(message ? "server" : "refused", message);
}

// put sends the bytes to the granted address. XMLHttpRequest, because fetch tells no progress of what it sends.
export function put(url: string, file: File, contentType: string, onSent: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    if (contentType) request.setRequestHeader("Content-Type", contentType);
    request.setRequestHeader("Accept-Language", spoken());
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(refused(request.status, messageIn(request.responseText)));
    };
    request.onerror = () => reject(new Refusal("network", ""));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
