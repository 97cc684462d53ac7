import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { sentenceOf } from "../terminal/sentence.ts";
import { styled } from "../terminal/style.ts";
import { logFailure } from "./log-failure.ts";
import { prepareServer } from "./run-server.ts";
import { SERVER_SETTINGS, serverSettings, type Setting } from "./server-settings.ts";

/** `inlay server`: API and console on a PostgreSQL, until it is told to stop. */
export function serverCommand(): Command {
  const command = new Command("server")
    .description("serve the Palette-compatible API and the console")
    .option("--config <file>", "YAML file of settings, named as the flags [INLAY_SERVER_CONFIG]");
  for (const setting of Object.values<Setting>(SERVER_SETTINGS)) {
    const fallback = setting.shown ?? setting.default({});
    const shown = fallback === "" ? "" : `, default: ${fallback}`;
    command.addOption(new Option(`--${setting.flag} <value>`, `${setting.help} [${setting.env}${shown}]`));
  }
  return command.addOption(new Option("--beside-box").hideHelp()).action(run);
}

async function run(given: Readonly<Record<string, string | boolean | undefined>>): Promise<void> {
  if (given["besideBox"] === true) {
    const { serveBesideBox } = await import("./serve-beside-box.ts");
    await serveBesideBox();
    return;
  }
  const flags = Object.fromEntries(
    Object.entries(SERVER_SETTINGS).map(([name, { flag }]) => [flag, textOf(given[name])]),
  );
  const settings = serverSettings(flags, process.env, textOf(given["config"]) ?? process.env["INLAY_SERVER_CONFIG"]);
  const stop = new AbortController();
  const stopping = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        if (stop.signal.aborted) process.exit(130);
        stop.abort(new Error(`stopped by ${signal}`));
        resolve();
      });
  });
  const database = settings.databaseUrl === "" ? { folder: settings.data } : { url: settings.databaseUrl };
  const parts = await prepareServer(database, settings.console === "true", stop.signal);
  try {
    const tls =
      settings.tlsCert === ""
        ? undefined
        : {
            cert: readFileSync(settings.tlsCert, "utf8"),
            key: readFileSync(settings.tlsKey, "utf8"),
            port: Number(settings.httpsPort),
          };
    const server = await parts.start({
      host: settings.host,
      port: Number(settings.port),
      emailId: settings.email,
      ...(settings.password === "" ? {} : { password: settings.password }),
      ...(tls ? { tls } : {}),
      logFailure,
    });
    process.stdout.write(
      `${styled("bold", "Inlay's server")} ${server.url}${server.httpsUrl ? `  ${server.httpsUrl}` : ""}\n`,
    );
    if (server.firstUser)
      process.stdout.write(
        `  first user ${server.firstUser.emailId}, password ${server.firstUser.password} (told once)\n`,
      );
    await stopping;
  } finally {
    await parts.stop().catch((error: unknown) => process.stderr.write(`inlay: ${sentenceOf(error)}\n`));
  }
  // Idle connections must not keep the process.
  process.exit(0);
}

const textOf = (value: string | boolean | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;
