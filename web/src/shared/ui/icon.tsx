import type { ReactNode } from 'react';

/** One outline set on a 16-px grid. An icon is decoration: the text beside it, or the control's name, carries the meaning. */
const shapes = {
  home: <path d="M2.5 7.5 8 3l5.5 4.5v5.5h-4V9.5h-3V13h-4z" />,
  data: (
    <>
      <ellipse cx="8" cy="4" rx="5" ry="2" />
      <path d="M3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2" />
    </>
  ),
  runs: <path d="M2 9.5h2.5L6.5 4l3 8 2-4.5H14" />,
  study: (
    <path
      d="M2.5 2.500v11h11M5.500 10.500h.01M7 6.500h.01M9.500 8.500h.01M8.500 11h.01M12.500 4h.01M11 11h.01"
      strokeWidth="1.800"
    />
  ),
  model: <path d="m8 2 5.5 3v6L8 14l-5.5-3V5zM2.5 5 8 8l5.5-3M8 8v6" />,
  system: <path d="M3 3h10v4H3zM3 9h10v4H3zM5.5 5h.01M5.5 11h.01M8 5h2.5M8 11h2.5" />,
  settings: (
    <path d="M2.5 5h5M11.500 5h2M2.5 11h2M8.500 11h5M9.500 3.200a1.8 1.8 0 1 1 0 3.600 1.8 1.8 0 0 1 0-3.600M6.500 9.200a1.8 1.8 0 1 1 0 3.600 1.8 1.8 0 0 1 0-3.600" />
  ),
  plus: <path d="M8 3v10M3 8h10" />,
  minus: <path d="M3 8h10" />,
  upload: <path d="M8 10.5V3M5 6l3-3 3 3M3 10.5V13h10v-2.5" />,
  download: <path d="M8 3v7.5M5 7.5l3 3 3-3M3 10.5V13h10v-2.5" />,
  search: <path d="m10.5 10.5 3 3M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0" />,
  chevronDown: <path d="m4 6 4 4 4-4" />,
  chevronRight: <path d="m6 4 4 4-4 4" />,
  chevronLeft: <path d="m10 4-4 4 4 4" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  trash: <path d="M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 8.5h6l.5-8.5M7 7v3.5M9 7v3.5" />,
  copy: <path d="M5.5 5.5V3H13v7.5h-2.5M3 5.5h7.5V13H3z" />,
  check: <path d="m3 8.5 3.5 3.5L13 4.5" />,
  reset: <path d="M3.5 8a4.5 4.5 0 1 0 1.6-3.5L3.5 6M3.5 3v3h3" />,
  retry: <path d="M12.5 8a4.5 4.5 0 1 1-1.6-3.5L12.5 6M12.5 3v3h-3" />,
  stop: <path d="M4 4h8v8H4z" />,
  clone: <path d="M6 6h7v7H6zM3 10V3h7M9.5 8v3M8 9.5h3" />,
  sun: (
    <path d="M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9" />
  ),
  moon: <path d="M13 9.5A5.5 5.5 0 1 1 6.5 3 4.5 4.5 0 0 0 13 9.5" />,
  display: <path d="M2 3h12v8H2zM6 13.5h4M8 11v2.5" />,
  user: <path d="M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M3 13.5c.6-2.3 2.5-3.5 5-3.5s4.4 1.2 5 3.5" />,
  signOut: <path d="M6.5 3H3v10h3.500M7 8h6.500M11 5.5 13.5 8 11 10.5" />,
  keyboard: (
    <path d="M1.5 4h13v8h-13zM4 6.500h.01M6.500 6.500h.01M9 6.500h.01M11.500 6.500h.01M4 9.500h.01M6.500 9.500h3M11.500 9.500h.01" />
  ),
  help: (
    <path d="M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M6.300 6.300c.2-1.100.9-1.600 1.800-1.600 1 0 1.700.7 1.700 1.600 0 1.300-1.700 1.300-1.700 2.600M8 11h.01" />
  ),
  menu: <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />,
  sidebar: <path d="M2 3h12v10H2zM6 3v10" />,
  folder: <path d="M2 4h4l1.5 2H14v7H2z" />,
  file: <path d="M4 2h5l3 3v9H4zM9 2v3h3" />,
  chart: <path d="M2.5 2.500v11h11M5 10l2.5-3 2 1.500L13 4.5" />,
  table: <path d="M2 3h12v10H2zM2 6.500h12M6.5 3v10" />,
  eye: (
    <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8M8 6.200a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6" />
  ),
  warning: <path d="M8 2.5 14.5 13.500h-13zM8 6.500v3.200M8 11.600h.01" />,
  error: <path d="m3.5 3.5 9 9M12.5 3.500l-9 9" />,
  clock: <path d="M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M8 4.800V8l2.2 1.5" />,
  dashed: <circle cx="8" cy="8" r="5" strokeDasharray="2.6 2.64" />,
  ring: <circle cx="8" cy="8" r="5" />,
  dot: <circle cx="8" cy="8" r="4" fill="currentColor" stroke="none" />,
  square: <rect x="4" y="4" width="8" height="8" fill="currentColor" stroke="none" />,
  slashed: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m4.2 11.8 7.6-7.6" />
    </>
  ),
  half: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.500a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </>
  ),
  hourglass: (
    <path d="M4 2.500h8M4 13.500h8M5 2.500c0 3 3 4 3 5.500S5 10.5 5 13.500M11 2.500c0 3-3 4-3 5.500s3 2.5 3 5.5" />
  ),
  info: <path d="M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M8 7.300v3.700M8 5h.01" />,
  arrowUp: <path d="M8 13V3M4 7l4-4 4 4" />,
  arrowDown: <path d="M8 3v10M4 9l4 4 4-4" />,
  bell: <path d="M3.500 11.500h9c-1-1-1.500-2-1.500-5a3 3 0 0 0-6 0c0 3-.5 4-1.500 5M6.800 13.500h2.400" />,
  pin: <path d="M6 2.500h4l-.5 4 2.500 2.500H4l2.500-2.500zM8 9v4.500" />,
  star: <path d="m8 2.500 1.700 3.500 3.800.5-2.800 2.700.7 3.800L8 11.200 4.600 13l.7-3.800L2.500 6.500l3.800-.5z" />,
  starFilled: (
    <path
      d="m8 2.500 1.700 3.500 3.800.5-2.800 2.700.7 3.800L8 11.200 4.600 13l.7-3.800L2.500 6.500l3.800-.5z"
      fill="currentColor"
    />
  ),
  diamond: <path d="M8 2.500 13.500 8 8 13.500 2.500 8z" fill="currentColor" stroke="none" />,
  infinity: (
    <path d="M8 8c1.200-2 2.300-3 3.500-3a3 3 0 0 1 0 6c-1.200 0-2.300-1-3.500-3S5.700 5 4.500 5a3 3 0 0 0 0 6C5.700 11 6.800 10 8 8" />
  ),
  scissors: (
    <path d="M5 9.600a1.9 1.9 0 1 1 0 3.800 1.9 1.9 0 0 1 0-3.800M11 9.600a1.9 1.9 0 1 1 0 3.800 1.9 1.9 0 0 1 0-3.800M6.200 10 11.500 2.500M9.800 10 4.500 2.500" />
  ),
  pause: <path d="M5.5 3.500v9M10.5 3.500v9" />,
  play: <path d="m5 3 8 5-8 5z" />,
  link: (
    <path d="M6.5 9.5 9.5 6.500M7 4.5 8.5 3a3.2 3.2 0 0 1 4.5 4.500L11.5 9M9 11.5 7.5 13A3.2 3.2 0 0 1 3 8.500L4.5 7" />
  ),
  lock: <path d="M4 7.5h8v6H4zM5.5 7.500V5.200a2.5 2.5 0 0 1 5 0V7.500" />,
  expand: <path d="M9.5 2.500h4v4M6.5 13.500h-4v-4M13.5 2.500l-5 5M2.500 13.500l5-5" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.400" />,
  split: <path d="M2 3h12v10H2zM8.500 3v10M10.500 6h2M10.500 8.500h2" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

export const iconNames = Object.keys(shapes) as IconName[];

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {shapes[name]}
    </svg>
  );
}
