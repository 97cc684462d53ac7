import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import type { Person } from "./console-stack.ts";

/** Where pictures and texts of failures go. */
const FAILURES = join(import.meta.dirname, "../../../.cache/console-failures");
/** On a loaded machine; every wait ends as soon as its condition holds. */
export const PATIENCE_MILLISECONDS = 1000 * Number(process.env["CONSOLE_PATIENCE_SECONDS"] ?? 90);
type Role = Parameters<Page["getByRole"]>[0];
export type Look = {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** What is done with each screen that a flow shows: a picture, a check. */
  readonly onShow?: (visitor: Visitor, name: string) => Promise<void>;
};

/** Somebody in front of the console. Finds everything by its accessible name, as a person with a screen reader does. */
export class Visitor {
  readonly page: Page;
  readonly #context: BrowserContext;
  /** What went wrong in the page: errors of scripts and refused requests that the console did not expect. */
  readonly errors: string[] = [];

  readonly #onShow: Look["onShow"];

  private constructor(page: Page, context: BrowserContext, onShow: Look["onShow"]) {
    this.page = page;
    this.#onShow = onShow;
    this.#context = context;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        this.errors.push(message.text());
    });
  }

  static async at(browser: Browser, url: string, look: Look = {}): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
      colorScheme: look.scheme ?? "light",
      reducedMotion: "reduce",
      locale: "en-US",
      timezoneId: "UTC",
      acceptDownloads: true,
    });
    context.setDefaultTimeout(PATIENCE_MILLISECONDS);
    const page = await context.newPage();
    const visitor = new Visitor(page, context, look.onShow);
    await page.goto("/");
    return visitor;
  }

  async signIn({ emailId, password }: Person): Promise<void> {
    await this.fill("Email", emailId);
    await this.fill("Password", password);
    await this.press("Sign in");
    await this.find("navigation", "Main menu").waitFor();
  }

  find(role: Role, name: string | RegExp, within: Page | Locator = this.page): Locator {
    return within.getByRole(role, { name, ...(typeof name === "string" ? { exact: true } : {}) });
  }
  /** Presses a button. */
  async press(name: string | RegExp, within?: Locator): Promise<void> {
    await this.find("button", name, within).click();
  }
  /** Opens a page of the left main menu. */
  async menu(name: string): Promise<void> {
    await this.find("link", name, this.find("navigation", "Main menu")).click();
    await this.find("heading", name).waitFor();
  }
  async follow(name: string | RegExp, within?: Locator): Promise<void> {
    await this.find("link", name, within).click();
  }
  async item(name: string | RegExp): Promise<void> {
    await this.find("menuitem", name).click();
  }
  async tab(name: string): Promise<void> {
    const tab = this.find("tab", name);
    await tab.click();
    await this.find("tabpanel", name).waitFor();
  }
  async fill(label: string, text: string, within: Page | Locator = this.page): Promise<void> {
    await within
      .getByRole("textbox", { name: new RegExp(`^${escaped(label)}( \\*)?$`) })
      .or(within.getByLabel(label, { exact: true }))
      .first()
      .fill(text);
  }
  /** Chooses an option of a drop-down. */
  async choose(label: string | RegExp, option: string, within?: Locator): Promise<void> {
    await this.find("combobox", label, within)
      .or(this.find("textbox", label, within))
      .first()
      .click();
    await this.find("option", option).click();
  }
  /** Replaces what stands in a YAML editor, as somebody does who pastes. */
  async paste(label: string, text: string, within?: Locator): Promise<void> {
    const editor = this.find("textbox", label, within);
    await editor.click();
    await editor.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
  }
  async sees(text: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    await within.getByText(text).first().waitFor();
  }
  /** A screen that is worth being looked at. */
  async show(name: string): Promise<void> {
    await this.#onShow?.(this, name);
  }
  async leave(): Promise<void> {
    await this.#context.close();
  }

  /** Runs part of a test; when it fails, a picture and the text of the page are kept, and the error says where. */
  async doing<Answer>(name: string, part: () => Promise<Answer>): Promise<Answer> {
    try {
      return await part();
    } catch (error) {
      const file = join(FAILURES, name.replaceAll(/[^a-z0-9]+/gi, "-"));
      mkdirSync(FAILURES, { recursive: true });
      await this.page.screenshot({ path: `${file}.png`, timeout: 20_000 }).catch(() => undefined);
      const text = await this.page
        .locator("body")
        .ariaSnapshot({ timeout: 20_000 })
        .catch(() => "no text");
      writeFileSync(`${file}.txt`, `${this.page.url()}\n${this.errors.join("\n")}\n${text}\n`);
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`${message}\nThe page as it was: ${file}.png, ${file}.txt`, { cause: error });
    }
  }
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
