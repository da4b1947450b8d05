// uuid makes a random identifier. crypto.randomUUID exists only on secure origins, and a server in an office network is
// often none.
export function uuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = ((b[6] as number) & 0x0f) | 0x40;
  b[8] = ((b[8] as number) & 0x3f) | 0x80;
  const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// requestTime is the protocol's sort key of a request: YYYY-MM-DD hh:mm:ss in UTC.
export function requestTime(now = new Date()): string {
  return now.toISOString().slice(0, 19).replace("T", " ");
}
