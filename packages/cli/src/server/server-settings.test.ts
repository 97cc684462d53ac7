import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serverSettings } from "./server-settings.ts";

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "inlay-settings-"));
  file = join(folder, "server.yaml");
  writeFileSync(file, "port: 7000\nhttps-port: 7001\nemail: file@example.org\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a flag wins over the environment, that over the file, that over the default", () => {
  const environment = { INLAY_SERVER_PORT: "6000", INLAY_SERVER_HTTPS_PORT: "6001", HOME: "/h" };
  expect(serverSettings({ port: "5000" }, environment, file)).toMatchObject({
    port: "5000",
    httpsPort: "6001",
    email: "file@example.org",
    host: "127.0.0.1",
    data: "/h/.local/share/inlay/server",
  });
});

test.each([
  [{ port: "x" }, '--port: "x" must be a port up to 65535'],
  [{ "https-port": "70000" }, "--https-port"],
  [{ console: "maybe" }, "must be true or false"],
  [{ "tls-cert": "a.pem" }, "given together"],
])("%j is refused", (flags, message) => {
  expect(() => serverSettings(flags, {}, undefined)).toThrow(message);
});

test("a name in the file that is no setting is refused with those there are", () => {
  const wrong = join(folder, "wrong.yaml");
  writeFileSync(wrong, "prot: 1\n");
  expect(() => serverSettings({}, {}, wrong)).toThrow('"prot" is no setting: there are database-url');
});
