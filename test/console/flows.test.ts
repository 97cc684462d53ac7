/**
 * The reference page's sections as its reader goes through them: clicks in the console by accessible name, commands with the real clients.
 * Each label that is bold on the page is one here, in the page's order.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seriousViolations } from "./support/accessibility.ts";
import { openBrowser } from "./support/browser.ts";
import type { Person } from "./support/console-stack.ts";
import { CLUSTER, prerequisites, startManagedBox, type ManagedBox } from "./support/managed-box.ts";
import { INFLATE, karpenterValues, kubernetesValues, LAYER_VALUES, NODE_POOL } from "./support/page-texts.ts";
import { Visitor } from "./support/visitor.ts";

/** A roll-out that replaces nodes, on a loaded machine. */
const ROLL_OUT_MILLISECONDS = 600_000;

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
  const visitor = await Visitor.at(browser, managed.console.url);
  await visitor.doing(name, async () => {
    await visitor.signIn(person);
    await part(visitor);
    expect(visitor.errors).toEqual([]);
  });
  await visitor.leave();
}

/** Clusters → the cluster → a tab. */
async function openCluster(visitor: Visitor, tab: string): Promise<void> {
  await visitor.menu("Clusters");
  await visitor.follow(CLUSTER);
  await visitor.tab(tab);
}

/** Cluster Status Running without a loading icon, Health Healthy, a green circle at each of the layers. */
async function isDeployed(visitor: Visitor, layers: readonly string[]): Promise<void> {
  await openCluster(visitor, "Overview");
  const fact = (name: string) => visitor.page.getByRole("term").filter({ hasText: name }).locator("xpath=..");
  const options = { timeout: ROLL_OUT_MILLISECONDS };
  const profiles = visitor.find("region", "Cluster Profiles");
  for (const layer of layers) {
    const row = profiles.locator(".layer").filter({ hasText: layer });
    await row.getByRole("img", { name: "Deployed" }).waitFor(options);
  }
  await fact("Cluster Status").getByText("Running", { exact: true }).waitFor(options);
  await fact("Cluster Status")
    .getByRole("progressbar")
    .waitFor({ state: "detached", ...options });
  await fact("Health").getByText("Healthy", { exact: true }).waitFor(options);
}

/** Attaches an add-on profile with the plus icon. */
async function attach(visitor: Visitor, profile: string): Promise<void> {
  await openCluster(visitor, "Profile");
  await visitor.press("Add add-on profile");
  await visitor.press(new RegExp(`^${profile}`));
  await visitor.press("Confirm");
  await visitor.press("Save");
}

const kubectl = (line: string) => managed.box.ok("kubectl", line.split(" "));

test("A: Karpenter is installed by a new version of the cluster's profile", async () => {
  await as(editor, "flow A", async (visitor) => {
    await visitor.menu("Profiles");
    await visitor.follow("eks-infra");
    await visitor.press("Version 1.0.0");
    await visitor.item("Create new version");
    await visitor.fill("Version", "1.1.0");
    await visitor.press("Confirm");
    await visitor.find("button", "Version 1.1.0").waitFor();
    await visitor.press(/^Kubernetes/);
    await visitor.tab("Values");
    await visitor.paste("YAML editor", kubernetesValues());
    await visitor.press("Confirm Updates");
    await visitor.press("Add New Pack");
    await visitor.page.getByRole("searchbox", { name: "Search packs" }).fill("Karpenter");
    await visitor.press(/^Karpenter/i);
    await visitor.tab("Values");
    await visitor.paste("YAML editor", karpenterValues());
    await visitor.press("Confirm & Create");
    await visitor.press("Save Changes");
    await visitor.find("region", "Unsaved changes").waitFor({ state: "detached" });

    await openCluster(visitor, "Profile");
    await visitor.choose(/^INFRASTRUCTURE LAYERS/, "1.1.0");
    await visitor.find("region", "ADDON LAYERS").getByText("Karpenter").waitFor();
    await visitor.press("Review & Save");
    await visitor.sees("Full cluster repave");
    await visitor.sees("worker-pool-efgh");
    await visitor.press("Review changes in Editor");
    await visitor.sees("Current Configuration");
    await visitor.sees("Pending Configuration");
    expect(await seriousViolations(visitor.page)).toEqual([]);
    await visitor.press("Update");
    await visitor.find("dialog", "Review changes in Editor").waitFor({ state: "detached" });
    await visitor.tab("Overview");
    await visitor.find("list", "Steps").waitFor();
    expect(await seriousViolations(visitor.page)).toEqual([]);
    await isDeployed(visitor, ["Kubernetes", "Karpenter"]);
  });
  expect(await kubectl("get deployment karpenter -n karpenter --no-headers")).toMatch(/karpenter +1\/1/);
});

test("B: a NodePool is an add-on profile of one manifest, attached with the plus icon", async () => {
  await as(editor, "flow B", async (visitor) => {
    await visitor.menu("Profiles");
    await visitor.press("Add Cluster Profile");
    await visitor.fill("Name", "karpenter-node-pool-my-eks-cluster");
    await visitor.page.getByRole("radio", { name: "Add-on" }).check({ force: true });
    await visitor.press("Next");
    await visitor.press("Add Manifest");
    await visitor.fill("Layer name", "karpenter-nodepool-layer");
    await visitor.press("New manifest");
    await visitor.fill("Manifest name", "karpenter-nodepool-manifest");
    await visitor.press("Save manifest name");
    await visitor.paste("YAML editor", NODE_POOL);
    await visitor.press("Confirm & Create");
    await visitor.press("Next");
    await visitor.press("Finish Configuration");
    await attach(visitor, "karpenter-node-pool-my-eks-cluster");
    await isDeployed(visitor, ["karpenter-nodepool-layer"]);
  });
  expect(await kubectl("get ec2nodeclass al2023-20250920 -o jsonpath={.spec.role}")).toBe(`${CLUSTER}-nodeRole`);
});

test("C: the test deployment brings a pool Managed by Karpenter to the Nodes tab, and takes it away again", async () => {
  await as(editor, "flow C", async (visitor) => {
    await visitor.menu("Profiles");
    await visitor.press("Add Cluster Profile");
    await visitor.fill("Name", "karpenter-test-deployment-my-eks-cluster");
    await visitor.page.getByRole("radio", { name: "Add-on" }).check({ force: true });
    await visitor.press("Next");
    await visitor.press("Add Manifest");
    await visitor.fill("Layer name", "karpenter-test-deployment-layer");
    await visitor.page.getByRole("checkbox", { name: "Enter layer values" }).check();
    await visitor.paste("Layer values", LAYER_VALUES);
    await visitor.press("New manifest");
    await visitor.fill("Manifest name", "karpenter-test-deployment");
    await visitor.press("Save manifest name");
    await visitor.paste("YAML editor", INFLATE);
    await visitor.press("Confirm & Create");
    await visitor.find("button", /^karpenter-test-deployment-layer/).waitFor();
    await attach(visitor, "karpenter-test-deployment-my-eks-cluster");
    await isDeployed(visitor, ["karpenter-test-deployment-layer"]);

    expect(await kubectl("scale deployment inflate --namespace inflate --replicas 10")).toBe(
      "deployment.apps/inflate scaled\n",
    );
    await visitor.tab("Nodes");
    const pool = visitor.find("region", "Node pool default");
    const options = { timeout: ROLL_OUT_MILLISECONDS };
    await pool.getByText("Managed by Karpenter", { exact: true }).waitFor(options);
    await pool.getByRole("cell", { name: "Running" }).first().waitFor(options);
    const types = await kubectl(
      "get nodeclaims -o jsonpath={.items[*].metadata.labels.node\\.kubernetes\\.io/instance-type}",
    );
    for (const type of new Set(types.split(" "))) await pool.getByRole("cell", { name: type }).first().waitFor();
    expect(await seriousViolations(visitor.page)).toEqual([]);
    await visitor.tab("Workloads");
    await visitor.page
      .getByRole("row", { name: /inflate-.* Running/ })
      .first()
      .waitFor(options);
    expect(await seriousViolations(visitor.page)).toEqual([]);
    await visitor.tab("Events");
    await visitor.page
      .getByRole("row", { name: /NodeClaim/ })
      .first()
      .waitFor(options);
    expect(await seriousViolations(visitor.page)).toEqual([]);

    await kubectl("scale deployment inflate --namespace inflate --replicas 0");
    await visitor.tab("Nodes");
    await pool
      .getByRole("cell", { name: "Running" })
      .first()
      .waitFor({ state: "detached", ...options });
  });
});

test("D: Karpenter is kept on the node groups by a new version, which needs no new nodes", async () => {
  const listed = await managed.box.ok("aws", [
    ...["eks", "list-nodegroups", "--cluster-name", CLUSTER, "--query", "nodegroups", "--output", "text"],
  ]);
  const groups = listed.trim().split(/\s+/);
  const nodegroup = `                - key: eks.amazonaws.com/nodegroup
                  operator: In
                  values:
${groups.map((name) => `                  - ${name}`).join("\n")}
`;
  const values = karpenterValues().replace(
    "                - key: karpenter.sh/nodepool\n                  operator: DoesNotExist\n",
    (found) => found + nodegroup,
  );
  expect(values).toContain("eks.amazonaws.com/nodegroup");
  await as(editor, "flow D", async (visitor) => {
    await visitor.menu("Profiles");
    await visitor.follow("eks-infra");
    await visitor.press("Version 1.1.0");
    await visitor.item("Create new version");
    await visitor.fill("Version", "1.2.0");
    await visitor.press("Confirm");
    await visitor.find("button", "Version 1.2.0").waitFor();
    await visitor.press(/^Karpenter/i);
    await visitor.tab("Values");
    await visitor.paste("YAML editor", values);
    await visitor.press("Confirm Updates");
    await visitor.press("Save Changes");
    await visitor.find("region", "Unsaved changes").waitFor({ state: "detached" });
    await openCluster(visitor, "Profile");
    await visitor.choose(/^INFRASTRUCTURE LAYERS/, "1.2.0");
    await visitor.press("Review & Save");
    await visitor.press("Review changes in Editor");
    await visitor.press("Apply Changes");
    await visitor.find("dialog", "Review changes in Editor").waitFor({ state: "detached" });
    await isDeployed(visitor, ["Karpenter"]);
  });
  const affinity = "jsonpath={.spec.template.spec.affinity.nodeAffinity}";
  expect(await kubectl(`get deployment karpenter -n karpenter -o ${affinity}`)).toContain(groups[0]);
});
