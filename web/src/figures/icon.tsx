const PATHS = {
  up: 'M8 13V3M3.5 7.5 8 3l4.5 4.5',
  down: 'M8 3v10M3.5 8.5 8 13l4.5-4.5',
  same: 'M3 8h10',
  left: 'M10 3 5 8l5 5',
  right: 'm6 3 5 5-5 5',
  expand: 'm4 6 4 4 4-4',
  info: 'M8 7.2v4M8 4.6v.2M8 14.25A6.25 6.25 0 1 0 8 1.75a6.25 6.25 0 0 0 0 12.5Z',
  export: 'M8 2v8M4.5 6.8 8 10.3l3.5-3.5M2.5 13.5h11',
  calendar: 'M2.5 6.5h11M5 1.5v3M11 1.5v3M2.5 3h11v10.5h-11Z',
  inbox: 'M1.8 9.5h3.4l1 2h3.6l1-2h3.4M1.8 9.5v4h12.4v-4L12 2.5H4Z',
  settings:
    'M2 4.5h7M13 4.5h1M2 11.5h1M7 11.5h7M11 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5 13.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  table: 'M2 3h12v10H2ZM2 6.3h12M2 9.6h12M6.5 3v10',
  chart: 'M2 13.5h12M4 11V7M8 11V3M12 11V5.5',
  compare: 'M2.5 13.5v-6h4v6M9.5 13.5v-11h4v11M1.5 13.5h13',
  check: 'm3 8.5 3.5 3.5L13 4.5',
  close: 'm4 4 8 8M12 4l-8 8',
  alert: 'M8 6v3.5M8 11.6v.2M8 2 1.5 13.5h13Z',
  sort: 'm5 6.5 3-3 3 3M5 9.5l3 3 3-3',
} as const;

/** A line drawing beside a word, or in a button that has its name elsewhere: hidden from screen readers. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
