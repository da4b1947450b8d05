// No page scrolls sideways on the narrowest screens, 320 pixels (a page at 400 % on a laptop), against the mock server.
import { after, before, test } from "node:test";
import { pool } from "../../web/mock/data.mjs";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { openPage, settles } from "./harness.mjs";

let browser;
let mock;
before(async () => {
  browser = await launch();
  mock = await startMock({ pool: pool() });
});
after(async () => {
  await browser.close();
  await mock.close();
});

const places = { "/": ".welcome-count", "/c/sample-1": ".turn .chip", "/docs": ".docs-row", "/search?q=A396": ".search-hit", "/settings": ".switch", "/admin": ".admin-table" };
for (const [path, there] of Object.entries(places)) {
  test(`${path} fits`, async () => {
    const { page, context } = await openPage(browser, undefined, { viewport: { width: 320, height: 640 } });
    await page.goto(mock.url + path);
    await page.locator(there).first().waitFor();
    await settles(() => page.evaluate(() => document.documentElement.scrollWidth), 320);
    await context.close();
  });
}
