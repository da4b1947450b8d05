// Measures the first visit to an empty library: bytes on the wire by kind, the time until a question can be typed, the
// longest task of the main thread, and layout shifts. It runs the real program in Chromium, as a desktop and as a phone,
// once at full speed and once with a processor at a quarter of its speed behind a line of 1.6 Mbit/s.
//   make bench-client        prints a table; with --check it fails over the goals
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./browser.mjs";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false }, runs: { type: "string", default: "3" } } });
const binary = join(dirname(fileURLToPath(import.meta.url)), "../../bin/mundap");
const screens = {
  desktop: { viewport: { width: 1280, height: 720 }, wire: 320_000 },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, wire: 280_000 },
};
const slow = { usable: 2_000, task: 150, shift: 0.01 };

const data = await mkdtemp(join(tmpdir(), "mundap-load-"));
const server = spawn(binary, ["serve", "--addr", "127.0.0.1:0", "--data", data], { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, XDG_CONFIG_HOME: data } });
const url = await new Promise((resolve, reject) => {
  createInterface({ input: server.stdout }).on("line", (line) => {
    const found = /http:\/\/[\d.]+:\d+/.exec(line);
    if (found) resolve(found[0]);
  });
  server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
});
const browser = await launch();
const over = [];
try {
  for (const [name, { wire, ...screen }] of Object.entries(screens)) {
    const full = await visit(screen, { rate: 1 });
    const kinds = Object.entries(full.kinds).sort((a, b) => b[1] - a[1]).map(([kind, bytes]) => `${kind} ${kb(bytes)}`).join(", ");
    console.log(`${name}: ${kb(full.wire)} on the wire (goal ${kb(wire)}): ${kinds}`);
    if (full.wire > wire) over.push(`${name}: bytes on the wire`);
    const throttled = [];
    for (let i = 0; i < Number(values.runs); i++) throttled.push(await visit(screen, { rate: 4, bytesPerSecond: 200_000 }));
    const median = (of) => throttled.map(of).sort((a, b) => a - b)[Math.floor(throttled.length / 2)];
    const measured = { usable: median((r) => r.usable), task: median((r) => r.task), shift: Math.max(...throttled.map((r) => r.shift)) };
    console.log(
      `${name}, processor at a quarter, 1.6 Mbit/s: usable after ${measured.usable.toFixed(0)} ms (goal ${slow.usable}), ` +
        `longest task ${measured.task.toFixed(0)} ms (goal ${slow.task}), layout shift ${measured.shift.toFixed(4)} (goal ${slow.shift})`,
    );
    for (const key of Object.keys(slow)) if (measured[key] > slow[key]) over.push(`${name}: ${key}`);
  }
} finally {
  await browser.close();
  server.kill("SIGTERM");
  await once(server, "exit");
  await rm(data, { recursive: true, force: true });
}
if (values.check && over.length > 0) {
  console.error(`over the goal: ${over.join("; ")}`);
  process.exit(1);
}

// visit opens the start page with an empty cache and waits until nothing is loaded any more.
async function visit(screen, { rate, bytesPerSecond }) {
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
  await page.addInitScript(() => {
    window.measured_ = { task: 0, shift: 0, usable: 0 };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.measured_.task = Math.max(window.measured_.task, entry.duration);
    }).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.measured_.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    const look = () => {
      if (document.querySelector("textarea:not([disabled])")) window.measured_.usable = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(url, { waitUntil: "networkidle" });
  await page.waitForFunction(() => window.measured_.usable > 0);
  await page.evaluate(() => document.fonts.ready);
  const { task, shift, usable } = await page.evaluate(() => window.measured_);
  await context.close();
  return { task, shift, usable, kinds, wire: Object.values(kinds).reduce((a, b) => a + b, 0) };
}

function kb(bytes) {
  return `${Math.round(bytes / 1000)} KB`;
}
