/**
 * How well a text fits what was typed: the letters must come in its order, and count more where they follow each other or begin a word.
 * Undefined when it does not fit; the larger the better.
 */
export function fuzzyScore(typed: string, text: string): number | undefined {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return 0;
  const hay = text.toLowerCase();
  const whole = hay.indexOf(wanted);
  if (whole >= 0) return 1000 - whole - (hay.length - wanted.length) * 0.1 + (isWordStart(hay, whole) ? 200 : 0);
  let score = 0;
  let at = -1;
  for (const letter of wanted.replace(/\s+/g, '')) {
    const next = hay.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    score += next === at + 1 ? 8 : isWordStart(hay, next) ? 6 : 1;
    at = next;
  }
  return score - hay.length * 0.1;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s\-_/.·]/.test(text.charAt(at - 1));
}
