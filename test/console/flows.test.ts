/**
 * The reference page's sections as its reader goes through them: clicks in the console by accessible name, commands with the real clients.
 * Each label that is bold on the page is one here, in the page's order.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seriousViolations } from "./support/accessibility.ts";
import { openBrowser } from "./support/browser.ts";
import type { Person } from "./support/console-stack.ts";
import { addNodePool, install, setAffinity, testProvisioning } from "./support/flows.ts";
import { CLUSTER, nodeGroups, prerequisites, startManagedBox, type ManagedBox } from "./support/managed-box.ts";
import { affinityValues } from "./support/page-texts.ts";
import { Visitor } from "./support/visitor.ts";

let browser: Browser;
let managed: ManagedBox;
let editor: Person;
beforeAll(async () => {
  [browser, managed] = await Promise.all([openBrowser(), startManagedBox()]);
  editor = await managed.console.person("editor", ["Cluster Profile Editor", "Cluster Editor"]);
  await prerequisites(managed.box);
});
afterAll(async () => {
  await browser?.close();
  await managed?.stop();
});

async function as(person: Person, name: string, part: (visitor: Visitor) => Promise<void>): Promise<void> {
  const faults: string[] = [];
  const onShow = async ({ page }: Visitor, screen: string): Promise<void> => {
    faults.push(...(await seriousViolations(page)).map((fault) => `${screen}: ${fault}`));
  };
  const visitor = await Visitor.at(browser, managed.console.url, { onShow });
  await visitor.doing(name, async () => {
    await visitor.signIn(person);
    await part(visitor);
    expect([...visitor.errors, ...faults]).toEqual([]);
  });
  await visitor.leave();
}

const kubectl = (line: string) => managed.box.ok("kubectl", line.split(" "));

test("A: Karpenter is installed by a new version of the cluster's profile", async () => {
  await as(editor, "flow A", install);
  expect(await kubectl("get deployment karpenter -n karpenter --no-headers")).toMatch(/karpenter +1\/1/);
});

test("B: a NodePool is an add-on profile of one manifest, attached with the plus icon", async () => {
  await as(editor, "flow B", addNodePool);
  expect(await kubectl("get ec2nodeclass al2023-20250920 -o jsonpath={.spec.role}")).toBe(`${CLUSTER}-nodeRole`);
});

test("C: the test deployment brings a pool Managed by Karpenter to the Nodes tab, and takes it away again", async () => {
  await as(editor, "flow C", async (visitor) => await testProvisioning(visitor, managed.box));
});

test("D: Karpenter is kept on the node groups by a new version, which needs no new nodes", async () => {
  const groups = await nodeGroups(managed.box);
  const values = affinityValues(groups);
  await as(editor, "flow D", async (visitor) => await setAffinity(visitor, values));
  const affinity = "jsonpath={.spec.template.spec.affinity.nodeAffinity}";
  expect(await kubectl(`get deployment karpenter -n karpenter -o ${affinity}`)).toContain(groups[0]);
});
