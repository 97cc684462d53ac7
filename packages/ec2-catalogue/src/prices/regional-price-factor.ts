/** On-demand prices relative to us-east-1. Synthetic: in the order of the real ones, the same for every type. */
const FACTORS: Readonly<Record<string, number>> = {
  "us-east-1": 1,
  "us-east-2": 1,
  "us-west-2": 1,
  "us-west-1": 1.17,
  "ca-central-1": 1.12,
  "eu-north-1": 1.06,
  "eu-west-1": 1.11,
  "eu-west-2": 1.16,
  "eu-west-3": 1.17,
  "eu-central-1": 1.18,
  "ap-south-1": 1.05,
  "ap-southeast-1": 1.24,
  "ap-southeast-2": 1.26,
  "ap-northeast-1": 1.28,
  "sa-east-1": 1.55,
};
const ELSEWHERE = 1.2;

export function regionalPriceFactor(region: string): number {
  return FACTORS[region] ?? ELSEWHERE;
}
