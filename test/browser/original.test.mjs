// The base system's own client, unedited, in front of the real program. Its files are not part of this repository:
// BASE_CLIENT names a folder with index.html, login.js, login.css, chat.html, chat.js and chat-style.css from its html
// folder, and the jquery.min.js (3.4.1) that chat.html takes from a public server. The program's own pages stay where they
// are; only these files are put in their place, so that every request of the client goes to the program. The client has two
// versions: the menu of the earlier one offers a conversation and questions only, that of the later one code generation too.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { eventually, openPage, settles, startModel, startServer } from "./harness.mjs";

const folder = process.env.BASE_CLIENT;
const skip = folder ? false : "BASE_CLIENT does not name the folder of the base system's client";

const menu = folder ? await readFile(join(folder, "index.html"), "utf8") : "";
const questions = menu.includes('"qa-all"') ? "qa-all" : "qa"; // as the menu calls questions to documents
const withoutCode = skip || (menu.includes('"code-generation-python"') ? false : "this version of the base system's client does not offer code generation");

const files = ["index.html", "login.js", "login.css", "chat.html", "chat.js", "chat-style.css"];
const types = { html: "text/html", js: "text/javascript", css: "text/css" };
const sound = Buffer.from("ID3 the sound of an answer");

const { promise: explaining, resolve: explain } = Promise.withResolvers(); // the explanation after the code waits for it

let browser;
let model;
let engine;
let server;
before(async () => {
  if (skip) return;
  browser = await launch();
  model = await startModel({ reply });
  engine = await startEngine();
  server = await startServer({
    environment: {
      MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model",
      MUNDAP_WEB_PROVIDER: "searxng", MUNDAP_WEB_URL: engine.url, MUNDAP_WEB_READ_PAGES: "false",
      MUNDAP_SPEECH_PROVIDER: "openai", MUNDAP_SPEECH_URL: engine.url, MUNDAP_RAG_SPEAK_ANSWERS: "true",
    },
  });
});
after(async () => {
  if (skip) return;
  await browser.close();
  await server.close();
  await engine.close();
  await model.close();
});

// reply answers by what a prompt is about, since guides to new documents are written at times of their own.
function reply({ messages }) {
  const prompt = messages.at(-1).content;
  if (/서울의 여름/.test(prompt)) return ["서울의 ", "여름은 ", "덥고 ", "습해요."];
  if (/전주비빔밥/.test(prompt)) return ["전주비빔밥에는 ", "황포묵을 넣어요. [1]"];
  if (/세 수를 더하는/.test(prompt) && /def add/.test(prompt)) {
    return ["```python\n", "def add_three(a, b, c):\n", "    return add(add(a, b), c)\n", "```\n\n", explaining, "add를 두 번 불러 ", "세 수를 더해요. [1]"];
  }
  if (/def add/.test(prompt)) return ["두 수를 ", "더하는 함수예요."];
  if (/하루에 얼마/.test(prompt)) return ["일비는 ", "하루 20,000원이에요. [1]"];
  return ["이 문서는 출장 여비의 ", "지급 기준을 정해요."];
}

// startEngine is a SearXNG server and a speech server in one.
async function startEngine() {
  const engine = createServer((request, response) => {
    request.resume();
    if (request.url.startsWith("/search")) {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({
        results: [{ title: "전주비빔밥 소개", url: "https://example.com/bibimbap", content: "전주비빔밥은 전주를 대표하는 음식으로, 콩나물과 황포묵을 넣어 비벼 먹는다." }],
      }));
    } else response.writeHead(200, { "Content-Type": "audio/mpeg" }).end(sound);
  });
  engine.listen(0, "127.0.0.1");
  await once(engine, "listening");
  return {
    url: `http://127.0.0.1:${engine.address().port}`,
    async close() {
      engine.closeAllConnections();
      engine.close();
      await once(engine, "close");
    },
  };
}

// signIn opens the client, gives a user's name and the type of conversation, and waits for the chat's socket.
async function signIn(user, type) {
  const { page, context, errors } = await openPage(browser, server);
  // To Chromium a page that the test hands over is no page of this machine, and would not get a socket on it.
  await context.grantPermissions(["local-network-access"], { origin: server.url });
  for (const file of files) {
    await page.route(`${server.url}/${file}`, async (route) => route.fulfill({
      contentType: `${types[file.split(".").at(-1)]}; charset=utf-8`, body: await readFile(join(folder, file)),
    }));
  }
  await page.route("https://cdnjs.cloudflare.com/**", async (route) => {
    if (!/jquery/.test(route.request().url())) return route.abort();
    return route.fulfill({ contentType: "text/javascript", body: await readFile(join(folder, basename(new URL(route.request().url()).pathname))) });
  });
  await page.goto(`${server.url}/index.html`);
  await page.waitForFunction(() => localStorage.getItem("wss_url"));
  await page.locator("#userId").fill(user);
  await page.locator("#convtype").selectOption(type);
  const socket = page.waitForEvent("websocket");
  await page.locator("input[type=submit]").click();
  await socket;
  await page.waitForFunction(() => isConnected); // a variable of chat.js
  return { page, context, errors };
}

async function say(page, text) {
  await page.locator("#chatInput").fill(text);
  await page.locator("#sendBtn").click();
}

const received = (page, text) => page.locator(".chat-receiver--left", { hasText: text }).last();

test("a conversation streams, is read aloud by a link, and is there after a reload", { skip }, async () => {
  const { page, context } = await signIn("base-talk", "normal");
  await say(page, "서울의 여름은 어떤가요?");
  const answer = received(page, "덥고 습해요.");
  await answer.waitFor();
  const link = answer.locator("a[href*='speech']");
  await link.waitFor();
  const spoken = await page.request.get(new URL(await link.getAttribute("href"), page.url()).href);
  assert.equal(spoken.status(), 200);
  assert.deepEqual(await spoken.body(), sound);
  await page.reload();
  await received(page, "덥고 습해요.").waitFor();
  await context.close();
});

test("a file is uploaded and summarised, and questions about it are answered with its passage", { skip }, async () => {
  const { page, context } = await signIn("base-file", questions);
  const picked = page.waitForEvent("filechooser");
  await page.locator("#attachFile").click();
  await (await picked).setFiles({ name: "trip.txt", mimeType: "text/plain", buffer: Buffer.from("출장 여비 규정\n\n국내 출장의 일비는 하루 20,000원으로 한다.\n") });
  await received(page, "지급 기준을 정해요.").waitFor();
  await eventually(async () => {
    const list = await (await page.request.get(`${server.url}/api/documents`)).json();
    return list.documents?.map((d) => d.state) ?? [];
  }, (states) => states.length > 0 && states.every((s) => s === "ready"));
  await say(page, "국내 출장의 일비는 하루에 얼마인가요?");
  const answer = received(page, "20,000원이에요.");
  await answer.waitFor();
  await answer.locator("a", { hasText: "trip.txt" }).first().waitFor();
  await context.close();
});

test("a source file is explained", { skip }, async () => {
  const { page, context } = await signIn("base-code", questions);
  const picked = page.waitForEvent("filechooser");
  await page.locator("#attachFile").click();
  // The client knows no type for .py and sends what it sent last: the program goes by the content and the name.
  await page.evaluate(() => { window.contentType = "text/plain"; });
  await (await picked).setFiles({ name: "add.py", mimeType: "text/x-python", buffer: Buffer.from("def add(a, b):\n    return a + b\n") });
  await received(page, "더하는 함수예요.").waitFor();
  await context.close();
});

test("code is written after the user's own, with an explanation, and its source opens at the line", { skip: withoutCode }, async () => {
  const { page, context } = await signIn("base-write", "code-generation-python");
  const picked = page.waitForEvent("filechooser");
  await page.locator("#attachFile").click();
  const text = `"""계산에 쓰는 함수."""\n\n\ndef add(a, b):\n    """두 수를 더한다."""\n    return a + b\n`;
  await (await picked).setFiles({ name: "sum.py", mimeType: "text/x-python", buffer: Buffer.from(text) });
  await received(page, "더하는 함수예요.").waitFor();
  await eventually(async () => (await (await page.request.get(`${server.url}/api/documents?contains=sum.py`)).json()).documents?.map((d) => d.state) ?? [],
    (states) => states.length === 1 && states[0] === "ready");
  await say(page, "세 수를 더하는 함수를 써 주세요");
  await received(page, "return add(add(a, b), c)").waitFor();
  explain();
  const answer = received(page, "세 수를 더해요.");
  await answer.waitFor();
  await settles(() => answer.innerText(), /def add_three\(a, b, c\):\n {4}return add\(add\(a, b\), c\)[^]*add를 두 번 불러 세 수를 더해요\./);
  const opened = context.waitForEvent("page");
  await answer.locator("a[href$='#L4']", { hasText: "sum.py" }).click();
  await (await opened).locator("#L4:target", { hasText: "def add(a, b):" }).waitFor();
  await context.close();
});

test("what the documents do not hold comes from the web, with its address", { skip }, async () => {
  const { page, context } = await signIn("base-web", questions);
  await say(page, "전주비빔밥에는 무엇을 넣나요?");
  const answer = received(page, "황포묵을 넣어요.");
  await answer.waitFor();
  await answer.locator("a[href='https://example.com/bibimbap']").waitFor();
  await context.close();
});
