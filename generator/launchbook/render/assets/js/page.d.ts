/** What others put on the page. */
interface Window {
  /** Opens the launch of the page that is shown; there once the script of launch day is loaded. */
  launchbookDay?: (wanted?: boolean) => void;
  /** What the second script of launch day holds; there once that is loaded. */
  launchbookLater?: import("./later.js").Later;
  /** Whether the listeners are set: the theme's instant navigation runs a script again. */
  launchbookRuns?: boolean;
  /** What `sheets.js` files say of the sheets of plans, by id. */
  launchbookSheets?: Record<string, import("./sheets.d.ts").Sheets>;
  /** The theme's own signal: a new page stands in the window. */
  document$?: { subscribe(run: () => void): void };
}

/** The plans that `launch.js` files have put here, by id. */
declare var launchbookPlans: Record<string, Plan> | undefined;

/** What the first script of launch day lends to the second one of the same edition. */
declare var launchbookLent: { edition: string } | undefined;
