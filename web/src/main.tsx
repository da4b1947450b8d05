import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { keptLook } from "./app/look";
import { loadLanguage } from "./i18n";
import { preloadMarkdown } from "./markdown/lazy";
import "./styles/index.css";

const draw = () =>
  createRoot(document.getElementById("root") as HTMLElement).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
loadLanguage(keptLook().language).then(draw, draw);
preloadMarkdown();
