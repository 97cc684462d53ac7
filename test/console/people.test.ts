import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "./support/browser.ts";
import { signedIn, startConsole, type ConsoleStack, type Person } from "./support/console-stack.ts";
import { makeInfraProfile } from "./support/infra-profile.ts";
import { Visitor } from "./support/visitor.ts";

let browser: Browser;
let stack: ConsoleStack;
beforeAll(async () => {
  [browser, stack] = await Promise.all([openBrowser(), startConsole()]);
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

test("a wrong password is told at its field, and the right one opens the console", async () => {
  const visitor = await Visitor.at(browser, stack.url);
  await visitor.doing("wrong password", async () => {
    await visitor.fill("Email", stack.admin.emailId);
    await visitor.fill("Password", "not the password");
    await visitor.press("Sign in");
    await visitor.sees(/password/i, visitor.page.locator(".mantine-PasswordInput-error"));
    await visitor.signIn(stack.admin);
    await visitor.press("Sign out");
    await visitor.find("button", "Sign in").waitFor();
  });
  await visitor.leave();
});

test("an administrator adds a user with roles, who can sign in with exactly these", async () => {
  await as(stack.admin, "add user", async (visitor) => {
    await visitor.menu("Users");
    await visitor.press("Add User");
    await visitor.fill("Email", "new@example.test");
    await visitor.fill("First name", "New");
    await visitor.fill("First password", "a long password");
    for (const role of ["Cluster Profile Editor", "Cluster Editor"]) {
      await visitor.fill("Roles in this project", role);
      await visitor.find("option", role).click();
    }
    await visitor.page.keyboard.press("Escape");
    await visitor.press("Confirm");
    await visitor.press("new@example.test");
    await visitor.sees("Cluster Editor", visitor.find("dialog", "new@example.test"));
  });
  await as({ emailId: "new@example.test", password: "a long password" }, "new user", async (visitor) => {
    await visitor.menu("Profiles");
    await expect.poll(() => visitor.find("button", "Add Cluster Profile").isEnabled()).toBe(true);
    expect(await visitor.find("link", "Users").count()).toBe(0);
  });
});

test("a role of one's own is made of chosen permissions", async () => {
  await as(stack.admin, "add role", async (visitor) => {
    await visitor.menu("Roles");
    await visitor.press("Add Role");
    await visitor.fill("Name", "Only looks");
    await visitor.fill("Permissions", "cluster.get");
    await visitor.find("option", "cluster.get").click();
    await visitor.page.keyboard.press("Escape");
    await visitor.press("Confirm");
    await visitor.press("Only looks");
    await visitor.sees("cluster", visitor.find("group", "Permissions"));
  });
});

test("an API key is shown once, works, and stops when it is revoked", async () => {
  await as(stack.admin, "API key", async (visitor) => {
    await visitor.menu("API keys");
    await visitor.press("Add API Key");
    await visitor.fill("Name", "terraform");
    await visitor.press("Confirm");
    const key = await visitor.find("textbox", "API key").inputValue();
    const ask = async () => (await fetch(`${stack.url}/v1/users/me`, { headers: { apikey: key } })).status;
    expect(await ask()).toBe(200);
    await visitor.press("Done");
    await visitor.press("Revoke terraform");
    await visitor.find("button", "Activate terraform").waitFor();
    expect(await ask()).toBe(401);
  });
});

test("what was changed stands in the audit, with who did it", async () => {
  await makeInfraProfile(stack.api, "audited");
  await as(stack.admin, "audit", async (visitor) => {
    await visitor.menu("Audit");
    const row = visitor.page.getByRole("row", { name: /audited/ }).first();
    await row.waitFor();
    expect(await row.textContent()).toContain(stack.admin.emailId);
  });
});

test("another project shows its own profiles, and a change of somebody else arrives by itself", async () => {
  await makeInfraProfile(stack.api, "of-default");
  const { uid } = await stack.api<{ uid: string }>("POST", "/v1/projects", { metadata: { name: "Second" } });
  const second = await signedIn(stack.url, stack.admin, uid);
  await as(stack.admin, "projects", async (visitor) => {
    await visitor.menu("Profiles");
    await visitor.find("link", "of-default").waitFor();
    await visitor.choose("Project", "Second");
    await visitor.sees("No profiles yet");
    await visitor.sees("Live");
    await makeInfraProfile(second, "of-second");
    await visitor.find("link", "of-second").waitFor();
    expect(await visitor.find("link", "of-default").count()).toBe(0);
  });
});
