import { RE2JS } from "re2js";
import type { Problem } from "../problem.ts";
import type { ProfileVariable, VariableFormat } from "../profile/profile.ts";

const BYTE = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const IPV4 = `${BYTE}(?:\\.${BYTE}){3}`;
const FORMATS: Readonly<Record<VariableFormat, RegExp>> = {
  string: /^[^]*$/,
  number: /^-?\d+(\.\d+)?$/,
  boolean: /^(true|false)$/,
  ipv4: new RegExp(`^${IPV4}$`),
  ipv4cidr: new RegExp(`^${IPV4}/(?:3[0-2]|[12]?\\d)$`),
  ipv6: /^(?=.*:)[0-9A-Fa-f:]+(?:%\w+)?$/,
  version: /^v?\d+(\.\d+){0,2}(-[0-9A-Za-z.-]+)?$/,
  base64: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
};

/** Why a value does not suit a variable; undefined: it does. */
export function valueProblem(variable: ProfileVariable, value: string): string | undefined {
  const { format = "string", regex, inputType, options = [], required } = variable;
  if (value === "") return required ? "a value is required" : undefined;
  if (!FORMATS[format].test(value)) return `${JSON.stringify(value)} is not of format ${format}`;
  if (inputType === "dropdown" && !options.some((option) => option.value === value))
    return `must be one of ${options.map((option) => option.value).join(", ")}`;
  if (regex === undefined || regex === "") return undefined;
  try {
    return RE2JS.compile(regex).matcher(value).find() ? undefined : `${JSON.stringify(value)} does not match ${regex}`;
  } catch {
    return `${regex} is not a regular expression`;
  }
}

/** The variables' values for a cluster: what is given over the default. Read-only ones keep their default. */
export function variableValues(
  variables: readonly ProfileVariable[],
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const { name, defaultValue, immutable } of variables) {
    const value = immutable ? defaultValue : (given[name] ?? defaultValue);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** What is wrong with the variables of a profile, and with the values given for them. */
export function checkVariables(
  variables: readonly ProfileVariable[],
  given: Readonly<Record<string, string>>,
): readonly Problem[] {
  const problems: Problem[] = [];
  const fail = (name: string, message: string, fix?: string): void =>
    void problems.push({
      code: "VARIABLE",
      severity: "error",
      field: `variables[${name}]`,
      message,
      ...(fix !== undefined && { fix }),
    });
  for (const [index, variable] of variables.entries()) {
    const { name, displayName, defaultValue, hidden, required, immutable } = variable;
    if (!/^[A-Za-z_]\w*$/.test(name))
      fail(name, `${JSON.stringify(name)} is not a name: letters, digits and _ are accepted`);
    const earlier = variables.slice(0, index);
    if (earlier.some((other) => other.name === name)) fail(name, `the name ${name} is used twice`);
    if (earlier.some((other) => other.displayName === displayName))
      fail(name, `the display name ${displayName} is used twice`);
    const needsDefault = immutable ? "read-only" : hidden && required ? "hidden and required" : undefined;
    if (needsDefault && !defaultValue) fail(name, `a ${needsDefault} variable needs a default value`);
    if (defaultValue !== undefined && defaultValue !== "") {
      const message = valueProblem(variable, defaultValue);
      if (message !== undefined) fail(name, `default value: ${message}`);
    }
    const value = given[name];
    if (value !== undefined && immutable && value !== defaultValue) fail(name, "the variable is read-only");
    const message = value === undefined ? undefined : valueProblem(variable, value);
    if (message !== undefined) fail(name, message);
  }
  for (const name of Object.keys(given))
    if (!variables.some((variable) => variable.name === name)) fail(name, `the profile has no variable ${name}`);
  return problems;
}
