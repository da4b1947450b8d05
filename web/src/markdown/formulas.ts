// Formulas as models write them: \(…\), \[…\], $$…$$ and $…$. They go through the parser as code, which it leaves alone, in as
// many characters as before: what is known of places in the text stays true.

const inline = "\u2061"; // invisible marks of Unicode that no other code begins with
const display = "\u2062";

const pattern = /(`+)[^`]+\1|\\\(([^`]+?)\\\)|\\\[([^`]+?)\\\]|\$\$([^`]+?)\$\$|(?<![\\$\w])\$(?!\s)([^$`\n]+?)(?<!\s)\$(?![$\d])/g;

// A single dollar is a sign of money, unless what follows can only be a formula.
const formula = /^[^가-힣]*[\\^_{}=][^가-힣]*$/;

// markFormulas marks the formulas of a text. known collects those in single dollars, which have no room for a mark.
export function markFormulas(text: string, known: Set<string>): string {
  if (!/[$\\]/.test(text)) return text;
  return text.replace(pattern, (whole, ticks?: string, round?: string, square?: string, dollars?: string, dollar?: string) => {
    if (ticks !== undefined) return whole;
    if (round !== undefined) return `\`${inline}${flat(round)}${inline}\``;
    if (square !== undefined) return `\`${display}${flat(square)}${display}\``;
    if (dollars !== undefined) return `\`${display}${flat(dollars)}${display}\``;
    if (dollar === undefined || !formula.test(dollar)) return whole;
    known.add(dollar);
    return `\`${dollar}\``;
  });
}

const flat = (tex: string) => tex.replace(/\n/g, " "); // an empty line would end the paragraph

// formulaIn is the formula that a piece of code stands for; null for code.
export function formulaIn(code: string, known: ReadonlySet<string>): { tex: string; display: boolean } | null {
  const mark = code[0];
  if ((mark === inline || mark === display) && code.length > 2 && code.endsWith(mark)) return { tex: code.slice(1, -1).trim(), display: mark === display };
  return known.has(code) ? { tex: code, display: false } : null;
}
