import { expect, test } from "vitest";
import { createAwsSimulation } from "../index.ts";
import { manualClock } from "../time/test-clock.ts";

const RECOMMENDED = "/aws/service/eks/optimized-ami/1.32/amazon-linux-2023/x86_64/standard/recommended/image_id";

test("a new release becomes the recommended image, older ones stay, and a restart knows it", async () => {
  const clock = manualClock();
  let aws = createAwsSimulation({ clock, seed: 7, speed: 1 });
  const recommended = async () => {
    const input = { Name: RECOMMENDED };
    return (await aws.invoke<{ Parameter: { Value: string } }>("ssm", "GetParameter", input)).Parameter.Value;
  };
  const nameOf = async (id: string) =>
    (await aws.invoke<{ Images: { Name: string }[] }>("ec2", "DescribeImages", { ImageIds: [id] })).Images[0]!.Name;
  const before = await recommended();
  aws.publishRelease("20261201");
  const after = await recommended();
  expect(after).not.toBe(before);
  expect(await nameOf(after)).toBe("amazon-eks-node-al2023-x86_64-standard-1.32-v20261201");
  expect(await nameOf(before)).toBe("amazon-eks-node-al2023-x86_64-standard-1.32-v20261105");
  const saved: unknown = JSON.parse(JSON.stringify(aws.save()));
  aws = createAwsSimulation({ clock, seed: 7, speed: 1, restore: saved });
  expect(await recommended()).toBe(after);
});
