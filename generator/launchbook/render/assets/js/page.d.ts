/** What others put on the page. */
interface Window {
  /** Opens the launch of the page that is shown; there once the script of launch day is loaded. */
  launchbookDay?: (wanted?: boolean) => void;
  /** Whether the listeners are set: the theme's instant navigation runs a script again. */
  launchbookRuns?: boolean;
  /** The theme's own signal: a new page stands in the window. */
  document$?: { subscribe(run: () => void): void };
}

/** The plans that `launch.js` files have put here, by id. */
declare var launchbookPlans: Record<string, Plan> | undefined;
