import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { until } from "../../support/wait.ts";
import type { Person } from "./console-stack.ts";

/** Where pictures and texts of failures go. */
const FAILURES = join(import.meta.dirname, "../../../.cache/console-failures");
/** On a loaded machine; every wait ends as soon as its condition holds. */
export const PATIENCE_MILLISECONDS = 1000 * Number(process.env["CONSOLE_PATIENCE_SECONDS"] ?? 90);
/** More controls than any page has. */
const MOST_PRESSES = 300;
/** What a control in the page is asked. */
type Control = { readonly ownerDocument: { readonly activeElement: unknown }; hasAttribute(name: string): boolean };
const hasFocus = (control: Control): boolean => control === control.ownerDocument.activeElement;
const isChosen = (option: Control): boolean => option.hasAttribute("data-combobox-selected");
type Role = Parameters<Page["getByRole"]>[0];
export type Look = {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** Uses no mouse. */
  readonly keyboard?: boolean;
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
  readonly #keyboard: boolean;

  private constructor(page: Page, context: BrowserContext, { onShow, keyboard = false }: Look) {
    this.page = page;
    this.#onShow = onShow;
    this.#keyboard = keyboard;
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
    const visitor = new Visitor(page, context, look);
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
    await this.#operate(this.find("button", name, within));
  }
  /** Opens a page of the left main menu. */
  async menu(name: string): Promise<void> {
    await this.#operate(this.find("link", name, this.find("navigation", "Main menu")));
    await this.find("heading", name).waitFor();
  }
  async follow(name: string | RegExp, within?: Locator): Promise<void> {
    await this.#operate(this.find("link", name, within));
  }
  async item(name: string | RegExp): Promise<void> {
    const item = this.find("menuitem", name);
    if (!this.#keyboard) return await item.click();
    await item.waitFor();
    await this.#until("ArrowDown", item, hasFocus);
    await this.page.keyboard.press("Enter");
  }
  async tab(name: string): Promise<void> {
    const tab = this.find("tab", name);
    if (this.#keyboard) {
      const list = this.page.getByRole("tablist").filter({ has: tab });
      await this.#reach(list.getByRole("tab", { selected: true }));
      await this.#until("ArrowRight", tab, hasFocus);
    } else await tab.click();
    await this.find("tabpanel", name).waitFor();
  }
  async fill(label: string, text: string, within: Page | Locator = this.page): Promise<void> {
    const field = within
      .getByRole("textbox", { name: new RegExp(`^${escaped(label)}( \\*)?$`) })
      .or(within.getByLabel(label, { exact: true }))
      .first();
    if (!this.#keyboard) return await field.fill(text);
    await this.#reach(field);
    await this.#type(text);
  }
  /** Chooses an option of a drop-down. */
  async choose(label: string | RegExp, option: string, within?: Locator): Promise<void> {
    const field = this.find("combobox", label, within)
      .or(this.find("textbox", label, within))
      .first();
    const wanted = this.find("option", option);
    if (!this.#keyboard) {
      await field.click();
      return await wanted.click();
    }
    await this.#reach(field);
    await this.page.keyboard.press("ArrowDown");
    await wanted.waitFor();
    await this.#until("ArrowDown", wanted, isChosen);
    await this.page.keyboard.press("Enter");
  }
  /** Replaces what stands in a YAML editor, as somebody does who pastes. */
  async paste(label: string, text: string, within?: Locator): Promise<void> {
    const editor = this.find("textbox", label, within);
    if (this.#keyboard) await this.#reach(editor);
    else await editor.click();
    await this.#type(text);
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

  async #operate(control: Locator): Promise<void> {
    if (!this.#keyboard) return await control.click();
    await this.#reach(control);
    await this.page.keyboard.press("Enter");
  }
  /** Goes on with Tab until the control has the focus. */
  async #reach(control: Locator): Promise<void> {
    await control.waitFor();
    await until(`${String(control)} to be enabled`, () => control.isEnabled());
    await this.#until("Tab", control, hasFocus);
  }
  async #until(key: string, control: Locator, holds: (control: Control) => boolean): Promise<void> {
    for (let presses = 0; presses < MOST_PRESSES; presses++) {
      if (await control.evaluate(holds)) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`${MOST_PRESSES} times ${key} do not come to ${String(control)}`);
  }
  async #type(text: string): Promise<void> {
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
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
