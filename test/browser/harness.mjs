// What the browser tests share: the real program on an empty folder, or a deployment of it; a model that answers when it is
// told to; and pages.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { isDeepStrictEqual } from "node:util";

const binary = process.env.MUNDAP_BINARY ?? join(import.meta.dirname, "../../bin/mundap");

// deployed is where deployments of the program are made, if it does not run here: a POST of { accounts, model } answers
// { url, account }, with an account for everybody where none were wanted; a DELETE of what Location names takes it away.
export const deployed = process.env.MUNDAP_DEPLOYMENTS;

async function deploy(environment, accounts) {
  const made = await fetch(deployed, { method: "POST", body: JSON.stringify({ accounts, model: environment.MUNDAP_MODEL_URL ?? "" }) });
  if (!made.ok) throw new Error(`no deployment: ${made.status} ${await made.text()}`);
  const place = new URL(made.headers.get("Location"), deployed);
  return untilClosed({ ...(await made.json()), log: () => "", close: () => tellOfPages().then(() => fetch(place, { method: "DELETE" })) });
}

// running are the servers and models that were not closed yet. Those of a test that failed would keep the run from ending.
const running = new Set();
after(() => Promise.all([...running].map((server) => server.close())));

// untilClosed remembers a server until it is closed.
export function untilClosed(server) {
  const own = { ...server, close: () => (running.delete(own) ? server.close() : undefined) };
  running.add(own);
  return own;
}

// startServer runs `mundap serve` on a free port with an empty data folder, in which the accounts are made first.
export async function startServer({ environment = {}, accounts = [] } = {}) {
  if (deployed) return deploy(environment, accounts);
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run make build`);
  const data = await mkdtemp(join(tmpdir(), "mundap-browser-"));
  for (const { user, name, password, admin } of accounts) await runCommand(data, ["user", "add", user, "--name", name, ...(admin ? ["--admin"] : [])], `${password}\n`);
  let child;
  let log = "";
  const run = (address) => {
    child = spawn(binary, ["serve", "--addr", address, "--data", data], {
      env: { ...process.env, ...environment, XDG_CONFIG_HOME: data },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stderr.on("data", (chunk) => (log += chunk));
    return new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const found = /http:\/\/[\d.]+:\d+/.exec(line);
        if (found) resolve(found[0]);
      });
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${log}`)));
    });
  };
  const end = async (signal) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  };
  const url = await run("127.0.0.1:0");
  return untilClosed({
    url,
    log: () => log,
    kill: () => end("SIGKILL"),
    revive: () => run(new URL(url).host), // after kill, at the same address and with the same data
    async close() {
      await tellOfPages();
      await end("SIGTERM");
      await rm(data, { recursive: true, force: true });
    },
  });
}

// startModel is an OpenAI-compatible server that streams what a test tells it to, word by word, and waits where the test
// says so. Each call takes the next script; where none is left, reply tells the words by the request. Conversations are
// named only as title says, and guides to documents take no script. At /embeddings it gives each text a vector, after embed
// has let it.
export async function startModel({ reply = () => ["알겠어요."], embed = async () => {} } = {}) {
  const scripts = [];
  const titles = []; // what it calls the next conversations; "" is no title
  const requests = [];
  const embedded = []; // the texts that vectors were asked for
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  async function answer(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    if (request.method === "GET") {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ object: "list", data: [{ id: "test-model", object: "model" }] }));
      return;
    }
    const body = JSON.parse(Buffer.concat(parts).toString());
    if (request.url.endsWith("/embeddings")) {
      embedded.push(...body.input);
      await embed(body.input);
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ object: "list", data: body.input.map((text, index) => ({ index, embedding: vectorOf(text) })) }));
      return;
    }
    const naming = /짧은 제목을 지어요|short titles for a list/.test(body.messages[0]?.content ?? "");
    const guiding = /길잡이를 써 주는|write a short guide/.test(body.messages[0]?.content ?? ""); // at a time of its own
    if (!naming && !guiding) requests.push(body);
    const script = naming ? { words: titles.splice(0, 1) } : ((guiding ? undefined : scripts.shift()) ?? { words: reply(body) });
    if (!body.stream) {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({
        id: "c", object: "chat.completion", model: "test-model", choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: script.words.join("") } }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }));
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    const send = (value) => response.write(`data: ${JSON.stringify(value)}\n\n`);
    for (const word of script.words) {
      if (typeof word === "string") send({ id: "c", object: "chat.completion.chunk", model: "test-model", choices: [{ index: 0, delta: { role: "assistant", content: word }, finish_reason: null }] });
      else await word; // a promise: wait until the test lets it go on
    }
    send({ id: "c", object: "chat.completion.chunk", model: "test-model", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
    send({ id: "c", object: "chat.completion.chunk", model: "test-model", choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } });
    response.end("data: [DONE]\n\n");
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return untilClosed({
    url: `http://127.0.0.1:${server.address().port}/v1`,
    requests,
    embedded,
    script: (...words) => scripts.push({ words }),
    title: (text) => titles.push(text),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}

// vectorOf counts a text's pairs of characters in a vector: texts that share words are near each other.
export function vectorOf(text, dimensions = 48) {
  const vector = Array.from({ length: dimensions }, () => 0.01);
  for (let i = 0; i + 1 < text.length; i++) vector[(31 * text.charCodeAt(i) + text.charCodeAt(i + 1)) % dimensions] += 1;
  return vector;
}

// openPage gives a page whose own errors fail the test. Where a deployment has an account for everybody it is signed in.
export async function openPage(browser, server, options = {}) {
  const context = await browser.newContext({ locale: "ko", viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", serviceWorkers: "block", ignoreHTTPSErrors: true, ...options });
  if (server?.account) {
    const signedIn = await context.request.post(`${server.url}/api/session`, { data: server.account, headers: { Origin: server.url } });
    if (!signedIn.ok()) throw new Error(`signing in: ${signedIn.status()} ${await signedIn.text()}`);
  }
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Uncaught/.test(message.text())) errors.push(message.text());
  });
  page.setDefaultTimeout(deployed ? 60_000 : 20_000);
  watch(page);
  return { page, context, errors };
}

// seen is what happened on the pages that are open. A test closes its page when all is well: those of tests that failed stay.
const seen = new Map();

function watch(page) {
  const lines = [];
  const begun = Date.now();
  const note = (text) => lines.push(`${((Date.now() - begun) / 1000).toFixed(2)} s ${text.slice(0, 400)}`);
  seen.set(page, lines);
  page.on("close", () => seen.delete(page));
  page.on("crash", () => note("the page crashed"));
  page.on("pageerror", (error) => note(`error: ${error.message}`));
  page.on("console", (message) => note(`console: ${message.text()}`));
  page.on("framenavigated", (frame) => note(`at ${frame.url()}`));
  page.on("requestfailed", (request) => note(`${request.method()} ${request.url()} failed: ${request.failure()?.errorText}`));
  page.on("response", (response) => response.status() >= 400 && note(`${response.request().method()} ${response.url()}: ${response.status()}`));
  page.on("websocket", (socket) => {
    note("a socket opens");
    socket.on("framesent", ({ payload }) => note(`→ ${payload}`));
    socket.on("framereceived", ({ payload }) => note(`← ${payload}`));
    socket.on("socketerror", (error) => note(`the socket failed: ${error}`));
    socket.on("close", () => note("a socket closed"));
  });
}

// tellOfPages prints what the pages of failed tests show, and how they came to it.
async function tellOfPages() {
  for (const [page, lines] of seen) {
    seen.delete(page);
    const shown = await page.locator("body").innerText({ timeout: 2_000 }).catch((error) => error.message);
    console.log(`A page was left open at ${page.url()}. What happened on it:\n${lines.join("\n")}\nIt shows:\n${shown}\n`);
  }
}

// eventually waits until what is read holds, and fails with what was read last.
export async function eventually(read, holds, within = 10_000) {
  const end = Date.now() + within;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(value)} after ${within} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// settles waits until what is read is as expected, or matches, where that is a pattern. What a page shows may come a moment
// after what a test waited for: code that is loaded when it is needed, a picture of what the server tells, an animation.
export async function settles(read, expected, message) {
  const fits = expected instanceof RegExp ? (value) => expected.test(value) : (value) => isDeepStrictEqual(value, expected);
  const value = await eventually(read, fits).catch(read);
  if (expected instanceof RegExp) assert.match(value, expected, message);
  else assert.deepEqual(value, expected, message);
}

export const composer = (page) => page.getByRole("textbox", { name: "질문" });
export const lastTurn = (page) => page.locator(".turn").last();

// ask types a question and sends it.
export async function ask(page, question) {
  await composer(page).fill(question);
  await composer(page).press("Enter");
}

// answered waits until the answer is complete, which its buttons show, and drawn: until the code that draws it is loaded, its
// text stands plain, without citations.
export async function answered(page, question) {
  const turn = page.locator(".turn", { hasText: question }).last();
  await turn.locator(".a > .acts").waitFor();
  await turn.locator(".md.plain").first().waitFor({ state: "detached" });
  return turn;
}

// upload gives files to the page as a person does through the file dialog, and waits until they can be asked.
export async function upload(page, files) {
  await page.goto(new URL("/docs", page.url()).href);
  await page.getByRole("heading", { name: "문서", level: 1 }).waitFor();
  const versions = async () => new Map((await (await page.request.get(new URL("/api/documents", page.url()).href)).json()).documents.map((d) => [d.name, d.version]));
  const before = await versions();
  await page.locator('input[data-picker="files"]').setInputFiles(files.map((f) => ({ name: f.name, mimeType: f.type ?? "text/plain", buffer: Buffer.from(f.text) })));
  // A row that was ready before says nothing of the file that takes the document's place.
  const replaced = files.filter((f) => before.has(f.name));
  if (replaced.length > 0) await eventually(versions, (now) => replaced.every((f) => now.get(f.name) !== before.get(f.name)));
  for (const f of files) await page.locator(".docs-row", { hasText: f.name }).locator('[data-state="ready"]').waitFor({ state: "attached", timeout: 60_000 }); // a phone does not show it; the first PDF waits for its reader
  // Where a bucket tells of a file, its document may be ready before the row of the upload has gone.
  for (const f of files) await eventually(() => page.locator(`.docs-row:has([title=${JSON.stringify(f.name)}])`).count(), (rows) => rows <= 1);
}

// runCommand runs another command of the program on a data folder, with what it reads from standard input.
async function runCommand(data, args, input = "") {
  const child = spawn(binary, [...args, "--data", data], { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, XDG_CONFIG_HOME: data } });
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  child.stderr.on("data", (chunk) => (said += chunk));
  child.stdin.end(input);
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`mundap ${args.join(" ")} ended with ${code}: ${said}`);
}
