import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";

const ROOT = join(import.meta.dirname, "../../..");
const PACKAGE = "@sparticuz/chromium";
const FONTS = "fonts-of-the-machine.conf";
const UNPACK_MILLISECONDS = 180_000;
const LAUNCH_MILLISECONDS = 120_000;

/** A Chromium without a window: the one that npm brought on linux/x64, elsewhere an installed Chrome. */
export async function openBrowser(): Promise<Browser> {
  const own = process.platform === "linux" && process.arch === "x64" ? unpacked() : undefined;
  return await chromium.launch({
    ...(own ? { executablePath: join(own, "chromium") } : { channel: "chrome" }),
    ...(own ? { env: { ...process.env, FONTCONFIG_FILE: join(own, FONTS) } } : {}),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--font-render-hinting=none",
      "--force-color-profile=srgb",
    ],
    timeout: LAUNCH_MILLISECONDS,
  });
}

/** Fonts of the machine and the one that came along: without any font the browser ends at its first letter. */
function fontsIn(folder: string): string {
  const places = ["/usr/share/fonts", "/usr/local/share/fonts", join(folder, "fonts")];
  const first = { "sans-serif": "Open Sans", "system-ui": "Open Sans", monospace: "DejaVu Sans Mono" };
  const lines = [
    ...places.map((place) => `<dir>${place}</dir>`),
    `<cachedir>${join(folder, "fonts-cache")}</cachedir>`,
    ...Object.entries(first).map(
      ([family, name]) => `<alias><family>${family}</family><prefer><family>${name}</family></prefer></alias>`,
    ),
  ];
  return `<?xml version="1.0"?>\n<fontconfig>\n${lines.join("\n")}\n</fontconfig>\n`;
}

/**
 * Folder of the unpacked browser (some 210 MB), kept in the project's cache. The package unpacks into the folder for temporary files and takes what
 * it finds there for whole: so it gets a folder of its own, and the finished one gets its name in one step.
 */
function unpacked(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules", PACKAGE, "package.json"), "utf8")) as {
    version: string;
  };
  const folder = join(ROOT, ".cache", "chromium", version);
  if (existsSync(folder)) return folder;
  const own = `${folder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  const program = `const { default: chromium } = await import(${JSON.stringify(PACKAGE)}); await chromium.executablePath();`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: own },
    encoding: "utf8",
    timeout: UNPACK_MILLISECONDS,
  });
  if (status !== 0) throw new Error(`${PACKAGE} does not unpack: ${stderr}`);
  writeFileSync(join(own, FONTS), fontsIn(folder));
  try {
    renameSync(own, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(own, { recursive: true, force: true });
  }
  return folder;
}
