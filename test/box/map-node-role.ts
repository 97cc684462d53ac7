import type { BareBox } from "../support/bare-box.ts";

/** What a user does so that machines of a role may join: its mapping in aws-auth. */
export async function mapNodeRole(box: BareBox, roleArn: string): Promise<void> {
  const { data } = await box.get<{ data: { mapRoles: string } }>("configmap", "aws-auth", "-n", "kube-system");
  const mapRoles = `${data.mapRoles}- rolearn: ${roleArn}
  username: system:node:{{EC2PrivateDNSName}}
  groups: ["system:bootstrappers", "system:nodes"]
`;
  const patch = JSON.stringify({ data: { mapRoles } });
  await box.ok("kubectl", ["patch", "configmap", "aws-auth", "-n", "kube-system", "--type=merge", "-p", patch]);
}
