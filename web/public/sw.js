// Shows a page that says so when somebody opens Mundap and no server answers. It keeps that page alone: answers, documents
// and the client's own files are never stored here.
const kept = "offline-1";

addEventListener("install", (event) => {
  event.waitUntil(caches.open(kept).then((cache) => cache.addAll(["/offline.html", "/icon.svg"])));
});

addEventListener("activate", (event) => {
  const outdated = async () => {
    for (const name of await caches.keys()) if (name !== kept) await caches.delete(name);
    await registration.navigationPreload?.enable(); // the worker's own start delays no page
  };
  event.waitUntil(outdated());
});

addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  const open = async () => {
    try {
      return (await event.preloadResponse) ?? (await fetch(event.request));
    } catch {
      return (await caches.match("/offline.html")) ?? Response.error();
    }
  };
  event.respondWith(open());
});
