/** The zeros that each number of a column lacks beside the one with the longest fraction. The numbers stay exact. */
export function fillersOf(texts: readonly string[]): string[] {
  const digits = texts.map((text) => /\.(\d+)$/.exec(text)?.[1]?.length ?? 0);
  const longest = Math.max(0, ...digits);
  return digits.map((count) => '0'.repeat(longest - count));
}
