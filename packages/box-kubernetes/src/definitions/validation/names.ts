/**
 * Syntax of names and labels, in upstream's words (apimachinery util/validation). Each function returns what is wrong, in order;
 * nothing: the text is good.
 */
export type NameRule = (name: string, isPrefix: boolean) => readonly string[];

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DNS_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const DNS_1035_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const QUALIFIED_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const CONFIG_KEY_TEXT =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

const GOOD: readonly string[] = [];

function check(text: string, most: number, pattern: RegExp, wording: string): readonly string[] {
  const faults: string[] = [];
  if (text.length > most) faults.push(`must be no more than ${most} characters`);
  if (!pattern.test(text)) faults.push(wording);
  return faults;
}

/** `isPrefix`: of a generateName, whose last dash will be followed by something. */
function masked(name: string, isPrefix: boolean): string {
  return isPrefix && name.length > 1 && name.endsWith("-") ? `${name.slice(0, -1)}a` : name;
}

export const nameIsSubdomain: NameRule = (name, isPrefix) =>
  check(masked(name, isPrefix), 253, SUBDOMAIN, SUBDOMAIN_TEXT);
export const nameIsLabel: NameRule = (name, isPrefix) => {
  const text = masked(name, isPrefix);
  if (text.length <= 63 && LABEL.test(text)) return GOOD;
  return check(text, 63, LABEL, SUBDOMAIN.test(text) ? "must not contain dots" : LABEL_TEXT);
};
export const nameIsDns1035: NameRule = (name, isPrefix) => check(masked(name, isPrefix), 63, DNS_1035, DNS_1035_TEXT);

/** RBAC names may be anything that can stand in a path. */
export const nameIsPathSegment: NameRule = (name, isPrefix) => {
  if (name === "." && !isPrefix) return ["may not be '.'"];
  if (name === ".." && !isPrefix) return ["may not be '..'"];
  return ["/", "%"].filter((bad) => name.includes(bad)).map((bad) => `may not contain '${bad}'`);
};

/** Label and annotation keys, finalizers, resource names: `[prefix/]name`. */
export function qualifiedNameFaults(text: string): readonly string[] {
  const parts = text.split("/");
  if (parts.length > 2)
    return [
      `a qualified name ${QUALIFIED_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const faults: string[] = [];
  if (parts.length === 2) {
    if (parts[0] === "") faults.push("prefix part must be non-empty");
    else faults.push(...nameIsSubdomain(parts[0]!, false).map((fault) => `prefix part ${fault}`));
  }
  const name = parts.at(-1)!;
  if (name === "") faults.push("name part must be non-empty");
  else if (name.length > 63) faults.push("name part must be no more than 63 characters");
  if (!QUALIFIED.test(name)) faults.push(`name part ${QUALIFIED_TEXT}`);
  return faults;
}

export function labelValueFaults(text: string): readonly string[] {
  return check(text, 63, LABEL_VALUE, LABEL_VALUE_TEXT);
}

/** Keys of ConfigMap and Secret data. */
export function configKeyFaults(key: string): readonly string[] {
  const faults = [...check(key, 253, /^[-._a-zA-Z0-9]+$/, CONFIG_KEY_TEXT)];
  if (key === ".") faults.push("must not be '.'");
  else if (key === "..") faults.push("must not be '..'");
  else if (key.startsWith("..")) faults.push("must not start with '..'");
  return faults;
}

/** Port names: lower case, at least one letter, at most 15 characters. */
export function portNameFaults(port: string): readonly string[] {
  const faults: string[] = [];
  if (port.length > 15) faults.push("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(port)) faults.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(port)) faults.push("must contain at least one letter (a-z)");
  if (port.includes("--")) faults.push("must not contain consecutive hyphens");
  if (port.startsWith("-") || port.endsWith("-")) faults.push("must not begin or end with a hyphen");
  return faults;
}

/** Names of environment variables: relaxed, anything printable but `=`. */
export function envNameFaults(name: string): readonly string[] {
  if (name === "") return ["environment variable name must not be empty"];
  return /^[ -<>-~]+$/.test(name)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}
