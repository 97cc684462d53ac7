/**
 * `npm run record:console`: goes through the reference page's sections in the console, on a box that starts bare, and takes the pictures
 * that docs/console.md shows. A flow that fails leaves the old pictures.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser } from "../test/console/support/browser.ts";
import { addNodePool, install, setAffinity, testProvisioning } from "../test/console/support/flows.ts";
import { nodeGroups, prerequisites, startManagedBox } from "../test/console/support/managed-box.ts";
import { affinityValues } from "../test/console/support/page-texts.ts";
import { Visitor } from "../test/console/support/visitor.ts";

const PICTURES = join(import.meta.dirname, "../docs/console");
const taken = mkdtempSync(join(tmpdir(), "inlay-pictures-"));
const [browser, managed] = await Promise.all([openBrowser(), startManagedBox()]);
try {
  await prerequisites(managed.box);
  const editor = await managed.console.person("editor", ["Cluster Profile Editor", "Cluster Editor"]);
  const visitor = await Visitor.at(browser, managed.console.url, {
    onShow: async ({ page }, name) => {
      await page.screenshot({ path: join(taken, `${name}.png`), animations: "disabled", caret: "hide" });
      console.log(`${name}.png`);
    },
  });
  await visitor.doing("pictures", async () => {
    await visitor.show("sign-in");
    await visitor.signIn(editor);
    await install(visitor);
    await addNodePool(visitor);
    await testProvisioning(visitor, managed.box);
    await setAffinity(visitor, affinityValues(await nodeGroups(managed.box)));
  });
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  cpSync(taken, PICTURES, { recursive: true });
  console.log(`${PICTURES} is written`);
} finally {
  await browser.close();
  await managed.stop();
  rmSync(taken, { recursive: true, force: true });
}
