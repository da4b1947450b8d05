// The page's own memory between visits. Browsers may refuse it; everything works without.

export function load<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(`mundap.${name}`);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

export function save(name: string, value: unknown): void {
  try {
    if (value === undefined || value === "" || value === null) localStorage.removeItem(`mundap.${name}`);
    else localStorage.setItem(`mundap.${name}`, JSON.stringify(value));
  } catch {
    // full or switched off
  }
}

export function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
