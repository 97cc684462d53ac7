import fc from "fast-check";
import { planProvisioning, planDisruption, DEFAULT_POLICY, validateCommand } from "./src/index.ts";
import { placementProblems } from "./src/testing/placement-checker.ts";
import { anyCluster } from "./src/testing/random-cluster.ts";
const policy={...DEFAULT_POLICY,packingEffort:5000};
try { fc.assert(fc.property(anyCluster,(c)=>{ const a=planProvisioning(c,policy); const b=planProvisioning(c,{...policy,packingPolicy:"upstream"}); const p=[...placementProblems(c,a),...placementProblems(c,b)]; if(p.length) throw new Error(p.join("\n")); if (a.pricePerHour>b.pricePerHour+1e-9) throw new Error("dearer"); const d=planDisruption(c,policy); if (d.command && d.command.reason!=="Empty") { if (d.command.savingsPerHour<=0) throw new Error("no saving"); const v=validateCommand(c,d.command,policy); if(!v.valid) throw new Error("invalid "+v.reason); } }),{numRuns:Number(process.argv[2])}); console.log("ok"); } catch(e) { console.log(String((e as Error).message).slice(0,3500)); console.log(String((e as any).cause?.message).slice(0,800)); }
