/**
 * GPUs (memory of one in MiB) and Neuron devices (cores of one), by size: count, or count/memory where the memory differs.
 * Fractional GPUs count 0, as EC2 says.
 */
export const ACCELERATORS = `
g4ad     gpu amd    radeon-pro-v520      8192    | xlarge:1 2xlarge:1 4xlarge:1 8xlarge:2 16xlarge:4
g4dn     gpu nvidia t4                   16384   | xlarge:1 2xlarge:1 4xlarge:1 8xlarge:1 12xlarge:4 16xlarge:1 metal:8
g5       gpu nvidia a10g                 22888   | xlarge:1 2xlarge:1 4xlarge:1 8xlarge:1 12xlarge:4 16xlarge:1 24xlarge:4 48xlarge:8
g5g      gpu nvidia t4g                  16384   | xlarge:1 2xlarge:1 4xlarge:1 8xlarge:1 16xlarge:2 metal:2
g6       gpu nvidia l4                   22888   | xlarge:1 2xlarge:1 4xlarge:1 8xlarge:1 12xlarge:4 16xlarge:1 24xlarge:4 48xlarge:8
g6e      gpu nvidia l40s                 45776   | xlarge:1 2xlarge:1 4xlarge:1 8xlarge:1 12xlarge:4 16xlarge:1 24xlarge:4 48xlarge:8
g6f      gpu nvidia l4                   -       | large:0/2861 xlarge:0/2861 2xlarge:0/5722 4xlarge:0/11444
g7       gpu nvidia rtx-pro-4500         32768   | 2xlarge:1 4xlarge:1 8xlarge:1 12xlarge:2 24xlarge:4 48xlarge:8
g7e      gpu nvidia rtx-pro-server-6000  98304   | 2xlarge:1 4xlarge:1 8xlarge:1 12xlarge:2 24xlarge:4 48xlarge:8
gr6      gpu nvidia l4                   22888   | 4xlarge:1 8xlarge:1
gr6f     gpu nvidia l4                   11444   | 4xlarge:0
p3dn     gpu nvidia v100                 32768   | 24xlarge:8
p4d      gpu nvidia a100                 40960   | 24xlarge:8
p4de     gpu nvidia a100                 81920   | 24xlarge:8
p5       gpu nvidia h100                 81920   | 4xlarge:1 48xlarge:8
p5en     gpu nvidia h200                 144384  | 48xlarge:8
p6-b200  gpu nvidia b200                 183359  | 48xlarge:8
p6-b300  gpu nvidia b300                 275040  | 48xlarge:8
inf1     npu aws    inferentia           4       | xlarge:1 2xlarge:1 6xlarge:4 24xlarge:16
inf2     npu aws    inferentia2          2       | xlarge:1 8xlarge:1 24xlarge:6 48xlarge:12
trn1     npu aws    trainium             2       | 2xlarge:1 32xlarge:16
trn1n    npu aws    trainium             2       | 32xlarge:16
`;
