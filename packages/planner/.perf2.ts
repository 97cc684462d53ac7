import { benchmarkSnapshot, benchmarkTypes, preferringPods } from "./bench/diverse-pods.ts";
import { DEFAULT_POLICY, planProvisioning } from "./src/index.ts";
const types = benchmarkTypes(400);
for (const pack of ["upstream","cheapest","cheapest","upstream"] as const) for (const pol of ["Respect","Ignore"] as const) { const s=benchmarkSnapshot(preferringPods(4000),types); const t=process.cpuUsage().user/1000; const p=planProvisioning(s,{...DEFAULT_POLICY,preferencePolicy:pol,packingPolicy:pack}); console.log(pack,pol, (process.cpuUsage().user/1000-t).toFixed(0)+"ms", p.newNodeClaims.length, p.pricePerHour, p.lowerBoundPerHour, p.effort); }
