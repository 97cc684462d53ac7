import fc from "fast-check";
import { planProvisioning, DEFAULT_POLICY } from "./src/index.ts";
import { placementProblems } from "./src/testing/placement-checker.ts";
import { anyCluster } from "./src/testing/random-cluster.ts";
const [seed,path]=[Number(process.argv[2]),process.argv[3]!];
try { fc.assert(fc.property(anyCluster,(c)=>{ const a=planProvisioning(c,{...DEFAULT_POLICY,packingEffort:5000}); if (placementProblems(c,a).length) { console.log(JSON.stringify(c.pods.map(p=>[p.metadata.name,p.metadata.labels,p.spec.containers[0]!.resources,p.spec.affinity??p.spec.topologySpreadConstraints??p.spec.nodeSelector,p.spec.nodeName])).replaceAll("],[\"","],\n[\"")); console.log(JSON.stringify(a.newNodeClaims.map(x=>[x.nodePool,x.pods,x.cheapest])),JSON.stringify(a.existingNodes),JSON.stringify(a.unschedulable),placementProblems(c,a)); throw new Error("x"); } }),{seed,path,endOnFailure:true}); } catch {}
