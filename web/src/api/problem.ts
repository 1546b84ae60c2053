/** Why a call failed, as the reader is told. */
export interface Problem {
  /** 0 when no answer came at all. */
  status: number;
  /** What to change, in the server's words; null where it said nothing. */
  detail: string | null;
  /** Names this failure in the server's log. */
  id: string | null;
}

/** Reads a problem of the API (RFC 9457) or of the gateway before it, which says only `message`. */
export function problemOf(status: number, body: unknown): Problem {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof said[name] === 'string' ? said[name] : null);
  return { status, detail: text('detail') ?? text('message'), id: text('id') };
}

export const UNREACHABLE: Problem = { status: 0, detail: null, id: null };
