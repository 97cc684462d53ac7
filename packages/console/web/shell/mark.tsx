export const Mark = ({ size = 22 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
    <rect width="16" height="16" rx="4" fill="currentColor" />
    <path d="M5 4h6M8 4v8M5 12h6" stroke="var(--paper)" strokeWidth="1.6" strokeLinecap="round" />
  </svg>
);
