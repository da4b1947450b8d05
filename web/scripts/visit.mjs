// Measures visits: bytes on the wire by kind, the time until a question can be typed, the longest task of the main thread,
// and layout shifts.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startMock } from "../mock/server.mjs";
import { traced } from "./trace.mjs";

const binary = process.env.MUNDAP_BINARY ?? join(dirname(fileURLToPath(import.meta.url)), "../../bin/mundap");

// withEmptyServer runs the program on an empty folder.
export async function withEmptyServer(run) {
  const data = await mkdtemp(join(tmpdir(), "mundap-visit-"));
  const server = spawn(binary, ["serve", "--addr", "127.0.0.1:0", "--data", data], { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, XDG_CONFIG_HOME: data } });
  try {
    const url = await new Promise((resolve, reject) => {
      createInterface({ input: server.stdout }).on("line", (line) => {
        const found = /http:\/\/[\d.]+:\d+/.exec(line);
        if (found) resolve(found[0]);
      });
      server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    });
    return await run(url);
  } finally {
    if (server.exitCode === null) {
      server.kill("SIGTERM");
      await once(server, "exit");
    }
    await rm(data, { recursive: true, force: true });
  }
}

// visit opens a page with an empty cache and waits until nothing is loaded any more. rate slows the processor down,
// bytesPerSecond is the line's speed.
export async function visit(browser, url, screen, { rate = 1, bytesPerSecond } = {}) {
  const context = await browser.newContext({ ...screen, locale: "ko" });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const kinds = {};
  const types = new Map();
  await devtools.send("Network.enable");
  devtools.on("Network.responseReceived", ({ requestId, type }) => types.set(requestId, type));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = types.get(requestId) ?? "Other";
    kinds[kind] = (kinds[kind] ?? 0) + encodedDataLength;
  });
  if (bytesPerSecond) await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate });
  await page.addInitScript(observe);
  const { tasks } = await traced(devtools, async () => {
    await page.goto(url, { waitUntil: "networkidle" });
    await page.waitForFunction(() => window.measured_.usable > 0);
    await page.evaluate(() => document.fonts.ready);
  });
  const { shift, usable } = await page.evaluate(() => window.measured_);
  await context.close();
  return { task: Math.max(...tasks), shift, usable, kinds, wire: Object.values(kinds).reduce((a, b) => a + b, 0) };
}

// observe runs in the page.
function observe() {
  window.measured_ = { shift: 0, usable: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.measured_.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    if (document.querySelector("textarea:not([disabled])")) window.measured_.usable = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

// shifts sums up the layout shifts of opening a conversation and asking in it, against the mock server.
export async function shifts(browser, screen) {
  const mock = await startMock();
  const context = await browser.newContext({ ...screen, locale: "ko" });
  try {
    const page = await context.newPage();
    await page.addInitScript(observe);
    await page.goto(`${mock.url}/c/sample-1`);
    await page.locator(".turn .acts .icon").first().waitFor();
    await page.getByRole("textbox", { name: "질문" }).fill("A396은 무슨 뜻인가요?");
    await page.getByRole("button", { name: "보내기" }).click();
    await page.locator(".turn", { hasText: "A396은 무슨 뜻" }).last().locator(".a > .acts").waitFor();
    await page.waitForTimeout(500); // whatever moves, moves soon
    return await page.evaluate(() => window.measured_.shift);
  } finally {
    await context.close();
    await mock.close();
  }
}
