/** Sign-in. */
import { request } from "./client.ts";
import { session } from "./session.ts";

/** Signs in and chooses the project: the one called Default, else the first. */
export async function signIn(emailId: string, password: string): Promise<void> {
  const { Authorization } = await request<{ Authorization: string }>("POST", "/v1/auth/authenticate", {
    emailId,
    password,
  });
  session.begin({ token: Authorization, emailId });
  const projects = await request<{ items?: readonly { metadata: { uid: string; name: string } }[] }>(
    "GET",
    "/v1/dashboard/projects/metadata",
  );
  const project = projects.items?.find(({ metadata }) => metadata.name === "Default") ?? projects.items?.[0];
  session.begin({ token: Authorization, emailId, projectUid: project?.metadata.uid });
}
