// Makes pictures of the client's main states, against the mock server, into ../screenshots (or the folder named as argument).
//   npm run build && npm run screenshots [-- --only NAME] [--language en] [--out DIR]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startMock } from "../mock/server.mjs";
import { launch } from "./browser.mjs";
import { open, states } from "./states.mjs";

const { values } = parseArgs({ options: { only: { type: "string" }, language: { type: "string", default: "ko" }, out: { type: "string" }, desktop: { type: "string", default: "1440x900" } } });
const out = values.out ?? join(fileURLToPath(import.meta.url), "../../../screenshots");
await mkdir(out, { recursive: true });

const [width, height] = values.desktop.split("x").map(Number);
const desktop = { width, height };
const phone = { width: 390, height: 844 };
const browser = await launch();
try {
  for (const [name, state] of Object.entries(states)) {
    if (values.only && !name.startsWith(values.only)) continue;
    for (const [device, viewport] of Object.entries({ desktop, phone })) {
      if ((state.desktopOnly && device === "phone") || (state.phoneOnly && device === "desktop")) continue;
      for (const theme of ["light", "dark"]) await shoot(name, state, device, viewport, theme);
    }
  }
} finally {
  await browser.close();
}

async function shoot(name, state, device, viewport, theme) {
  const mock = await startMock(state.mock);
  const context = await browser.newContext({
    viewport, colorScheme: theme, deviceScaleFactor: device === "phone" ? 2 : 1, isMobile: device === "phone", hasTouch: device === "phone",
    locale: state.language ?? values.language, reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`${name}: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && !/WebSocket|Failed to load/.test(message.text()) && console.error(`${name}: ${message.text()}`));
  try {
    await open(page, mock, state);
    await page.waitForTimeout(350); // let a tooltip or a card settle: only pictures wait like this, tests do not
    await page.screenshot({ path: join(out, `${name}-${device}-${theme}.png`) });
  } catch (error) {
    console.error(`${name}-${device}-${theme}: ${error.message.split("\n")[0]}`);
    await page.screenshot({ path: join(out, `${name}-${device}-${theme}-broken.png`) });
  } finally {
    await context.close();
    await mock.close();
  }
}
