import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { CommandError } from "../command-error.ts";

/** One setting of the server: by flag, environment, file or default, in this order. */
export interface Setting {
  readonly flag: string;
  readonly env: string;
  /** Text as a user would write it; empty: not set. */
  readonly default: (environment: NodeJS.ProcessEnv) => string;
  readonly help: string;
  /** Shown in the help in place of the default. */
  readonly shown?: string;
}

const none = () => "";

/** Every setting of `inlay server`. Names in a file are those of the flags. */
export const SERVER_SETTINGS = {
  databaseUrl: {
    flag: "database-url",
    env: "DATABASE_URL",
    default: none,
    help: "PostgreSQL to use",
    shown: "one of its own, in the data folder",
  },
  data: {
    flag: "data",
    env: "INLAY_SERVER_DATA",
    default: ({ XDG_DATA_HOME, HOME }) =>
      join(XDG_DATA_HOME || join(HOME || homedir(), ".local", "share"), "inlay", "server"),
    help: "folder of its own PostgreSQL",
    shown: "~/.local/share/inlay/server",
  },
  host: { flag: "host", env: "INLAY_SERVER_HOST", default: () => "127.0.0.1", help: "address to listen on" },
  port: { flag: "port", env: "INLAY_SERVER_PORT", default: () => "8090", help: "port of HTTP; 0: a free one" },
  httpsPort: {
    flag: "https-port",
    env: "INLAY_SERVER_HTTPS_PORT",
    default: () => "8443",
    help: "port of HTTPS, with a certificate; 0: a free one",
  },
  tlsCert: { flag: "tls-cert", env: "INLAY_SERVER_TLS_CERT", default: none, help: "file of the certificate (PEM)" },
  tlsKey: { flag: "tls-key", env: "INLAY_SERVER_TLS_KEY", default: none, help: "file of its key (PEM)" },
  email: {
    flag: "email",
    env: "INLAY_EMAIL",
    default: () => "admin@inlay.local",
    help: "address of the first user of a new database",
  },
  password: {
    flag: "password",
    env: "INLAY_PASSWORD",
    default: none,
    help: "password of the first user",
    shown: "a random one, printed once",
  },
  console: { flag: "console", env: "INLAY_SERVER_CONSOLE", default: () => "true", help: "false: the API only" },
} as const satisfies Readonly<Record<string, Setting>>;

export type ServerSettings = Readonly<Record<keyof typeof SERVER_SETTINGS, string>>;

/**
 * What each setting is.
 * @param flags by flag name, undefined where not given.
 * @param file path of a YAML file, or undefined.
 * @throws CommandError naming the setting, the value and what would be accepted.
 */
export function serverSettings(
  flags: Readonly<Record<string, string | undefined>>,
  environment: NodeJS.ProcessEnv,
  file: string | undefined,
): ServerSettings {
  const kept = file === undefined ? {} : readSettings(file);
  const settings = Object.fromEntries(
    Object.entries(SERVER_SETTINGS).map(([name, setting]: [string, Setting]) => [
      name,
      flags[setting.flag] ?? (environment[setting.env] || kept[setting.flag]) ?? setting.default(environment),
    ]),
  ) as ServerSettings;
  for (const name of ["port", "httpsPort"] as const) requirePort(SERVER_SETTINGS[name].flag, settings[name]);
  if (settings.console !== "true" && settings.console !== "false")
    throw new CommandError(`--console: ${JSON.stringify(settings.console)} must be true or false`);
  if ((settings.tlsCert === "") !== (settings.tlsKey === ""))
    throw new CommandError("--tls-cert and --tls-key are given together");
  return settings;
}

function requirePort(flag: string, value: string): void {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new CommandError(`--${flag}: ${JSON.stringify(value)} must be a port up to 65535, or 0 for a free one`);
}

function readSettings(file: string): Readonly<Record<string, string>> {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (content === null || content === undefined) return {};
  if (typeof content !== "object" || Array.isArray(content))
    throw new CommandError(`${file}: settings are needed, one a line, such as "port: 8090"`);
  const known: readonly string[] = Object.values(SERVER_SETTINGS).map(({ flag }) => flag);
  for (const [name, value] of Object.entries(content)) {
    if (!known.includes(name))
      throw new CommandError(`${file}: ${JSON.stringify(name)} is no setting: there are ${known.join(", ")}`);
    if (!["string", "number", "boolean"].includes(typeof value))
      throw new CommandError(`${file}: ${name} must be a text, a number, true or false`);
  }
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, String(value)]));
}
