// The tokens by which browsers and systems name themselves, the special ones
// first: Edge also calls itself Chrome, and Chrome calls itself Safari.
const browsers: [RegExp, string][] = [
  [/Whale\//, "Whale"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Edg(A|iOS)?\//, "Edge"],
  [/(Firefox|FxiOS)\//, "Firefox"],
  [/(Chrome|CriOS)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

// browserName is what people call a browser that describes itself by agent (User-Agent); "" if it is none of the known ones.
export function browserName(agent: string): string {
  const find = (list: [RegExp, string][]) => list.find(([token]) => token.test(agent))?.[1];
  return [find(browsers), find(systems)].filter(Boolean).join(" · ");
}
