import { Select, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore } from "react";
import { usePermissions } from "../access/use-permissions.ts";
import { projectsQuery } from "../api/access.ts";
import type { Scope } from "../api/client.ts";
import { followChanges } from "../api/live.ts";
import { session } from "../api/session.ts";
import { Icon, type IconName } from "../parts/icons.tsx";
import { Dot } from "../parts/status.tsx";
import { Mark } from "./mark.tsx";
import { SignIn } from "./sign-in.tsx";

type Place = {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
  /** Who may not is not led there. */
  readonly needs?: { readonly permission: string; readonly scope: Scope };
};
const places: readonly Place[] = [
  { to: "/profiles", label: "Profiles", icon: "profiles" },
  { to: "/clusters", label: "Clusters", icon: "clusters" },
];
const administration: readonly Place[] = [
  { to: "/macros", label: "Macros", icon: "macro", needs: { permission: "macro.list", scope: "project" } },
  { to: "/users", label: "Users", icon: "users", needs: { permission: "user.list", scope: "tenant" } },
  { to: "/roles", label: "Roles", icon: "roles", needs: { permission: "role.list", scope: "tenant" } },
  { to: "/api-keys", label: "API keys", icon: "key" },
  { to: "/audit", label: "Audit", icon: "audit", needs: { permission: "audit.list", scope: "project" } },
];

/** The frame of every page: left main menu, and the sign-in page for who is not signed in. */
export function Shell() {
  const who = useSyncExternalStore(session.subscribe, session.current);
  const queries = useQueryClient();
  const [live, setLive] = useState(false);
  const signedIn = who?.projectUid !== undefined || (who !== undefined && who.token !== "");
  useEffect(() => {
    if (!signedIn) return;
    const stop = new AbortController();
    void followChanges(queries, stop.signal, setLive);
    return () => stop.abort();
  }, [queries, signedIn, who?.token, who?.projectUid]);

  if (!who) return <SignIn />;
  return (
    <div className="shell">
      <nav className="side" aria-label="Main menu">
        <div className="brand">
          <Mark />
          Inlay
        </div>
        <ProjectSwitcher projectUid={who.projectUid} />
        <Places places={places} />
        <div className="group">Administration</div>
        <Places places={administration} />
        <div className="foot">
          <span className="row sub" style={{ padding: "4px 8px" }} role="status">
            <Dot tone={live ? "good" : "warn"} /> {live ? "Live" : "Reconnecting"}
          </span>
          <SchemeButton />
          <button
            type="button"
            className="plain"
            onClick={() => {
              session.end();
              queries.clear();
            }}
          >
            <Icon name="out" /> Sign out
          </button>
          <span className="sub" style={{ padding: "2px 8px", overflow: "hidden", textOverflow: "ellipsis" }}>
            {who.emailId}
          </span>
        </div>
      </nav>
      <main className="main">
        <Outlet />
      </main>
    </div>
  );
}

function Places({ places: all }: { places: readonly Place[] }) {
  const [inProject, inTenant] = [usePermissions("project"), usePermissions("tenant")];
  return all
    .filter(({ needs }) => !needs || !(needs.scope === "tenant" ? inTenant : inProject)(needs.permission).refused)
    .map(({ to, label, icon }) => (
      <Link key={to} to={to} activeProps={{ "aria-current": "page" }}>
        <Icon name={icon} /> {label}
      </Link>
    ));
}

/** The project that everything on the pages belongs to; a choice for those who have a role in several. */
function ProjectSwitcher({ projectUid }: { projectUid: string | undefined }) {
  const { data = [] } = useQuery(projectsQuery);
  const queries = useQueryClient();
  const navigate = useNavigate();
  if (data.length < 2)
    return (
      <div className="project sub" title="Project">
        {data[0]?.name ?? "\u00a0"}
      </div>
    );
  return (
    <Select
      aria-label="Project"
      size="xs"
      mb={8}
      data={data.map(({ uid, name }) => ({ value: uid, label: name }))}
      value={projectUid ?? null}
      onChange={(uid) => {
        if (uid === null || uid === projectUid) return;
        session.enter(uid);
        void queries.resetQueries();
        void navigate({ to: "/profiles" });
      }}
    />
  );
}

function SchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <button type="button" className="plain" onClick={() => setColorScheme(other)}>
      <Icon name={other === "dark" ? "moon" : "sun"} /> {other === "dark" ? "Dark" : "Light"}
    </button>
  );
}
