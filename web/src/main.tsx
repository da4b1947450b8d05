import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { keptLook } from "./app/look";
import { loadLanguage } from "./i18n";
import { preloadMarkdown } from "./markdown/lazy";
import "./styles/index.css";
import "virtual:interface-font.css";

// A transition is drawn in pieces: on a slow device the page stays responsive meanwhile.
const draw = () =>
  startTransition(() =>
    createRoot(document.getElementById("root") as HTMLElement).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
loadLanguage(keptLook().language).then(draw, draw);
// A conversation needs the parser at once.
if (location.pathname.startsWith("/c/")) preloadMarkdown();
// The first sign of life of a reader who may ask: the parser is there before the answer is.
for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, preloadMarkdown, { once: true });
// The first page needs only the interface font's characters. What people write may need any other.
void import("./styles/pretendard.css");
// Says that the server is out of reach instead of the browser's own page, and lets people install the client.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  addEventListener("load", () => void navigator.serviceWorker.register("/sw.js").catch(() => {})); // it works without
}
