// The client as an app: what an installation needs, and what is shown and kept when no server answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { answered, ask, composer, deployed, openPage, startServer, upload } from "./harness.mjs";

test("the client can be installed, and says offline what is wrong", { skip: deployed !== undefined }, async () => {
  const browser = await launch();
  const server = await startServer();
  const { page, context, errors } = await openPage(browser, server, { serviceWorkers: "allow" });
  await page.goto(server.url);
  const manifest = await (await context.request.get(`${server.url}/manifest.json`)).json();
  for (const icon of manifest.icons) {
    const answer = await context.request.get(server.url + icon.src);
    assert.equal(answer.headers()["content-type"], icon.type, icon.src);
  }
  const devtools = await context.newCDPSession(page);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), []);
  await page.evaluate(() => navigator.serviceWorker.ready);

  await upload(page, [{ name: "규정.txt", text: "회의실은 30분 전에 예약해요." }]);
  await page.goto(server.url);
  await ask(page, "회의실은 언제 예약하나요?");
  await answered(page, "회의실은 언제 예약하나요?");
  await page.reload(); // now the worker has the page
  await composer(page).waitFor();
  const kept = await page.evaluate(async () => {
    const addresses = [];
    for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) addresses.push(new URL(request.url).pathname);
    return addresses.sort();
  });
  assert.deepEqual(kept, ["/icon.svg", "/offline.html"]);

  await server.close();
  await page.goto(server.url);
  await page.getByRole("heading", { name: "서버에 연결할 수 없어요" }).waitFor();
  assert.deepEqual(errors, []);
  await page.close();
  await browser.close();
});
