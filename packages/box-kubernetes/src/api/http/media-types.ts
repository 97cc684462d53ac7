import { ApiError } from "../api-error.ts";

export interface Accepted {
  readonly format: "json" | "yaml";
  /** Another form of the object, if one was asked for. */
  readonly as: "" | "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList";
  /** Version of that form: `v1`, `v1beta1`. */
  readonly asVersion: string;
}

interface MediaRange {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly quality: number;
}

const JSON_ANSWER: Accepted = { format: "json", as: "", asVersion: "" };
const SERVED = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
const FORMATS: Readonly<Record<string, Accepted["format"]>> = {
  "application/json": "json",
  "application/yaml": "yaml",
  "*/*": "json",
  "application/*": "json",
};
const FORMS: ReadonlySet<string> = new Set(["Table", "PartialObjectMetadata", "PartialObjectMetadataList"]);

/**
 * The best answer that an Accept header allows. Protobuf is never answered: every client that asks for it takes JSON as well.
 *
 * @throws ApiError 406
 */
export function accepted(header: string | undefined, isWatch = false): Accepted {
  if (header === undefined || header === "") return JSON_ANSWER;
  const ranges = parseRanges(header);
  for (const range of ranges) {
    const format = FORMATS[range.type];
    if (!format || (isWatch && format === "yaml")) continue;
    const { as = "", v = "v1", g = "" } = range.parameters;
    if (as === "") return { format, as, asVersion: "" };
    if (FORMS.has(as) && g === "meta.k8s.io" && (v === "v1" || v === "v1beta1"))
      return { format, as: as as Accepted["as"], asVersion: v };
  }
  throw isWatch ? notAcceptable(WATCH_SERVED) : refusal(ranges);
}

const WATCH_SERVED = "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

/** Two layers refuse upstream: one that knows the media type but not the form, one that does not know the type. */
function refusal(ranges: readonly MediaRange[]): ApiError {
  const known = ranges.some(({ type }) => type in FORMATS || type === "application/vnd.kubernetes.protobuf");
  if (known) return notAcceptable(SERVED);
  return new ApiError(406, "NotAcceptable", `406: Not Acceptable\n\nAvailable representations: ${SERVED}`, {});
}

export function notAcceptable(served: string = SERVED): ApiError {
  return new ApiError(406, "NotAcceptable", `only the following media types are accepted: ${served}`);
}

function parseRanges(header: string): readonly MediaRange[] {
  const ranges = header.split(",").map((part) => {
    const [type = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const pairs = Object.fromEntries(parameters.map((parameter) => splitOnce(parameter)));
    const quality = Number(pairs["q"] ?? 1);
    return { type: type.toLowerCase(), parameters: pairs, quality: Number.isNaN(quality) ? 1 : quality };
  });
  return ranges.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
}

function splitOnce(parameter: string): [string, string] {
  const equals = parameter.indexOf("=");
  return equals < 0 ? [parameter, ""] : [parameter.slice(0, equals), parameter.slice(equals + 1)];
}
