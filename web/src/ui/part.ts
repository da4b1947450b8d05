import { lazy, type ComponentType, type LazyExoticComponent } from "react";

const pauses = [200, 600, 1_800, 5_000]; // ms before another try

// loaded loads a part of the client. On a network that loses a request now and then it is tried again; without a connection
// it waits for one.
export async function loaded<T>(load: () => Promise<T>): Promise<T> {
  for (const pause of pauses) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => (navigator.onLine ? setTimeout(resolve, pause) : addEventListener("online", resolve, { once: true })));
    }
  }
  return load();
}

// part is React's lazy for parts of the client.
// oxlint-disable-next-line typescript/no-explicit-any -- as React has it
export function part<T extends ComponentType<any>>(load: () => Promise<{ default: T }>): LazyExoticComponent<T> {
  return lazy(() => loaded(load));
}
