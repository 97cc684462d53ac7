import { TextInput } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState, type ReactNode } from "react";
import { count } from "../../src/format/quantities.ts";
import { Icon } from "./icons.tsx";

export type Column<Row> = {
  readonly name: string;
  readonly width?: string;
  readonly right?: boolean;
  readonly cell: (row: Row) => ReactNode;
};

type TableProps<Row> = {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  /** Text that the search box looks in; without it there is no box. */
  readonly searchText?: (row: Row) => string;
  readonly empty: ReactNode;
};

const ROW_PIXELS = 46;

/** A table that draws only the rows in sight; 500 rows cost as much as 30. */
export function Table<Row>({ label, rows, columns, rowKey, searchText, empty }: TableProps<Row>) {
  const [search, setSearch] = useState("");
  const scroll = useRef<HTMLDivElement>(null);
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    return searchText && words.length > 0
      ? rows.filter((row) => words.every((word) => searchText(row).toLowerCase().includes(word)))
      : rows;
  }, [rows, search, searchText]);
  const virtual = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 12,
  });
  const template = { gridTemplateColumns: columns.map((column) => column.width ?? "minmax(90px, 1fr)").join(" ") };

  if (rows.length === 0) return <div className="card">{empty}</div>;
  return (
    <>
      {searchText && (
        <div className="row" style={{ marginBottom: 10, justifyContent: "space-between" }}>
          <TextInput
            aria-label={`Search ${label.toLowerCase()}`}
            placeholder="Search"
            size="xs"
            w={260}
            leftSection={<Icon name="search" size={14} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <span className="sub num">
            {found.length === rows.length
              ? count(rows.length, "row")
              : `${found.length} of ${count(rows.length, "row")}`}
          </span>
        </div>
      )}
      <div className="card table" role="table" aria-label={label} aria-rowcount={found.length + 1}>
        <div className="scroll" ref={scroll} tabIndex={0} role="rowgroup">
          <div className="thead tr" role="row" style={template} aria-rowindex={1}>
            {columns.map((column) => (
              <div key={column.name} role="columnheader" className={column.right ? "right" : undefined}>
                {column.name}
              </div>
            ))}
          </div>
          <div
            className="tbody"
            role="presentation"
            style={{ height: Math.max(virtual.getTotalSize(), ROW_PIXELS), position: "relative" }}
          >
            {virtual.getVirtualItems().map((item) => {
              const row = found[item.index];
              if (row === undefined) return null;
              return (
                <div
                  key={rowKey(row)}
                  role="row"
                  className="tr"
                  aria-rowindex={item.index + 2}
                  style={{ ...template, transform: `translateY(${item.start}px)` }}
                >
                  {columns.map((column) => (
                    <div key={column.name} role="cell" className={column.right ? "right num" : undefined}>
                      {column.cell(row)}
                    </div>
                  ))}
                </div>
              );
            })}
            {found.length === 0 && (
              <div className="sub" style={{ padding: "13px 18px" }}>
                Nothing matches “{search}”.
              </div>
            )}
          </div>
        </div>
      </div>
    </>
  );
}
