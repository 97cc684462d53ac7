import { readFileSync } from "node:fs";
import { planProvisioning } from "./src/provisioning/plan-provisioning.ts";
import { readSchedulingCase } from "./src/reading/scheduling-case.ts";
const dir = "/work/shared/facts/scheduling/";
const c = JSON.parse(readFileSync(dir+process.argv[2],"utf8"));
const { snapshot, policy } = readSchedulingCase(c, JSON.parse(readFileSync(dir+c.instanceTypes,"utf8")));
const p = planProvisioning(snapshot, {...policy, packingPolicy:"upstream"});
const pods = new Map(snapshot.pods.map(x=>[(x.metadata.namespace??"default")+"/"+x.metadata.name,x]));
const short=(x:any)=>JSON.stringify(x.cheapest)+"/"+x.instanceTypes.length+" ["+x.pods.join(" ").replaceAll("default/","d/").replaceAll("team-","")+"] "+JSON.stringify((x.requirements??x.spec.requirements).filter((r:any)=>/zone|capacity|hostname|team/.test(r.key)).map((r:any)=>[r.key.split("/")[1],r.operator,r.values]));
console.log("MINE"); p.newNodeClaims.forEach(x=>console.log("  ",short(x))); console.log("THEIRS"); c.upstream.newNodeClaims.forEach((x:any)=>console.log("  ",short(x)));
console.log("MINE ex", JSON.stringify(p.existingNodes.map(e=>[e.name,e.pods]))); console.log("THEIRS ex", JSON.stringify(c.upstream.existingNodes.map((e:any)=>[e.name,e.pods])));
const order = p.pods.filter(k=>!process.argv[3] || true);
const seen=new Set(); for (const k of order) { const x=pods.get(k)!; const g=k.replace(/-\d+$/,""); if (seen.has(g)) continue; seen.add(g); const {containers,...rest}=x.spec as any; console.log("Q",k,JSON.stringify(containers.map((q:any)=>q.resources)),JSON.stringify(x.metadata.labels),JSON.stringify(rest)); }
console.log("queue", order.join(" "));
for (const np of snapshot.nodePools) console.log(np.metadata.name, JSON.stringify(np.spec.weight), JSON.stringify(np.spec.limits), JSON.stringify(np.spec.template.metadata), JSON.stringify(np.spec.template.spec.requirements), JSON.stringify(np.spec.template.spec.taints));
for (const n of c.upstream.unschedulable.slice(0,3)) console.log("UN", JSON.stringify(n).slice(0,500));
const un=p.unschedulable.filter(x=>!c.upstream.unschedulable.some((y:any)=>y.pod===x.pod)); console.log("MY UN extra", JSON.stringify(un.slice(0,2)).slice(0,900));
