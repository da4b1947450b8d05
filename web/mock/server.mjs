// A stand-in for Mundap's server, for working on the client and for pictures of states that a real server seldom shows.
// It speaks mundap.v2 and the HTTP API with scripted data and keeps everything in memory.
//
//   node mock/server.mjs [--port 8431] [--scenario first|busy|many|long] [--no-model] [--accounts]
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { WebSocketServer } from "ws";
import { conversations, doc, documents, longTurns, page, sampleTurns, script, sources, turn } from "./data.mjs";

const dist = (process.env.DIST ?? join(fileURLToPath(import.meta.url), "../../dist"));
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export async function startMock({ port = 0, scenario = "busy", model = "qwen3-8b", accounts = false, latency = 0, pool = null } = {}) {
  const state = {
    scenario, accounts, signedIn: !accounts, model, latency, pool, settings: { references: true, dual_search: true, debug: false }, turns: new Map(),
    documents: documents(scenario), conversations: scenario === "first" ? [] : conversations(), log: new Map(), refuseSockets: false, sockets: new Set(), timers: new Set(),
  };
  for (const c of state.conversations) state.log.set(c.id, sampleTurns(c.id));
  if (scenario === "long") {
    state.conversations.unshift({ ...state.conversations[0], id: "long", title: "긴 대화" });
    state.log.set("long", longTurns("long", 300));
  }
  const server = createServer((request, response) => {
    handle(state, request, response).catch((error) => json(response, 500, { statusCode: 500, msg: String(error) }));
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (all) => (all.has("mundap.v2") ? "mundap.v2" : false) });
  server.on("upgrade", (request, socket, head) => {
    if (state.refuseSockets) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (ws) => serveSocket(state, ws));
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const ticking = setInterval(() => advance(state), 400);
  return {
    state,
    url: `http://127.0.0.1:${server.address().port}`,
    cut() {
      for (const ws of state.sockets) ws.terminate();
    },
    async close() {
      clearInterval(ticking);
      for (const timer of state.timers) clearTimeout(timer);
      for (const ws of state.sockets) ws.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(state, request, response) {
  const url = new URL(request.url, "http://localhost");
  const body = await readBody(request);
  if (state.latency && url.pathname.startsWith("/api/")) await new Promise((r) => setTimeout(r, state.latency));
  const route = `${request.method} ${url.pathname}`;
  if (request.method === "PUT" && url.pathname.startsWith("/blob/")) return store(state, decodeURIComponent(url.pathname.slice(6)), body, response);
  const parsed = body.length > 0 && request.headers["content-type"]?.includes("json") ? JSON.parse(body) : {};
  if (url.pathname.startsWith("/api/")) return api(state, route, url, parsed, response);
  if (route === "POST /provisioning") return json(response, 200, { statusCode: 200, info: JSON.stringify({ wss_url: `ws://${request.headers.host}/ws` }) });
  if (route === "POST /upload") return grant(state, parsed, request.headers.host, response);
  return file(url.pathname, response);
}

async function api(state, route, url, body, response) {
  const conversation = /^\w+ \/api\/conversations\/(.+)$/.exec(route)?.[1];
  if (route === "GET /api/admin/pool") return state.pool ? json(response, 200, state.pool) : json(response, 403, { statusCode: 403, msg: "관리자만 볼 수 있는 화면이에요.", kind: "forbidden" });
  if (route === "GET /api/session") return json(response, 200, session(state));
  if (route === "POST /api/session") {
    if (body.password !== "1234") return json(response, 401, { statusCode: 401, msg: "", kind: "unauthenticated" });
    state.signedIn = true;
    return json(response, 200, session(state));
  }
  if (route === "DELETE /api/session") {
    state.signedIn = false;
    return json(response, 204);
  }
  if (route === "GET /api/documents") return json(response, 200, listDocuments(state, url.searchParams));
  if (route === "GET /api/formats") return json(response, 200, { formats: { pdf: 3, docx: 1, csv: 1 } });
  if (route.startsWith("GET /api/documents/")) {
    const found = state.documents.find((d) => d.key === decodeURIComponent(url.pathname.slice("/api/documents/".length)));
    return found ? json(response, 200, found) : json(response, 404, { statusCode: 404, msg: "문서가 없어요.", kind: "not_found" });
  }
  if (route === "POST /api/documents") return json(response, 200, act(state, body));
  if (route === "POST /api/samples") {
    state.documents = documents("busy");
    return json(response, 200, { results: [] });
  }
  if (route === "GET /api/page") {
    const at = Number(url.searchParams.get("at"));
    return json(response, 200, page(sources.find((s) => s.start <= at && at < s.end) ?? sources[0]));
  }
  if (route === "GET /api/search") return json(response, 200, found(url.searchParams.get("q") ?? ""));
  if (route === "GET /api/conversations") {
    const contains = url.searchParams.get("contains") ?? "";
    const found = state.conversations.filter((c) => c.title.includes(contains));
    const after = Number(url.searchParams.get("after") ?? 0);
    return json(response, 200, { conversations: found.slice(after, after + 50), more: found.length > after + 50 });
  }
  if (route === "GET /api/settings") return json(response, 200, state.settings);
  if (route === "GET /api/admin/embedding") {
    return json(response, 200, { source: "", found: [{ name: "Ollama", url: "http://127.0.0.1:11434/v1", models: ["gemma3:12b", "bge-m3:latest"] }] });
  }
  if (route === "GET /api/admin/model") {
    return json(response, 200, { source: state.model ? "form" : "", name: state.model || undefined, found: [{ name: "Ollama", url: "http://127.0.0.1:11434/v1", models: ["gemma3:12b", "qwen3:8b"] }] });
  }
  if (route === "PATCH /api/settings") return json(response, 200, Object.assign(state.settings, body));
  if (route === "POST /api/memory/clear") return json(response, 204);
  if (route === "DELETE /api/history") {
    state.conversations = [];
    state.log.clear();
    return json(response, 204);
  }
  if (conversation) return oneConversation(state, route.split(" ")[0], decodeURIComponent(conversation), url.searchParams.get("before"), body, response);
  return json(response, 404, { statusCode: 404, msg: "없는 주소예요.", kind: "not_found" });
}

// found is a passage and an answer in which the query stands.
function found(query) {
  const snippet = { text: `${query} 코드는 과열을 뜻해요.`, marks: [{ start: 0, end: query.length }] };
  const at = { document: "sample", version: "1", format: "pdf", page: 3, url: "/documents/sample", uploaded: "2026-03-01T00:00:00Z" };
  return {
    passages: [{ ...at, name: "보일러 설명서.pdf", title: "보일러 설명서", headings: ["오류 코드"], snippet }],
    answers: [{ conversation: "sample-1", request_id: "sample-1-t1", question: "무슨 뜻인가요?", time: "2026-03-02T00:00:00Z", snippet }],
  };
}

function session(state) {
  return {
    accounts: state.accounts, signed_in: state.signedIn, user: state.signedIn ? "local" : undefined, name: state.accounts ? "김서연" : "", admin: true,
    version: "0.1.0", model: state.model, stores: state.stores ?? ["local"], formats: ["pdf", "docx", "txt", "md", "csv", "html", "py", "js"],
    max_bytes: 102_400_000, speech: false, web: false, samples: 3, password: state.accounts ?? false,
  };
}

const turnsPage = 50;

function oneConversation(state, method, id, before, body, response) {
  const known = state.conversations.find((c) => c.id === id);
  if (!known) return json(response, 404, { statusCode: 404, msg: "찾는 대화가 없어요.", kind: "not_found" });
  if (method === "GET") {
    const all = turnsOf(state, id);
    const end = before === null ? all.length : Number(before);
    const start = Math.max(0, end - turnsPage);
    return json(response, 200, { turns: all.slice(start, end), before: start > 0 ? String(start) : undefined });
  }
  if (method === "PATCH") return json(response, 200, Object.assign(known, body));
  state.conversations = state.conversations.filter((c) => c !== known);
  state.log.delete(id);
  return json(response, 204);
}

function turnsOf(state, id) {
  const running = [...state.turns.values()].filter((t) => t.ask.conversation === id && !t.over).map((t) => turn(t.ask, { outcome: "running", trace: undefined }));
  return [...(state.log.get(id) ?? []), ...running];
}

function listDocuments(state, query) {
  const contains = (query.get("contains") ?? "").toLowerCase();
  const counts = {};
  for (const d of state.documents) counts[d.state] = (counts[d.state] ?? 0) + 1;
  const found = state.documents.filter(
    (d) => d.name.toLowerCase().includes(contains) && (!query.get("state") || d.state === query.get("state")) && (!query.get("owner") || d.owner === query.get("owner")),
  ).sort(orders[query.get("sort") ?? "name"]);
  const start = Number(query.get("after") || 0); // a number is enough here: nobody else changes the list
  const end = start + Number(query.get("limit") ?? 100);
  return { documents: found.slice(start, end), next: found.length > end ? String(end) : undefined, counts };
}

const byName = (a, b) => (a.key < b.key ? -1 : 1);
const orders = {
  name: byName,
  newest: (a, b) => b.uploaded.localeCompare(a.uploaded) || byName(a, b),
  size: (a, b) => b.size - a.size || byName(a, b),
  kind: (a, b) => a.format.localeCompare(b.format) || byName(a, b),
};

function act(state, { action, keys }) {
  const results = keys.map((key) => {
    const d = state.documents.find((x) => x.key === key);
    if (!d) return { key, error: { kind: "not_found", message: "찾는 문서가 없어요.", retry: false } };
    if (action === "delete") Object.assign(d, { previous: d.state, state: "deleting", delete_after: new Date(Date.now() + 8000).toISOString() });
    if (action === "restore") d.state = d.previous ?? "ready";
    if (action === "retry") Object.assign(d, { state: "reading", error: undefined, progress: { done: 0, total: 40, unit: "page" } });
    if (action === "private") d.private = true;
    if (action === "share") d.private = false;
    return { key, document: d };
  });
  return { results };
}

function grant(state, { filename, contentType }, host, response) {
  const key = `docs/${filename}`;
  const body = { Bucket: "mock", Key: key, Expires: 300, ContentType: contentType ?? "", UploadURL: `http://${host}/blob/${encodeURIComponent(key)}` };
  return json(response, 200, { statusCode: 200, body: JSON.stringify(body) });
}

function store(state, key, body, response) {
  const name = key.replace(/^docs\//, "");
  state.documents = [...state.documents.filter((d) => d.key !== key), doc(name, "queued", { size: body.length, progress: { done: 0, total: 12, unit: "page" } })].sort((a, b) => (a.key < b.key ? -1 : 1));
  response.writeHead(200).end();
}

// advance moves documents on, as a worker would.
function advance(state) {
  for (const d of state.documents) {
    if (d.name === "회의록.txt" || d.name.startsWith("인사규정")) continue; // stay as they are, for pictures
    if (d.state === "queued") Object.assign(d, { state: "reading", progress: { done: 2, total: 12, unit: "page" } });
    else if (d.state === "reading") {
      d.progress.done += 5;
      if (d.progress.done >= d.progress.total) Object.assign(d, { state: "indexing", progress: { done: 0, total: 9, unit: "chunk" } });
    } else if (d.state === "indexing") Object.assign(d, { state: "ready", pages: 12, chunks: 40, progress: undefined });
  }
}

function serveSocket(state, ws) {
  state.sockets.add(ws);
  ws.on("close", () => {
    state.sockets.delete(ws);
    for (const t of state.turns.values()) t.followers.delete(ws);
  });
  ws.on("message", (data) => {
    const frame = JSON.parse(data);
    const known = state.turns.get(frame.request_id);
    if (frame.op === "ping") ws.send(JSON.stringify({ event: "pong" }));
    else if (frame.op === "ask" && !known) begin(state, frame.ask, ws);
    else if (!known) ws.send(JSON.stringify({ event: "rejected", request_id: frame.request_id, error: { kind: "not_found", message: "찾는 답이 없어요.", retry: false } }));
    else if (frame.op === "stop") known.stop();
    else {
      for (const event of known.events) if (event.seq > (frame.after ?? 0)) ws.send(JSON.stringify(event));
      known.followers.add(ws);
    }
  });
}

function begin(state, ask, ws) {
  const plan = script(ask);
  const run = { ask, events: [], followers: new Set([ws]), over: false, text: "", stop: () => finish("stopped") };
  state.turns.set(ask.request_id, run);
  const listed = state.conversations.find((c) => c.id === ask.conversation);
  if (listed) Object.assign(listed, { updated: new Date().toISOString(), turns: listed.turns + 1 });
  else state.conversations.unshift({ id: ask.conversation, title: ask.body.slice(0, 60), created: new Date().toISOString(), updated: new Date().toISOString(), turns: 1 });
  if (!state.log.has(ask.conversation)) state.log.set(ask.conversation, []);
  const log = state.log.get(ask.conversation);
  for (const t of log) if (t.request_id === ask.replaces) t.replaced = true;

  const emit = (event) => {
    if (run.over) return;
    const frame = { request_id: ask.request_id, seq: run.events.length + 1, from: 0, ...event };
    run.events.push(frame);
    for (const follower of run.followers) follower.send(JSON.stringify(frame));
  };
  const label = state.model || !plan.sources ? "" : "문서에서 찾은 문장을 그대로 옮겼어요.";
  const finish = (outcome) => {
    if (run.over) return;
    const done = turn(ask, { label: label || undefined, answer: run.text, sources: plan.sources, outcome, extractive: !state.model && !plan.read });
    emit({ event: "done", turn: done });
    run.over = true;
    log.push(done);
  };
  const later = (ms, f) => {
    const timer = setTimeout(() => {
      state.timers.delete(timer);
      if (!run.over) f();
    }, ms);
    state.timers.add(timer);
  };

  emit({ event: "stage", stage: { name: plan.read ? "read" : plan.sources ? "retrieve" : "answer" } });
  if (plan.hang === "retrieve") return;
  later(250, () => {
    if (plan.error) {
      emit({ event: "error", error: plan.error });
      run.over = true;
      log.push(turn(ask, { answer: "", failure: plan.error, outcome: "failed", trace: undefined }));
      return;
    }
    if (plan.sources) {
      emit({ event: "stage", stage: { name: "retrieve", stores: 2, passages: 8 } });
      emit({ event: "sources", sources: plan.sources });
      emit({ event: "stage", stage: { name: "select", passages: plan.sources.length } });
    }
    if (!state.model) emit({ event: "notice", notice: { code: "extractive", message: "모델 없이 답했어요." } });
    emit({ event: "stage", stage: { name: "answer" } });
    if (label) emit({ event: "label", label });
    let at = 0;
    let count = 0;
    const step = () => {
      const size = plan.chunk ?? 9;
      const text = plan.answer.slice(at, at + size);
      at += size;
      run.text += text;
      emit({ event: "delta", text });
      count++;
      if (typeof plan.hang === "number" && at >= plan.hang) return;
      if (count === plan.cutAt) for (const follower of run.followers) follower.terminate();
      if (at >= plan.answer.length) finish("completed");
      else later(plan.every ?? 24, step);
    };
    later(200, step);
  });
}

async function file(path, response) {
  const name = normalize(path).replace(/^(\.\.[/\\])+/, "");
  const wanted = extname(name) ? name : "/index.html";
  try {
    const content = await readFile(join(dist, wanted));
    response.writeHead(200, { "Content-Type": types[extname(wanted)] ?? "application/octet-stream", "Content-Security-Policy": policy }).end(content);
  } catch {
    response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" }).end("404");
  }
}

function json(response, status, value) {
  response.writeHead(status, { "Content-Type": "application/json" }).end(value === undefined ? undefined : JSON.stringify(value));
}

async function readBody(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { port: { type: "string", default: "8431" }, scenario: { type: "string", default: "busy" }, "no-model": { type: "boolean" }, accounts: { type: "boolean" } },
  });
  const mock = await startMock({ port: Number(values.port), scenario: values.scenario, model: values["no-model"] ? "" : "qwen3-8b", accounts: values.accounts });
  console.log(mock.url);
}
