import { karpenterValues, NODE_POOL } from "./page-texts.ts";
import type { Visitor } from "./visitor.ts";

/** One screen of the console: how to come to it from any page when signed in, and how to leave dialogs behind. */
export type Screen = { readonly name: string; readonly open: (visitor: Visitor) => Promise<void> };

const profiles = (visitor: Visitor) => visitor.menu("Profiles");
/** Pages of the left main menu; `row` is something that a filled table shows. */
const page = (name: string): Screen => ({ name, open: async (visitor) => await visitor.menu(name) });

export const MENU_SCREENS: readonly Screen[] = [
  "Profiles",
  "Clusters",
  "Macros",
  "Users",
  "Roles",
  "API keys",
  "Audit",
].map(page);

/** What is seen while a profile with this name is worked on. */
export const profileScreens = (name: string): readonly Screen[] => [
  {
    name: "Profile",
    open: async (visitor) => {
      await profiles(visitor);
      await visitor.follow(name);
      await visitor.find("button", /^Kubernetes/).waitFor();
    },
  },
  {
    name: "Versions",
    open: async (visitor) => {
      await visitor.press(/^Version /);
      await visitor.find("menuitem", "Create new version").waitFor();
    },
  },
  {
    name: "Create new version",
    open: async (visitor) => {
      await visitor.item("Create new version");
      await visitor.find("dialog", "Create new version").waitFor();
    },
  },
  {
    name: "Kubernetes layer",
    open: async (visitor) => {
      await visitor.press("Cancel");
      await visitor.press(/^Kubernetes/);
      await visitor.find("textbox", "YAML editor").waitFor();
    },
  },
  {
    name: "Presets",
    open: async (visitor) => await visitor.tab("Presets"),
  },
  {
    name: "Add New Pack",
    open: async (visitor) => {
      await visitor.press("Add New Pack");
      await visitor.find("button", /^Karpenter/i).waitFor();
    },
  },
  {
    name: "Karpenter without an account",
    open: async (visitor) => {
      await visitor.press(/^Karpenter/i);
      await visitor.sees("awsAccountNumber is required.");
    },
  },
  {
    name: "Unsaved changes",
    open: async (visitor) => {
      await visitor.paste("YAML editor", karpenterValues());
      await visitor.press("Confirm & Create");
      await visitor.find("region", "Unsaved changes").waitFor();
    },
  },
  {
    name: "Variables",
    open: async (visitor) => {
      await visitor.press("Discard");
      await visitor.press("Variables");
      await visitor.press("Add variable");
      await visitor.fill("Name", "ACCOUNT");
    },
  },
  {
    name: "Profile again",
    open: async (visitor) => {
      await visitor.press("Close");
      await visitor.find("dialog", "Variables").waitFor({ state: "detached" });
    },
  },
];

/** Add Cluster Profile, up to its last step. */
export const wizardScreens = (name: string): readonly Screen[] => [
  {
    name: "Basic information",
    open: async (visitor) => {
      await profiles(visitor);
      await visitor.press("Add Cluster Profile");
      await visitor.fill("Name", name);
    },
  },
  {
    name: "Manifest layer",
    open: async (visitor) => {
      await visitor.press("Next");
      await visitor.press("Add Manifest");
      await visitor.fill("Layer name", "karpenter-nodepool-layer");
      await visitor.press("New manifest");
      await visitor.fill("Manifest name", "karpenter-nodepool-manifest");
      await visitor.press("Save manifest name");
      await visitor.paste("YAML editor", NODE_POOL);
    },
  },
  {
    name: "Summary",
    open: async (visitor) => {
      await visitor.press("Confirm & Create");
      await visitor.press("Next");
      await visitor.find("button", "Finish Configuration").waitFor();
    },
  },
];
