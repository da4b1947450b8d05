import { expect, test } from "vitest";
import { formulaIn, markFormulas } from "./formulas";

// read gives the formulas of a text in the order in which they stand.
function read(text: string): string[] {
  const known = new Set<string>();
  const marked = markFormulas(text, known);
  expect(marked).toHaveLength(text.length);
  return [...marked.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => {
    const found = formulaIn(code as string, known);
    return found ? [`${found.display ? "display " : ""}${found.tex}`] : [];
  });
}

test.each([
  ["넓이는 \\(\\pi r^2\\)이에요.", ["\\pi r^2"]],
  ["\\[ E = mc^2 \\]", ["display E = mc^2"]],
  ["$$\na^2 + b^2 = c^2\n$$", ["display a^2 + b^2 = c^2"]],
  ["값은 $x_1 = 3$이에요.", ["x_1 = 3"]],
  ["가격은 $5이고 $10도 있어요.", []],
  ["It costs $5 to $10.", []],
  ["`$x = 1$`는 코드예요.", []],
  ["$PATH와 $HOME = 집", []],
  ["\\(끝나지 않은", []],
])("%s", (text, want) => expect(read(text)).toEqual(want));
