export interface MimePart {
  /** Lower case, without parameters: `application/node.eks.aws`. */
  readonly contentType: string;
  readonly body: string;
}

const HEADER = /^([A-Za-z-]+):[ \t]*(.*)$/;

/** Parts of a `multipart/…` document as cloud-init reads it; a text that is none is one part of the type `fallback`. */
export function mimeParts(text: string, fallback: string): readonly MimePart[] {
  const { headers, body } = splitHeaders(text.replaceAll("\r\n", "\n"));
  const type = headers.get("content-type");
  if (type === undefined) return [{ contentType: fallback, body: text }];
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (!type.toLowerCase().startsWith("multipart/") || boundary === undefined)
    return [{ contentType: bare(type), body }];
  return body
    .split(`--${boundary}`)
    .slice(1)
    .filter((section) => !section.startsWith("--"))
    .map((section) => {
      const part = splitHeaders(section.replace(/^\n/, ""));
      const contentType = bare(part.headers.get("content-type") ?? "text/plain");
      return { contentType, body: decoded(part.body, part.headers.get("content-transfer-encoding")) };
    })
    .flatMap((part) =>
      part.contentType.startsWith("multipart/")
        ? mimeParts(`Content-Type: ${part.contentType}\n\n${part.body}`, fallback)
        : [part],
    );
}

function splitHeaders(text: string): { headers: Map<string, string>; body: string } {
  const headers = new Map<string, string>();
  const lines = text.split("\n");
  let index = 0;
  let last = "";
  for (; index < lines.length && lines[index] !== ""; index++) {
    const line = lines[index]!;
    const match = HEADER.exec(line);
    if (match) headers.set((last = match[1]!.toLowerCase()), match[2]!);
    else if (/^[ \t]/.test(line) && last !== "") headers.set(last, headers.get(last)! + line.trim());
    else return { headers: new Map(), body: text };
  }
  return headers.size === 0 ? { headers, body: text } : { headers, body: lines.slice(index + 1).join("\n") };
}

const bare = (type: string) => type.split(";")[0]!.trim().toLowerCase();

function decoded(body: string, encoding: string | undefined): string {
  return encoding?.toLowerCase() === "base64" ? Buffer.from(body, "base64").toString("utf8") : body;
}
