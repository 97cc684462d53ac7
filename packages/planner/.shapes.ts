import { benchmarkSnapshot, benchmarkTypes } from "./bench/diverse-pods.ts";
import { DEFAULT_POLICY, planProvisioning } from "./src/index.ts";
const types = benchmarkTypes(400);
for (const n of [1000,4000,10000]) {
const pods=Array.from({length:n},(_,i)=>({apiVersion:"v1",kind:"Pod" as const,metadata:{name:`p${i}`,namespace:"default",uid:`u${i}`,resourceVersion:"1",creationTimestamp:"2026-11-01T12:00:00Z",labels:{app:`a${i}`}},spec:{containers:[{name:"a",image:"x",resources:{requests:{cpu:`${100+i%977}m`,memory:`${128+i%1013}Mi`}}}],topologySpreadConstraints:[{maxSkew:1,topologyKey:i%2?"kubernetes.io/hostname":"topology.kubernetes.io/zone",whenUnsatisfiable:"DoNotSchedule" as const,labelSelector:{matchLabels:{app:`a${i}`}}}]},status:{phase:"Pending" as const,conditions:[{type:"PodScheduled",status:"False" as const,reason:"Unschedulable"}]}}));
const t=process.cpuUsage().user/1000; const p=planProvisioning(benchmarkSnapshot(pods,types),DEFAULT_POLICY); console.log(n,(process.cpuUsage().user/1000-t).toFixed(0)+"ms",p.newNodeClaims.length,p.unschedulable.length,p.effort);
}
