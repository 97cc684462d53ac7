/** Requests to the server: session, project scope, errors with their code. */
import { session } from "./session.ts";

/** The server refused. `code` is stable, `status` is HTTP's; a conflict carries what is there now in `details`. */
export class RequestRefused extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, code: string, message: string, details?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

const DEADLINE_MILLISECONDS = 30_000;

/** Where a request counts: in the chosen project, in the tenant, or signed in by these headers. */
export type Scope = "project" | "tenant";
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One request; the answer's JSON, or undefined for 204. @throws RequestRefused */
export async function request<Answer>(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  scope: Scope | Readonly<Record<string, string>> = "project",
): Promise<Answer> {
  const deadline = AbortSignal.timeout(DEADLINE_MILLISECONDS);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...(typeof scope === "string" ? session.headers(scope) : scope),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new RequestRefused(
      0,
      "Unreachable",
      "The server does not answer. Changes are kept here; try again in a moment.",
    );
  }
  if (response.status === 401 && session.current() !== undefined) session.end();
  const text = await response.text();
  if (!response.ok) throw refusal(response.status, text);
  return (
    text && response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text || undefined
  ) as Answer;
}

function refusal(status: number, text: string): RequestRefused {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null) {
      const { code, message, details } = body as { code?: unknown; message?: unknown; details?: unknown };
      return new RequestRefused(
        status,
        typeof code === "string" ? code : String(status),
        typeof message === "string" ? message : "The server gave no reason.",
        details,
      );
    }
  } catch {
    // Not JSON: a proxy's page, or nothing.
  }
  return new RequestRefused(status, String(status), `The server answered ${status}.`);
}

/** All pages of a list. */
export async function everyPage<Item>(
  load: (token: string | undefined) => Promise<{ items?: readonly Item[] | null; listmeta?: { continue?: string } }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  for (let page = 0; page < 100; page++) {
    const answer = await load(token);
    items.push(...(answer.items ?? []));
    token = answer.listmeta?.continue || undefined;
    if (token === undefined) break;
  }
  return items;
}

/** What to show for anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
