import type { Api, ExportAnswer, ExportParameters } from '../api/client';
import { type Problem, problemOf, UNREACHABLE } from '../api/problem';

/** What is exported: a section, and whose it is. */
export type Exported = Pick<ExportParameters, 'section' | 'agent_id' | 'team_id'>;

export type Outcome = { answer: ExportAnswer } | { problem: Problem };

/** Has a file made, and starts its download. */
export async function exportFile(api: Api, body: ExportParameters): Promise<Outcome> {
  try {
    const { data, error, response } = await api.POST('/v1/exports', { body });
    if (data === undefined) return { problem: problemOf(response.status, error) };
    download(data.url);
    return { answer: data };
  } catch {
    return { problem: UNREACHABLE };
  }
}

/** The file comes from another origin as an attachment: a link keeps the page where it is, and needs no reading rights. */
function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.rel = 'noreferrer';
  document.body.append(link);
  link.click();
  link.remove();
}
