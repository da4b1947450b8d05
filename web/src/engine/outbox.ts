import type { Ask } from "../api/wire";

// Outbox keeps questions that the server may not have received, over a reload of the page. Sending one twice is harmless:
// the server answers a request once.
export interface Outbox {
  put(ask: Ask): void;
  drop(id: string): void;
  all(): Ask[];
}

const name = "mundap.outbox";
const most = 20; // older ones are given up rather than growing for ever

// storedOutbox keeps them in storage, or in memory alone when storage refuses.
export function storedOutbox(storage: Pick<Storage, "getItem" | "setItem"> | null): Outbox {
  let asks = read(storage);
  const write = () => {
    try {
      storage?.setItem(name, JSON.stringify(asks));
    } catch {
      // full or switched off: they live as long as the page
    }
  };
  return {
    put(ask) {
      asks = [...asks.filter((a) => a.request_id !== ask.request_id), ask].slice(-most);
      write();
    },
    drop(id) {
      const left = asks.filter((a) => a.request_id !== id);
      if (left.length === asks.length) return;
      asks = left;
      write();
    },
    all: () => asks,
  };
}

function read(storage: Pick<Storage, "getItem"> | null): Ask[] {
  try {
    const asks: unknown = JSON.parse(storage?.getItem(name) ?? "[]");
    if (!Array.isArray(asks)) return [];
    return asks.filter((a): a is Ask => typeof a === "object" && a !== null && typeof (a as Ask).request_id === "string");
  } catch {
    return [];
  }
}
