import { benchmarkSnapshot, benchmarkTypes, diversePods, preferringPods } from "./bench/diverse-pods.ts";
import { DEFAULT_POLICY, planProvisioning } from "./src/index.ts";
const types = benchmarkTypes(400);
for (const n of (process.argv[2]??"500,5000,20000").split(",").map(Number)) {
  const s = benchmarkSnapshot(diversePods(n), types);
  planProvisioning(s,DEFAULT_POLICY); const t=process.cpuUsage().user/1000; const p=planProvisioning(s,{...DEFAULT_POLICY,packingPolicy:(process.argv[3] as any)??"cheapest"}); const ms=process.cpuUsage().user/1000-t;
  console.log(n, ms.toFixed(0)+"ms", (n/ms*1000).toFixed(0)+" pods/s", p.newNodeClaims.length, "nodes", p.unschedulable.length, "unsched", p.pricePerHour.toFixed(1), p.effort);
}
for (const pol of ["Respect","Ignore"] as const) { const s=benchmarkSnapshot(preferringPods(4000),types); const t=performance.now(); const p=planProvisioning(s,{...DEFAULT_POLICY,preferencePolicy:pol,packingPolicy:(process.argv[3] as any)??"cheapest"}); console.log(pol, (performance.now()-t).toFixed(0)+"ms", p.newNodeClaims.length, p.unschedulable.length, p.effort); }
