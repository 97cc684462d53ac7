import { readFileSync } from "node:fs";
import { planProvisioning } from "./src/provisioning/plan-provisioning.ts";
import { readSchedulingCase } from "./src/reading/scheduling-case.ts";
const dir = "/work/shared/facts/scheduling/";
for (const name of process.argv.slice(2)) {
const c = JSON.parse(readFileSync(dir+name,"utf8"));
const { snapshot, policy } = readSchedulingCase(c, JSON.parse(readFileSync(dir+c.instanceTypes,"utf8")));
const p = planProvisioning(snapshot, {...policy, packingPolicy:"upstream"});
const where=(claims:any[],ex:any[])=>{const m=new Map(); claims.forEach((x,i)=>x.pods.forEach((k:string)=>m.set(k,[x.nodePool,x.cheapest.zone,x.cheapest.capacityType,x.pods.length,x.pods.join()]))); ex.forEach((x:any)=>x.pods.forEach((k:string)=>m.set(k,[x.name]))); return m;};
const a=where(p.newNodeClaims as any,p.existingNodes as any), b=where(c.upstream.newNodeClaims,c.upstream.existingNodes);
const diff=p.pods.filter(k=>JSON.stringify(a.get(k))!==JSON.stringify(b.get(k)));
const z=diff.filter(k=>a.get(k)?.[1]!==b.get(k)?.[1]);
console.log(name,"pods",p.pods.length,"differ",diff.length,"zone differs",z.length,"first in queue:",diff[0],p.pods.indexOf(diff[0]!),a.get(diff[0])?.slice(0,4),b.get(diff[0])?.slice(0,4), "first zone differing", z[0], p.pods.indexOf(z[0]!));
const pods = new Map(snapshot.pods.map(x=>[(x.metadata.namespace??"default")+"/"+x.metadata.name,x])); const x=pods.get(z[0]??diff[0]!)!; const {containers,...rest}=x.spec as any; console.log("   ",JSON.stringify(rest).slice(0,600));
}
