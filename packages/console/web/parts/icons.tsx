/** Line icons of one weight, 16 by 16; always beside a name, so hidden from assistive tools. */
const paths = {
  profiles: "M8 2 14 5 8 8 2 5zM2 8l6 3 6-3M2 11l6 3 6-3",
  clusters: "M3 3h4v4H3zM9 3h4v4H9zM3 9h4v4H3zM9 9h4v4H9z",
  users: "M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.5c.6-2.4 2.6-3.5 5-3.5s4.400 1.100 5 3.500",
  roles: "M8 2l5 2v4c0 3-2.200 5-5 6-2.800-1-5-3-5-6V4z",
  key: "M10.500 2.500a3 3 0 1 1-2.400 4.800L3 12.500V14h2v-1.500h1.500V11H8l1.300-1.300",
  audit: "M4 2h8v12H4zM6.500 5.500h3M6.500 8h3M6.500 10.500h2",
  macro:
    "M6 2.500c-2 0-2 1-2 2.500S4 8 2.500 8C4 8 4 9.500 4 11s0 2.500 2 2.500M10 2.500c2 0 2 1 2 2.500s0 3 1.500 3C12 8 12 9.500 12 11s0 2.500-2 2.500",
  plus: "M8 3v10M3 8h10",
  tick: "M3 8.500 6.500 12 13 4.500",
  cross: "M4 4l8 8M12 4l-8 8",
  down: "M4 6l4 4 4-4",
  search: "M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM10.500 10.500 14 14",
  sun: "M8 10.800a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600zM8 1.500V3M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M3.400 12.600l1-1M11.600 4.400l1-1",
  moon: "M13 9.500A5.500 5.500 0 0 1 6.500 3 5.500 5.500 0 1 0 13 9.500z",
  out: "M6 3H3v10h3M10 5l3 3-3 3M13 8H6",
  os: "M2.500 3h11v8h-11zM6 13.500h4",
  k8s: "M8 1.800 13.500 4.500 14 10.500 8 14.200 2 10.500 2.500 4.500zM8 5v6M5 8h6",
  cni: "M4 4.500a1.500 1.500 0 1 0 0-.1zM12 4.500a1.500 1.500 0 1 0 0-.1zM8 12.500a1.500 1.500 0 1 0 0-.1zM5 5.500l2.500 5.500M11 5.500 8.500 11M5.500 4.500h5",
  csi: "M3 4c0-1 2.200-1.800 5-1.800S13 3 13 4v8c0 1-2.200 1.800-5 1.800S3 13 3 12zM3 4c0 1 2.200 1.800 5 1.800S13 5 13 4M3 8c0 1 2.200 1.800 5 1.800S13 9 13 8",
  addon:
    "M6.500 3a1.500 1.500 0 0 1 3 0H13v3.500a1.500 1.500 0 0 0 0 3V13H9.500a1.500 1.500 0 0 0-3 0H3V9.500a1.500 1.500 0 0 0 0-3V3z",
  kernel: "M4 4h8v8H4zM6 2v2M10 2v2M6 12v2M10 12v2M2 6h2M2 10h2M12 6h2M12 10h2",
} as const;

export type IconName = keyof typeof paths;

export const Icon = ({ name, size = 16 }: { name: IconName; size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.4"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d={paths[name]} />
  </svg>
);
