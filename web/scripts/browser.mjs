import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

// launch starts the machine's own Chromium without a window.
export function launch() {
  const executablePath = places.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("no Chromium found: install it (apt-get install chromium) or name it in CHROMIUM");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--font-render-hinting=none",
    ],
  });
}

// point moves the mouse onto an element until what it raises is shown. A page that is still settling may move the element
// from beneath a mouse that has just arrived.
export async function point(page, element, raised) {
  for (let tries = 20; ; tries--) {
    await element.hover();
    const shown = await raised.waitFor({ timeout: 1500 }).then(() => true, () => false);
    if (shown) return;
    if (tries === 0) throw new Error("the mouse was on it, and nothing was shown");
    await page.mouse.move(0, 0);
  }
}
