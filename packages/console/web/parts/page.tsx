import { Alert, Button, Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";
import { messageOf } from "../api/client.ts";

type PageProps = {
  readonly title: string;
  readonly parent?: { readonly label: string; readonly to: string };
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

/** A page: where it stands, its name, what can be done, its content. */
export function Page({ title, parent, note, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Inlay`;
  }, [title]);
  return (
    <>
      <header className="head">
        <div>
          {parent && (
            <nav className="crumb" aria-label="Breadcrumb">
              <Link to={parent.to}>{parent.label}</Link>
              <span aria-hidden="true">/</span>
            </nav>
          )}
          <h1>{title}</h1>
          {note && <div className="sub">{note}</div>}
        </div>
        <div className="row">{actions}</div>
      </header>
      {children}
    </>
  );
}

export const Failure = ({ error, retry }: { error: unknown; retry?: () => void }) => (
  <Alert color="red" variant="light" title="This did not work" role="alert" mb="md">
    {messageOf(error)}
    {retry && (
      <Button mt="xs" size="xs" variant="default" onClick={retry} display="block">
        Try again
      </Button>
    )}
  </Alert>
);

/** Holds the place of rows that are on their way, so that nothing moves when they arrive. */
export const Loading = ({ rows = 6 }: { rows?: number }) => (
  <div className="card pad stack" aria-busy="true" aria-label="Loading">
    {Array.from({ length: rows }, (_, index) => (
      <Skeleton key={index} height={30} radius="sm" />
    ))}
  </div>
);

export const Empty = ({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) => (
  <div className="empty">
    <strong>{title}</strong>
    {children && <span className="sub">{children}</span>}
    {action && <div className="actions">{action}</div>}
  </div>
);
