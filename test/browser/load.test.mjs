// What the first visit waits for, on the real program: each round trip and each kilobyte is felt on a slow line.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { deployed, openPage, startServer } from "./harness.mjs";

let browser, server;
before(async () => {
  browser = await launch();
  server = await startServer();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const bytesAtMost = 180_000; // on the wire, before a question can be typed

test("the first page needs a handful of files, all of them named in the page itself", { skip: deployed !== undefined }, async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.addInitScript(() => {
    const look = () => {
      if (!document.querySelector("textarea:not([disabled])")) return requestAnimationFrame(look);
      window.before_ = performance.getEntriesByType("resource").map((e) => ({ path: new URL(e.name).pathname, bytes: e.transferSize, complete: e.responseEnd > 0 }));
    };
    requestAnimationFrame(look);
  });
  const html = await (await page.goto(server.url)).text();
  const asked = await (await page.waitForFunction(() => window.before_)).jsonValue();
  const scripts = asked.filter(({ path }) => path.endsWith(".js"));
  assert.deepEqual(scripts.filter(({ path }) => !html.includes(path)), [], "a script is found only once another one runs");
  assert.ok(scripts.length <= 5, `${scripts.length} scripts: ${scripts.map((s) => s.path)}`);
  const bytes = asked.filter((a) => a.complete).reduce((sum, a) => sum + a.bytes, 0);
  assert.ok(bytes <= bytesAtMost, `${bytes} bytes before a question can be typed: ${JSON.stringify(asked)}`);
  assert.deepEqual(errors, []);
  await context.close();
});
