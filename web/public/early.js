// Runs before anything is drawn, so that a reader's theme, text size and language are there from the first frame. The first
// question to the server, who is asking, goes out while the client is still being loaded (useSession takes the answer).
(function () {
  var headers = {};
  try {
    var look = JSON.parse(localStorage.getItem("mundap.look") || "{}");
    var root = document.documentElement;
    if (look.theme === "light" || look.theme === "dark") root.dataset.theme = look.theme;
    if (look.textSize) root.style.setProperty("--text", look.textSize + "px");
    if (look.language) {
      root.lang = look.language;
      headers["Accept-Language"] = look.language;
    }
  } catch (e) {
    // storage is switched off: the system's look will do
  }
  window.mundapSession = fetch("/api/session", { credentials: "same-origin", headers: headers });
  window.mundapSession.catch(function () {}); // whoever takes it hears of it
})();
