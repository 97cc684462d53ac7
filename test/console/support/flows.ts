/** The reference page's sections as clicks by accessible name: each label that is bold on the page, in the page's order. */
import type { BareBox } from "../../support/bare-box.ts";
import { CLUSTER } from "./managed-box.ts";
import { INFLATE } from "../../walk/page-manifests.ts";
import { karpenterValues, kubernetesValues, LAYER_VALUES, NODE_POOL } from "./page-texts.ts";
import { PATIENCE_MILLISECONDS, type Visitor } from "./visitor.ts";

/** A roll-out that replaces nodes, on a loaded machine. */
const ROLL_OUT_MILLISECONDS = 6 * PATIENCE_MILLISECONDS;

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
  await visitor.find("region", "Unsaved changes").waitFor({ state: "detached" });
}

/** Install the Karpenter pack: a new version of the cluster's profile, reviewed and applied. */
export async function install(visitor: Visitor): Promise<void> {
  await visitor.menu("Profiles");
  await visitor.follow("eks-infra");
  await visitor.show("profile");
  await visitor.press("Version 1.0.0");
  await visitor.item("Create new version");
  await visitor.fill("Version", "1.1.0");
  await visitor.press("Confirm");
  await visitor.find("button", "Version 1.1.0").waitFor();
  await visitor.press(/^Kubernetes/);
  await visitor.tab("Values");
  await visitor.paste("YAML editor", kubernetesValues());
  await visitor.show("kubernetes-layer");
  await visitor.press("Confirm Updates");
  await visitor.press("Add New Pack");
  await visitor.fill("Search packs", "Karpenter");
  await visitor.press(/^Karpenter/i);
  await visitor.tab("Values");
  await visitor.paste("YAML editor", karpenterValues());
  await visitor.show("karpenter-pack");
  await visitor.press("Confirm & Create");
  await visitor.press("Save Changes");
  await visitor.find("region", "Unsaved changes").waitFor({ state: "detached" });

  await openCluster(visitor, "Profile");
  await visitor.choose(/^INFRASTRUCTURE LAYERS/, "1.1.0");
  await visitor.sees("karpenter", visitor.find("region", "ADDON LAYERS"));
  await visitor.show("cluster-profile");
  await visitor.press("Review & Save");
  await visitor.sees("Full cluster repave");
  await visitor.sees("worker-pool-efgh");
  await visitor.show("review");
  await visitor.press("Review changes in Editor");
  await visitor.sees("Current Configuration");
  await visitor.sees("Pending Configuration");
  await visitor.show("review-in-editor");
  await visitor.press("Update");
  await visitor.find("dialog", "Review changes in Editor").waitFor({ state: "detached" });
  await visitor.tab("Overview");
  await visitor.find("list", "Steps").waitFor();
  await visitor.show("roll-out");
  await isDeployed(visitor, ["Kubernetes", "Karpenter"]);
  await visitor.show("deployed");
}

/** Configure Karpenter NodePools: an add-on profile of one manifest, attached with the plus icon. */
export async function addNodePool(visitor: Visitor): Promise<void> {
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
  await visitor.show("manifest-layer");
  await visitor.press("Confirm & Create");
  await visitor.press("Next");
  await visitor.press("Finish Configuration");
  await attach(visitor, "karpenter-node-pool-my-eks-cluster");
  await isDeployed(visitor, ["karpenter-nodepool-layer"]);
}

/** Test Karpenter node provisioning: a test deployment whose nodes come and go on the Nodes tab. */
export async function testProvisioning(visitor: Visitor, box: BareBox): Promise<void> {
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

  await scale(box, 10);
  await visitor.tab("Nodes");
  const pool = visitor.find("region", "Node pool default");
  const options = { timeout: ROLL_OUT_MILLISECONDS };
  await pool.getByText("Managed by Karpenter", { exact: true }).waitFor(options);
  await pool.getByRole("cell", { name: "Running" }).first().waitFor(options);
  await visitor.show("nodes");
  for (const type of await instanceTypes(box)) await pool.getByRole("cell", { name: type }).first().waitFor();
  await visitor.tab("Workloads");
  await visitor.page
    .getByRole("row", { name: /inflate-.* Running/ })
    .first()
    .waitFor(options);
  await visitor.show("workloads");
  await visitor.tab("Events");
  await visitor.page
    .getByRole("row", { name: /NodeClaim/ })
    .first()
    .waitFor(options);
  await visitor.show("events");

  await scale(box, 0);
  await visitor.tab("Nodes");
  await pool
    .getByRole("cell", { name: "Running" })
    .first()
    .waitFor({ state: "detached", ...options });
}

async function scale(box: BareBox, replicas: number): Promise<void> {
  const words = ["scale", "deployment", "inflate", "--namespace", "inflate", "--replicas", String(replicas)];
  const output = await box.ok("kubectl", words);
  if (output !== "deployment.apps/inflate scaled\n") throw new Error(`kubectl scale said ${output}`);
}

/** Of the machines that Karpenter has made. */
async function instanceTypes(box: BareBox): Promise<ReadonlySet<string>> {
  const { items } = await box.get<{ items: readonly { metadata: { labels: Record<string, string> } }[] }>("nodeclaims");
  return new Set(items.map(({ metadata }) => metadata.labels["node.kubernetes.io/instance-type"] ?? ""));
}

/** Set nodeAffinity: a new version that needs no new nodes. @param values of the karpenter layer. */
export async function setAffinity(visitor: Visitor, values: string): Promise<void> {
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
}
