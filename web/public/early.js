// Runs before anything is drawn, so that a reader's theme, text size and language are there from the first frame.
(function () {
  try {
    var look = JSON.parse(localStorage.getItem("mundap.look") || "{}");
    var root = document.documentElement;
    if (look.theme === "light" || look.theme === "dark") root.dataset.theme = look.theme;
    if (look.textSize) root.style.setProperty("--text", look.textSize + "px");
    if (look.language) root.lang = look.language;
  } catch (e) {
    // storage is switched off: the system's look will do
  }
})();
