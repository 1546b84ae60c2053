import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import type { Download } from 'playwright-core';
import readWorkbook, { type CellValue } from 'read-excel-file/node';

/** A table of a file: its header row, and the others. Every cell as text. */
export type Table = string[][];

/** RFC 4180 to the letter: a byte order mark, CRLF, as many cells in every row. */
export function readCsv(bytes: Uint8Array): Table {
  const text = Buffer.from(bytes).toString('utf8');
  if (!text.startsWith('\uFEFF')) throw new Error('no byte order mark');
  return parse(text, { bom: true, record_delimiter: '\r\n' });
}

export async function readXlsx(bytes: Uint8Array): Promise<Record<string, Table>> {
  const sheets = await readWorkbook(Buffer.from(bytes));
  return Object.fromEntries(sheets.map(({ sheet, data }) => [sheet, data.map((row) => row.map(cellText))]));
}

function cellText(cell: CellValue | null): string {
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell ?? '');
}

export function readZip(bytes: Uint8Array): Record<string, Table> {
  return Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, file]) => [name, readCsv(file)]));
}

export async function bytesOf(download: Download): Promise<Uint8Array> {
  return readFile(await download.path());
}

/** How rows of an answer must stand in a file: nested fields joined by `_`, empty for null. */
export function tableOf(rows: readonly object[]): Table {
  const flat = rows.map((row) => flatten('', row));
  return [Object.keys(flat[0] ?? {}), ...flat.map((row) => Object.values(row))];
}

function flatten(prefix: string, row: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(flatten(`${prefix}${key}_`, value))
        : [[prefix + key, String(value ?? '')]],
    ),
  );
}
