import { readdirSync, readFileSync } from "node:fs";
import { planProvisioning } from "/work/main/packages/planner/src/provisioning/plan-provisioning.ts";
import { readSchedulingCase } from "/work/main/packages/planner/src/reading/scheduling-case.ts";
const dir = "/work/shared/facts/scheduling/";
const cats = Object.fromEntries(["catalogue-small.json","catalogue-ec2.json"].map(f=>[f,JSON.parse(readFileSync(dir+f,"utf8"))]));
const packing = process.argv[2] ?? "upstream"; const only = process.argv[3];
let tally: Record<string, number> = {};
const add = (k: string) => tally[k]=(tally[k]??0)+1;
const shapeOf = (c: any) => { const m=new Map<string,string>(); for (const o of c.objects) if(o.kind==="Pod"){ const {name,uid,creationTimestamp,...md}=o.metadata; m.set((o.metadata.namespace??"default")+"/"+name, JSON.stringify([md,o.spec,o.status?.phase])); } return m; };
let t0=performance.now(); let ms=0;
for (const sub of ["rules","mixed"]) for (const f of readdirSync(dir+sub).sort()) {
  if (only && !f.includes(only)) continue;
  const c = JSON.parse(readFileSync(dir+sub+"/"+f,"utf8"));
  const { snapshot, policy } = readSchedulingCase(c, cats[c.instanceTypes]);
  let plan;
  const s=performance.now();
  try { plan = planProvisioning(snapshot, {...policy, packingPolicy: packing as any}); } catch (e) { console.log("CRASH", f, e); add("crash"); continue; }
  ms+=performance.now()-s;
  const u = c.upstream; const shapes = shapeOf(c);
  const problems: string[] = [];
  const sh = (ks: string[]) => ks.map(k=>shapes.get(k)??k).sort().join("\n");
  const mine = plan.unschedulable.map(x=>x.pod), theirs = u.unschedulable.map((x:any)=>x.pod);
  if (u.deterministic) {
    if (sh(mine)!==sh(theirs)) problems.push(`UNSCHED mine ${mine.length} [${mine.filter(x=>!theirs.includes(x)).slice(0,4)}] theirs ${theirs.length} [${theirs.filter((x:string)=>!mine.includes(x)).slice(0,4)}]`);
    else if (plan.pricePerHour > u.totalHourlyPrice+1e-9) problems.push(`PRICE ${plan.pricePerHour} > ${u.totalHourlyPrice}`);
    for (const x of plan.unschedulable) { const y=u.unschedulable.find((z:any)=>z.pod===x.pod); if (y && (y.message!==x.message||y.stage!==x.stage) && sub==="rules") problems.push(`MSG\n   mine   ${x.stage} ${x.message}\n   theirs ${y.stage} ${y.message}`); }
  } else {
    const ever = u.varies.unschedulableVaries ? u.varies.unschedulableEver : theirs; const always = u.varies.unschedulableVaries ? u.varies.unschedulableAlways : theirs;
    const extra = mine.filter(x=>!ever.includes(x)); 
    if (extra.length) problems.push(`ND-UNSCHED extra ${extra.slice(0,4)}`);
    const [lo,hi] = u.varies.totalHourlyPrice ?? [u.totalHourlyPrice,u.totalHourlyPrice];
    if (plan.pricePerHour > hi+1e-9) problems.push(`ND-PRICE ${plan.pricePerHour} > ${hi}`);
  }
  if (packing==="upstream" && u.claimsStable) {
    const key=(x:any,p:any)=>JSON.stringify([x.nodePool,x.pods,x.instanceTypes,x.cheapest.instanceType]);
    const a=plan.newNodeClaims.map(x=>key(x,0)).sort(), b=u.newNodeClaims.map((x:any)=>key(x,0)).sort();
    if (JSON.stringify(a)!==JSON.stringify(b)) { problems.push(`CLAIMS ${a.length} vs ${b.length}`); if (only) { console.log("MINE"); a.forEach(x=>console.log("  ",x.slice(0,600))); console.log("THEIRS"); b.forEach((x:string)=>console.log("  ",x.slice(0,600))); } }
    else {
      const r=(q:any)=>JSON.stringify(q.filter((z:any)=>z.key!=="node.kubernetes.io/instance-type").map((z:any)=>({k:z.key,o:z.operator,v:z.values,m:z.minValues})));
      const bb=[...u.newNodeClaims].sort((p:any,q:any)=>key(p,0)<key(q,0)?-1:1); const aa=[...plan.newNodeClaims].sort((p:any,q:any)=>key(p,0)<key(q,0)?-1:1);
      aa.forEach((p,i)=>{ if (r(p.spec.requirements)!==r(bb[i].requirements)) problems.push(`REQ\n   mine   ${r(p.spec.requirements)}\n   theirs ${r(bb[i].requirements)}`); if (JSON.stringify(p.spec.resources!.requests)!==JSON.stringify(bb[i].requests)) { const s=(o:any)=>JSON.stringify(Object.entries(o).sort()); if (s(p.spec.resources!.requests)!==s(bb[i].requests)) problems.push(`REQUESTS ${s(p.spec.resources!.requests)} vs ${s(bb[i].requests)}`);} });
    }
    const ek=(x:any)=>JSON.stringify([x.name,x.pods]);
    const ea=plan.existingNodes.map(ek).sort().join(), eb=u.existingNodes.map(ek).sort().join();
    if (ea!==eb) { problems.push(`EXISTING`); if (only) console.log(ea,"\n",eb); }
  }
  for (const p of problems) add(sub+" "+(u.violates?"violates ":"")+p.split(/[ \n]/)[0]);
  add(sub+(problems.length?" bad":" ok"));
  if (problems.length) console.log(`${sub}/${f.slice(0,-5)} det=${u.deterministic} stable=${u.claimsStable} ${u.violates?"VIOLATES ":""}\n  ${problems.slice(0,3).join("\n  ").slice(0,1500)}`);
}
console.log(tally, "plan ms", ms.toFixed(0));
