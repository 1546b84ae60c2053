const DIGITS = 12;

/** The difference of two decimal strings of at most 12 digits after the point, exact: amounts are never read as floats. */
export function subtract(from: string, amount: string): string {
  const difference = scaled(from) - scaled(amount);
  const digits = String(difference < 0n ? -difference : difference).padStart(DIGITS + 1, '0');
  const text = `${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}`.replace(/\.?0+$/, '');
  return difference < 0n ? `-${text}` : text;
}

/** In units of the last digit. */
function scaled(decimal: string): bigint {
  const [whole = '0', part = ''] = decimal.replace('-', '').split('.');
  const size = BigInt(whole + part.padEnd(DIGITS, '0'));
  return decimal.startsWith('-') ? -size : size;
}
