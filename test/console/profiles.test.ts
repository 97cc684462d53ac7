import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "./support/browser.ts";
import { startConsole, type ConsoleStack, type Person } from "./support/console-stack.ts";
import { makeInfraProfile } from "./support/infra-profile.ts";
import { INFLATE } from "../walk/page-manifests.ts";
import { karpenterValues, kubernetesValues, LAYER_VALUES, NODE_POOL } from "./support/page-texts.ts";
import { Visitor } from "./support/visitor.ts";

let browser: Browser;
let stack: ConsoleStack;
let editor: Person;
beforeAll(async () => {
  [browser, stack] = await Promise.all([openBrowser(), startConsole()]);
  editor = await stack.person("editor", ["Cluster Profile Editor", "Cluster Editor"]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function as(person: Person, name: string, part: (visitor: Visitor) => Promise<void>): Promise<void> {
  const visitor = await Visitor.at(browser, stack.url);
  await visitor.doing(name, async () => {
    await visitor.signIn(person);
    await part(visitor);
    expect(visitor.errors).toEqual([]);
  });
  await visitor.leave();
}

type Profile = {
  readonly spec: {
    readonly version: string;
    readonly published: {
      readonly packs: readonly { name: string; values: string; manifests: { name: string }[] }[];
    };
  };
};

test("a new version with Karpenter is made by the labels of the reference page, in its order", async () => {
  const first = await makeInfraProfile(stack.api, "eks-infra");
  await as(editor, "install profile", async (visitor) => {
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
    await visitor.sees("awsAccountNumber is required.");
    await visitor.sees("releaseNameOverride", visitor.find("textbox", "YAML editor"));
    expect(await visitor.find("button", "Confirm & Create").isDisabled()).toBe(true);
    await visitor.paste("YAML editor", karpenterValues());
    await visitor.press("Confirm & Create");
    await visitor.press("Save Changes");
    await visitor.find("region", "Unsaved changes").waitFor({ state: "detached" });
  });
  const made = await stack.api<{ spec: { versions: { uid: string; version: string }[] } }>(
    "GET",
    `/v1/clusterprofiles/${first}`,
  );
  const uid = made.spec.versions.find(({ version }) => version === "1.1.0")?.uid;
  const { spec } = await stack.api<Profile>("GET", `/v1/clusterprofiles/${uid}`);
  expect(spec.published.packs.map(({ name }) => name)).toEqual([
    "amazon-linux-eks",
    "kubernetes-eks",
    "cni-aws-vpc-eks",
    "csi-aws-ebs",
    "karpenter",
  ]);
  expect(spec.published.packs[1]?.values).toBe(kubernetesValues());
  expect(spec.published.packs[4]?.values).toBe(karpenterValues());
});

test("an add-on profile of a manifest is there after Finish Configuration", async () => {
  await as(editor, "nodepool profile", async (visitor) => {
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
    await visitor.find("heading", "karpenter-node-pool-my-eks-cluster").waitFor();
    await visitor.press(/^karpenter-nodepool-layer/);
    await visitor.sees("EC2NodeClass");
  });
});

test("leaving after Confirm & Create without Finish loses nothing", async () => {
  await as(editor, "inflate profile", async (visitor) => {
    await visitor.menu("Profiles");
    await visitor.press("Add Cluster Profile");
    await visitor.fill("Name", "karpenter-test-deployment-my-eks-cluster");
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
    await visitor.menu("Clusters");
    await visitor.menu("Profiles");
    await visitor.follow("karpenter-test-deployment-my-eks-cluster");
    await visitor.press(/^karpenter-test-deployment-layer/);
    await visitor.sees("public.ecr.aws/eks-distro/kubernetes/pause:3.7");
    expect(await visitor.find("textbox", "Layer values").textContent()).toContain("namespace: inflate");
  });
});

test("variables and macros are offered to layers by name, and a macro that is missing is told at its line", async () => {
  await makeInfraProfile(stack.api, "with-variables");
  await as(editor, "variables", async (visitor) => {
    await visitor.menu("Profiles");
    await visitor.follow("with-variables");
    await visitor.press("Variables");
    await visitor.press("Add variable");
    await visitor.fill("Name", "ACCOUNT");
    await visitor.fill("Default", "123456789012");
    await visitor.press("Save variables");
    await visitor.find("dialog", "Variables").waitFor({ state: "detached" });
    await visitor.press("Add Manifest");
    await visitor.fill("Layer name", "uses-macros");
    await visitor.press("New manifest");
    await visitor.fill("Manifest name", "settings");
    await visitor.press("Save manifest name");
    const manifest = (value: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  account: "${value}"\n`;
    await visitor.paste("YAML editor", manifest("{{.spectro.macro.TEAM}} {{.spectro.var.ACCOUNT}}"));
    await visitor.press("Confirm & Create");
    await visitor.press("Save Changes");
    await visitor.sees(/TEAM/, visitor.page.getByRole("alert"));
    await visitor.press("Discard");
  });
  await as(stack.admin, "macros", async (visitor) => {
    await visitor.menu("Macros");
    await visitor.press("Add Macro");
    await visitor.fill("Name", "TEAM");
    await visitor.fill("Value", "platform");
    await visitor.press("Confirm");
    await visitor.sees("platform");
  });
});

test("a version leaves as a file and comes back as the same layers", async () => {
  const uid = await makeInfraProfile(stack.api, "to-export");
  await as(stack.admin, "export and import", async (visitor) => {
    await visitor.menu("Profiles");
    await visitor.follow("to-export");
    await visitor.press("Settings");
    const [download] = await Promise.all([visitor.page.waitForEvent("download"), visitor.item("Export Profile")]);
    expect(download.suggestedFilename()).toBe("to-export-1.0.0.json");
    const file = await download.path();
    await visitor.press("Settings");
    await visitor.item("Delete version");
    await visitor.find("heading", "Profiles").waitFor();
    await visitor.find("link", "to-export").waitFor({ state: "detached" });
    const [chooser] = await Promise.all([visitor.page.waitForEvent("filechooser"), visitor.press("Import")]);
    await chooser.setFiles(file);
    await visitor.find("heading", "to-export").waitFor();
    expect(visitor.page.url()).not.toContain(uid);
    await visitor.find("button", /^Kubernetes kubernetes-eks/).waitFor();
  });
});

test("somebody else's save in between is told, and one's own changes are kept", async () => {
  const uid = await makeInfraProfile(stack.api, "two-people");
  await as(editor, "two people", async (visitor) => {
    await visitor.menu("Profiles");
    await visitor.follow("two-people");
    await visitor.press(/^Kubernetes/);
    await visitor.paste("YAML editor", kubernetesValues());
    await visitor.press("Confirm Updates");
    const held = visitor.page.route("**/v1/clusterprofiles/*", async (route) => {
      if (route.request().method() === "GET") await route.abort();
      else await route.continue();
    });
    await held;
    await stack.api("PATCH", `/v1/clusterprofiles/${uid}/metadata`, {
      metadata: { name: "two-people", annotations: { description: "Changed meanwhile" } },
    });
    await visitor.press("Save Changes");
    await visitor.sees(/Your changes are kept here/, visitor.page.getByRole("alert"));
    await visitor.find("button", /^Kubernetes .*changed/).waitFor();
    await visitor.page.unroute("**/v1/clusterprofiles/*");
  });
});

test("a viewer sees the profile, and every control that changes it is disabled with the reason", async () => {
  await makeInfraProfile(stack.api, "to-view");
  const viewer = await stack.person("viewer", ["Cluster Profile Viewer"]);
  await as(viewer, "viewer", async (visitor) => {
    await visitor.find("heading", "Profiles").waitFor();
    const add = visitor.find("button", "Add Cluster Profile");
    await visitor.page.getByTitle("it needs clusterProfile.create").first().waitFor();
    expect(await add.isDisabled()).toBe(true);
    await visitor.follow("to-view");
    await visitor.press(/^Kubernetes/);
    await visitor.sees("managedControlPlane");
    for (const name of ["Add New Pack", "Add Manifest", "Confirm Updates"])
      expect(await visitor.find("button", name).isDisabled()).toBe(true);
    await visitor.press("Version 1.0.0");
    expect(await visitor.find("menuitem", "Create new version").isDisabled()).toBe(true);
    for (const name of ["Users", "Roles", "Audit"]) expect(await visitor.find("link", name).count()).toBe(0);
  });
});
