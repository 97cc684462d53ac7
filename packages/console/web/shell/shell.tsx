import { useMantineColorScheme, useComputedColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore } from "react";
import { followChanges } from "../api/live.ts";
import { session } from "../api/session.ts";
import { Icon, type IconName } from "../parts/icons.tsx";
import { Dot } from "../parts/status.tsx";
import { Mark } from "./mark.tsx";
import { SignIn } from "./sign-in.tsx";

const places: readonly { readonly to: string; readonly label: string; readonly icon: IconName }[] = [
  { to: "/profiles", label: "Profiles", icon: "profiles" },
  { to: "/clusters", label: "Clusters", icon: "clusters" },
];
const administration: typeof places = [
  { to: "/users", label: "Users", icon: "users" },
  { to: "/roles", label: "Roles", icon: "roles" },
  { to: "/api-keys", label: "API keys", icon: "key" },
  { to: "/audit", label: "Audit", icon: "audit" },
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
  }, [queries, signedIn, who?.token]);

  if (!who) return <SignIn />;
  return (
    <div className="shell">
      <nav className="side" aria-label="Main menu">
        <div className="brand">
          <Mark />
          Inlay
        </div>
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

const Places = ({ places: shown }: { places: typeof places }) =>
  shown.map(({ to, label, icon }) => (
    <Link key={to} to={to} activeProps={{ "aria-current": "page" }}>
      <Icon name={icon} /> {label}
    </Link>
  ));

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
