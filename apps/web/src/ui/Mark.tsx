/** The sign of the page: a voice, and the one that answers. */
export const Mark = ({ size }: { size: number }) => (
  <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <g fill="none" stroke="currentColor" strokeWidth="3.2" strokeLinecap="round">
      <path d="M14 6.5a9.5 9.5 0 0 0 0 19" />
      <path d="M18 6.5a9.5 9.5 0 0 1 0 19" strokeDasharray="0.1 6" />
    </g>
    <circle cx="16" cy="16" r="2.4" fill="currentColor" />
  </svg>
);
