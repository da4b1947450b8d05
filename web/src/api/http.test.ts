import { afterEach, expect, test, vi } from "vitest";
import { call, Failure, inner, speak } from "./http";

const asked: { path: string; init: RequestInit }[] = [];

// answering makes the server give one answer to everything.
function answering(status: number, body: string | null): void {
  asked.length = 0;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    asked.push({ path, init });
    return Promise.resolve(new Response(body, { status }));
  });
}

afterEach(() => vi.unstubAllGlobals());

const failure = (promise: Promise<unknown>) => promise.then(() => expect.fail("it succeeded"), (error: unknown) => error as Failure);

test("a request goes to the server's own origin, in the reader's language, with its body as JSON", async () => {
  answering(200, `{"a":1}`);
  speak("en");
  expect(await call("/api/x", { method: "POST", body: { question: "연차" } })).toEqual({ a: 1 });
  const { path, init } = asked[0]!;
  expect(path).toBe("/api/x");
  expect(init).toMatchObject({ method: "POST", credentials: "same-origin", body: `{"question":"연차"}`, keepalive: false });
  expect(init.headers).toEqual({ "Accept-Language": "en", "Content-Type": "application/json" });
  speak("ko");
  await call("/api/x", { keepalive: true });
  expect(asked[1]?.init).toEqual({ method: "GET", headers: { "Accept-Language": "ko" }, credentials: "same-origin", keepalive: true });
});

test("an answer that is already on its way is not asked for again", async () => {
  answering(200, "{}");
  expect(await call("/api/x", { response: Promise.resolve(new Response(`{"early":true}`)) })).toEqual({ early: true });
  expect(asked).toHaveLength(0);
});

test("no content is undefined, and success without JSON is a fault of the server's", async () => {
  answering(204, null);
  expect(await call("/api/x")).toBeUndefined();
  answering(200, "<html>");
  expect(await failure(call("/api/x"))).toMatchObject({ name: "Failure", status: 200, kind: "internal", message: "" });
});

test("a refusal carries the server's sentence, and one without a sentence its status", async () => {
  answering(409, `{"msg":"이미 있어요.","kind":"conflict"}`);
  expect(await failure(call("/api/x"))).toMatchObject({ status: 409, kind: "conflict", message: "이미 있어요." });
  answering(502, "Bad Gateway");
  expect(await failure(call("/api/x"))).toMatchObject({ status: 502, kind: "", message: "" });
  answering(500, `{"msg":7,"kind":null}`);
  expect(await failure(call("/api/x"))).toMatchObject({ status: 500, kind: "", message: "" });
});

test("a server that can't be reached is a failure, and a request that the page took back is none", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
  expect(await failure(call("/api/x"))).toMatchObject({ status: 0, kind: "unreachable" });
  const aborted = new DOMException("aborted", "AbortError");
  vi.stubGlobal("fetch", () => Promise.reject(aborted));
  expect(await failure(call("/api/x"))).toBe(aborted);
  const other = new DOMException("no", "NotAllowedError");
  vi.stubGlobal("fetch", () => Promise.reject(other));
  expect(await failure(call("/api/x"))).toMatchObject({ kind: "unreachable" });
});

test("endpoints of the base protocol carry JSON inside their answer", async () => {
  answering(200, JSON.stringify({ info: `{"file":"a.pdf"}` }));
  expect(await inner("/upload", { x: 1 }, "info")).toEqual({ file: "a.pdf" });
  expect(asked[0]?.init.method).toBe("POST");
  for (const body of [{ info: "not JSON" }, { info: 7 }, {}]) {
    answering(200, JSON.stringify(body));
    expect(await failure(inner("/upload", {}, "info"))).toMatchObject({ status: 200, kind: "internal" });
  }
});
