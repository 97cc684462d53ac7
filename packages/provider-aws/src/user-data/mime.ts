/** One part of a multipart document. */
export interface MimePart {
  /** `text/x-shellscript; charset="us-ascii"` */
  readonly contentType: string;
  readonly body: string;
}

const BOUNDARY = "//";
const DEFAULT_TYPE = "text/plain";

/** Whether user data is a MIME document already: cloud-init tells by its first header. */
export function isMime(text: string): boolean {
  return /^(MIME-Version|Content-Type):/i.test(text.trimStart());
}

/** A document that cannot be read: its boundary is missing. */
export class MimeUnreadable extends Error {
  readonly code = "MIME_UNREADABLE";
}

/** Parts of a multipart document; a document of another type is its one part. @throws MimeUnreadable */
export function parseMime(text: string): readonly MimePart[] {
  const { headers, body } = splitHeaders(normalise(text).trimStart());
  const contentType = headers.get("content-type") ?? DEFAULT_TYPE;
  if (!contentType.toLowerCase().startsWith("multipart/")) return [{ contentType, body }];
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!boundary) throw new MimeUnreadable("the multipart user data names no boundary");
  const [, ...sections] = `\n${body}`.split(`\n--${boundary}`);
  const parts: MimePart[] = [];
  for (const section of sections) {
    if (section.startsWith("--")) return parts;
    const part = splitHeaders(section.replace(/^[ \t]*\n/, ""));
    parts.push({ contentType: part.headers.get("content-type") ?? DEFAULT_TYPE, body: part.body });
  }
  throw new MimeUnreadable(`the multipart user data does not end with --${boundary}--`);
}

/** A multipart/mixed document with the parts in order. */
export function renderMime(parts: readonly MimePart[]): string {
  const sections = parts.map((part) => `--${BOUNDARY}\nContent-Type: ${part.contentType}\n\n${part.body.trimEnd()}\n`);
  return normalise(
    [
      "MIME-Version: 1.0",
      `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
      "",
      ...sections,
      `--${BOUNDARY}--`,
      "",
    ].join("\n"),
  );
}

function splitHeaders(text: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const end = text.indexOf("\n\n");
  const head = end < 0 ? text : text.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.replaceAll(/\n[ \t]+/g, " ").split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: end < 0 ? "" : text.slice(end + 2) };
}

function normalise(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
