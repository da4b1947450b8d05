// The switch in the composer that keeps a question from the web, on the real server with a search engine beside it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { answered, ask, deployed, eventually, openPage, settles, startServer } from "./harness.mjs";

const skip = deployed !== undefined; // a deployment does not reach the search engine

let browser;
let engine;
let server; // searches the web
let plain; // does not
const searched = []; // what the search engine was asked
before(async () => {
  if (skip) return;
  browser = await launch();
  engine = createServer((request, response) => {
    searched.push(new URL(request.url, "http://engine").searchParams.get("q"));
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({
      results: [{ title: "전주비빔밥 소개", url: "https://example.com/bibimbap", content: "전주비빔밥은 콩나물과 황포묵을 넣어 비벼 먹는다." }],
    }));
  });
  engine.listen(0, "127.0.0.1");
  await once(engine, "listening");
  server = await startServer({
    environment: { MUNDAP_WEB_PROVIDER: "searxng", MUNDAP_WEB_URL: `http://127.0.0.1:${engine.address().port}`, MUNDAP_WEB_READ_PAGES: "false" },
  });
  plain = await startServer();
});
after(async () => {
  if (skip) return;
  await browser?.close();
  await server?.close();
  await plain?.close();
  engine?.closeAllConnections();
  engine?.close();
});

const pill = (page) => page.getByRole("button", { name: "웹 검색" });

test("a question is kept from the web, and stays so until the switch is back on", { skip }, async () => {
  const { page, context, errors } = await openPage(browser, server);
  const sent = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
  const frame = (question) => eventually(() => sent.find((f) => f.includes(question)), (f) => f !== undefined);
  await page.goto(server.url);
  await pill(page).waitFor();
  await settles(() => pill(page).getAttribute("aria-pressed"), "true");
  await pill(page).click();
  await settles(() => pill(page).getAttribute("aria-pressed"), "false");
  await ask(page, "전주비빔밥에는 무엇을 넣나요?");
  await answered(page, "전주비빔밥에는 무엇을 넣나요?");
  assert.match(await frame("무엇을 넣나요"), /"no_web":true/);
  assert.deepEqual(searched, []);

  await page.reload(); // the choice is kept
  await pill(page).waitFor();
  await settles(() => pill(page).getAttribute("aria-pressed"), "false");
  await pill(page).click();
  await ask(page, "전주비빔밥은 어떻게 먹나요?");
  const turn = await answered(page, "전주비빔밥은 어떻게 먹나요?");
  assert.doesNotMatch(await frame("어떻게 먹나요"), /no_web/);
  assert.ok(searched.length > 0);
  await turn.getByText("전주비빔밥 소개").first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("there is no switch where the web is not searched", { skip }, async () => {
  const { page, context } = await openPage(browser, plain);
  await page.goto(plain.url);
  await page.locator(".compose").waitFor();
  await settles(() => pill(page).count(), 0);
  await context.close();
});
