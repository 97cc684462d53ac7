import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seriousViolations } from "./support/accessibility.ts";
import { openBrowser } from "./support/browser.ts";
import { startConsole, type ConsoleStack } from "./support/console-stack.ts";
import { makeInfraProfile } from "./support/infra-profile.ts";
import { MENU_SCREENS, profileScreens, wizardScreens, type Screen } from "./support/screens.ts";
import { Visitor, type Look } from "./support/visitor.ts";

let browser: Browser;
let stack: ConsoleStack;
beforeAll(async () => {
  [browser, stack] = await Promise.all([openBrowser(), startConsole()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** What axe finds serious, and what is wider than the window, on each of these screens. */
async function faults(name: string, look: Look, screens: readonly Screen[]): Promise<string[]> {
  const visitor = await Visitor.at(browser, stack.url, look);
  const found: string[] = [];
  const check = async (screen: string): Promise<void> => {
    found.push(...(await seriousViolations(visitor.page)).map((violation) => `${screen}: ${violation}`));
    const over = await visitor.page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    if (over > 0) found.push(`${screen}: ${over} pixels wider than the window`);
  };
  await visitor.doing(name, async () => {
    await check("Sign in");
    await visitor.signIn(stack.admin);
    for (const screen of screens) {
      await screen.open(visitor);
      await check(screen.name);
    }
  });
  await visitor.leave();
  return found;
}

test("nobody is kept out of an empty console", async () => {
  expect(await faults("empty", { scheme: "dark" }, MENU_SCREENS)).toEqual([]);
});

test.each([
  { scheme: "light", width: 1280, height: 800 },
  { scheme: "dark", width: 1920, height: 1080 },
] as const)("nobody is kept out of a screen in $scheme, $width pixels wide", async (look) => {
  const name = `eks-infra-${look.scheme}`;
  await makeInfraProfile(stack.api, name);
  const screens = [...MENU_SCREENS, ...profileScreens(name), ...wizardScreens(`nodepool-${look.scheme}`)];
  expect(await faults(look.scheme, look, screens)).toEqual([]);
});

test("of 500 profiles only those in sight are drawn, and the search finds one of them", async () => {
  const body = (name: string) => ({
    metadata: { name },
    spec: { version: "1.0.0", template: { type: "add-on", cloudType: "all", packs: [] } },
  });
  for (let first = 0; first < 500; first += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        stack.api("POST", "/v1/clusterprofiles?publish=true", body(`many-${first + at}`)),
      ),
    );
  const visitor = await Visitor.at(browser, stack.url);
  await visitor.doing("500 profiles", async () => {
    await visitor.signIn(stack.admin);
    await visitor.sees(/50\d rows/);
    expect(await visitor.page.getByRole("row").count()).toBeLessThan(60);
    expect(await seriousViolations(visitor.page)).toEqual([]);
    await visitor.fill("Search profiles", "many-499");
    await visitor.find("link", "many-499").waitFor();
    await visitor.sees(/^1 of 50\d rows$/);
  });
  await visitor.leave();
});
