// Failure is an answer of the server's that is no success, or no answer at all (status 0). Its message is a sentence for
// the reader; it is empty where the server gave none.
export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    message: string,
    readonly field = "", // of the request that it is about
  ) {
    super(message);
    this.name = "Failure";
  }
}

let language = "ko";

// speak sets the language that the server's messages come in.
export function speak(to: string): void {
  language = to;
}

// spoken is the language that the server's messages come in.
export function spoken(): string {
  return language;
}

// messageIn is the sentence for the reader in a failed request's answer; empty where it has none.
export function messageIn(answer: string): string {
  return string(((parse(answer) ?? {}) as { msg?: unknown }).msg);
}

interface Options {
  method?: string;
  body?: unknown;
  signal?: AbortSignal | undefined;
  keepalive?: boolean;
  response?: Promise<Response> | undefined; // where the request went out already
}

// call asks the server's own origin. The answer's JSON is the caller's to know; undefined for 204.
export async function call<T>(path: string, { method = "GET", body, signal, keepalive = false, response: early }: Options = {}): Promise<T> {
  const headers: Record<string, string> = { "Accept-Language": language };
  const init: RequestInit = { method, headers, credentials: "same-origin", keepalive };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  if (signal) init.signal = signal;
  let response: Response;
  try {
    response = await (early ?? fetch(path, init));
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Failure(0, "unreachable", "");
  }
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  const answer = parse(text);
  if (!response.ok) {
    const failure = (answer ?? {}) as { msg?: unknown; kind?: unknown; field?: unknown };
    throw new Failure(response.status, string(failure.kind), string(failure.msg), string(failure.field));
  }
  if (answer === undefined) throw new Failure(response.status, "internal", "");
  return answer as T;
}

// inner reads the JSON string that the base protocol's endpoints carry inside their answer.
export async function inner<T>(path: string, body: unknown, field: "info" | "body" | "msg", signal?: AbortSignal): Promise<T> {
  const answer = await call<Record<string, unknown>>(path, { method: "POST", body, signal });
  const value = parse(string(answer[field]));
  if (value === undefined) throw new Failure(200, "internal", "");
  return value as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}
