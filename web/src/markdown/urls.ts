// urlTransform lets through links to the web, to mail and to this server; anything else becomes "".
export function urlTransform(url: string): string {
  const scheme = /^[\s\u0000-\u001f]*([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return url;
  return scheme === "http" || scheme === "https" || scheme === "mailto" ? url : "";
}

// atPage leads to a page of a file where a PDF viewer understands it. 0: there is no page.
export function atPage(url: string, name: string, page: number): string {
  return page > 1 && /\.pdf$/i.test(name) && !url.includes("#") ? `${url}#page=${page}` : url;
}
