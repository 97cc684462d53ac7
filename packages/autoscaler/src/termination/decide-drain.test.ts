import { expect, test } from "vitest";
import { pod } from "../testing/objects.fixture.ts";
import { decideDrain } from "./decide-drain.ts";

const now = Date.parse("2026-01-01T01:00:00Z");
const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
const critical = { priorityClassName: "system-cluster-critical" };
const names = (pods: readonly { metadata: { name: string } }[]) => pods.map(({ metadata }) => metadata.name);

const web = pod({ name: "web" });
const daemon = pod({ name: "daemon", owner: "DaemonSet" });
const dns = pod({ name: "dns", spec: critical });
const proxy = pod({ name: "proxy", owner: "DaemonSet", spec: critical });

test("ordinary pods leave first, then daemons, then critical pods, then critical daemons", () => {
  const order: string[][] = [];
  let left = [proxy, dns, daemon, web];
  while (left.length > 0) {
    const { evict } = decideDrain(left, now, undefined);
    order.push(names(evict));
    left = left.filter((each) => !evict.includes(each));
  }
  expect(order).toEqual([["web"], ["daemon"], ["dns"], ["proxy"]]);
});

test("the next group waits while a pod of the one before is still terminating", () => {
  const leaving = pod({ name: "web", deleted: at(10) });
  expect(decideDrain([leaving, daemon], now, undefined)).toMatchObject({ evict: [], waiting: [leaving, daemon] });
});

test("nobody waits for pods that are done, mirror pods, pods that tolerate the taint, or stuck ones", () => {
  const pods = [
    pod({ name: "done", status: { phase: "Succeeded" } }),
    pod({ name: "mirror", owner: "Node" }),
    pod({ name: "tolerant", spec: { tolerations: [{ operator: "Exists" }] } }),
    pod({ name: "stuck", deleted: at(-61) }),
  ];
  expect(decideDrain(pods, now, undefined)).toEqual({ waiting: [], evict: [], deleteNow: [] });
});

test("a pod that may not be disrupted is waited for and not evicted, until its time is over", () => {
  const guarded = (value: string) =>
    pod({
      annotations: { "karpenter.sh/do-not-disrupt": value },
      status: { phase: "Running", startTime: at(-600) },
    });
  expect(decideDrain([guarded("true")], now, undefined)).toMatchObject({ evict: [], waiting: { length: 1 } });
  expect(decideDrain([guarded("15m")], now, undefined).evict).toEqual([]);
  expect(decideDrain([guarded("5m")], now, undefined).evict).toHaveLength(1);
  expect(decideDrain([guarded("soon")], now, undefined).evict).toHaveLength(1);
});

test("when the node's time runs out pods are deleted early enough for their own grace, budgets or not", () => {
  const guarded = pod({
    name: "guarded",
    annotations: { "karpenter.sh/do-not-disrupt": "true" },
    spec: { ...critical, terminationGracePeriodSeconds: 60 },
  });
  expect(decideDrain([web, guarded], now, now + 50_000).deleteNow).toEqual([{ pod: guarded, graceSeconds: 50 }]);
  expect(names(decideDrain([web, guarded], now, now + 50_000).evict)).toEqual(["web"]);
  expect(decideDrain([web], now, now - 5_000).deleteNow).toEqual([{ pod: web, graceSeconds: 1 }]);
});

test("a pod that takes longer to leave than the node has is cut short", () => {
  const slow = pod({ name: "slow", deleted: at(300) });
  expect(decideDrain([slow], now, now + 20_000).deleteNow).toEqual([{ pod: slow, graceSeconds: 20 }]);
  expect(decideDrain([pod({ deleted: at(10) })], now, now + 20_000).deleteNow).toEqual([]);
});
