// Answers that the server's voice reads, on the real program with a speech server beside it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { answered, ask, deployed, openPage, startModel, startServer } from "./harness.mjs";

const skip = deployed !== undefined; // a deployment does not reach the speech server

// sound is half a second of silence: frames of MPEG-2 layer III, 48 kbit/s, 24 kHz, mono, with nothing in them.
const frame = Buffer.concat([Buffer.from([0xff, 0xf3, 0x64, 0xc0]), Buffer.alloc(140)]);
const sound = Buffer.concat(Array(21).fill(frame));

let browser;
let model;
let voice;
let server;
const synthesized = [];
let refuse = false;
before(async () => {
  if (skip) return;
  browser = await launch();
  model = await startModel();
  voice = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    synthesized.push(JSON.parse(Buffer.concat(parts).toString()).input);
    if (refuse) response.writeHead(429).end("{}");
    else response.writeHead(200, { "Content-Type": "audio/mpeg" }).end(sound);
  });
  voice.listen(0, "127.0.0.1");
  await once(voice, "listening");
  server = await startServer({
    environment: {
      MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model", MUNDAP_RAG_SPEAK_ANSWERS: "true",
      MUNDAP_SPEECH_PROVIDER: "openai", MUNDAP_SPEECH_URL: `http://127.0.0.1:${voice.address().port}`,
    },
  });
});
after(async () => {
  if (skip) return;
  await browser?.close();
  await server?.close();
  await model?.close();
  voice?.closeAllConnections();
  voice?.close();
});

async function talk(page) {
  await page.goto(server.url);
  await page.locator(".compose").waitFor();
  await page.getByRole("button", { name: /답변 방식/ }).click();
  await page.getByText("일반 대화", { exact: true }).click();
}

test("reading begins with the first sentence, while the answer is being written, and can be paused", { skip }, async () => {
  const { page, context, errors } = await openPage(browser, server);
  await talk(page);
  const { promise: rest, resolve: goOn } = Promise.withResolvers();
  model.script("서울의 여름은 더워요. ", "그리고 습하기도 ", rest, "해요. ", "겨울은 추워요.");
  await ask(page, "서울의 날씨는 어때요?");
  const read = page.getByRole("button", { name: "소리 내어 읽기" });
  await read.waitFor(); // the model has not written the second sentence to its end
  assert.deepEqual(synthesized, ["서울의 여름은 더워요."]);
  const first = page.waitForResponse((r) => /\/speech\/[^/]+\/[0-9a-f]+$/.test(new URL(r.url()).pathname));
  await read.click();
  assert.ok((await first).ok());
  await page.getByRole("button", { name: "읽기 멈춤" }).click();
  await page.getByRole("button", { name: "이어서 읽기" }).click();
  goOn();
  await answered(page, "서울의 날씨는 어때요?");
  await page.locator("audio.speech").waitFor(); // all of it was read: the browser's own player stands there
  assert.deepEqual(synthesized, ["서울의 여름은 더워요.", "그리고 습하기도 해요.", "겨울은 추워요."]);
  const whole = await page.request.get(new URL(await page.locator("audio.speech").getAttribute("src"), page.url()).href);
  assert.equal((await whole.body()).length, 3 * sound.length);
  assert.deepEqual(errors, []);
  await context.close();
});

test("what the voice could not read is told, and still after a reload", { skip }, async () => {
  const { page, context } = await openPage(browser, server);
  await talk(page);
  refuse = true;
  model.script("부산의 여름도 더워요.");
  await ask(page, "부산은 어때요?");
  const note = page.getByText("답변을 음성으로 만들지 못했어요.");
  await note.waitFor();
  await page.reload();
  await note.waitFor();
  refuse = false;
  await context.close();
});
