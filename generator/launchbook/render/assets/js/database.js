/* The database of a site in this browser: its shelves, and one transaction over them at a time. */

/** The layout of the shelves; a later one belongs to a later version of the site. */
const LAYOUT = 1;
/** What lies on each shelf, by which of its fields. */
const SHELVES = { runs: ["plan", "run"], events: ["plan", "run", "key"], imports: ["plan", "run", "id"], aside: ["plan", "run", "key"], own: "key" };

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** All keys that begin with the given parts.
 * @param {string[]} parts */
export const below = (...parts) => IDBKeyRange.bound(parts, [...parts, []]);

/** Why nothing can be kept, in a word: a later version of the site was here, no room is left, the browser forbids it, or it fails.
 * @param {unknown} error
 * @returns {"later" | "full" | "blocked" | "broken"} */
export function reasonOf(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "VersionError") return "later";
  if (name === "QuotaExceededError") return "full";
  return name === "SecurityError" || name === "InvalidStateError" || typeof indexedDB === "undefined" ? "blocked" : "broken";
}

/** Nothing was ever kept here, and to look makes no database. */
const ABSENT = new Error("no database");
/** @param {unknown} error */
export const isAbsent = (error) => error === ABSENT;

/** Opens when it is needed, and gives way to a later version. */
export class Database {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** A later version of the site was here: its records are read, and left alone. */
    this.later = false;
    /** @type {Promise<IDBDatabase> | undefined} */
    this.opened = undefined;
  }

  /** @param {boolean} make @returns {Promise<IDBDatabase>} */
  async open(make) {
    const request = indexedDB.open(this.name, this.later ? undefined : LAYOUT);
    let absent = false;
    request.onupgradeneeded = () => {
      absent = !make;
      if (absent) request.transaction?.abort();
      else for (const [shelf, keyPath] of Object.entries(SHELVES)) request.result.createObjectStore(shelf, { keyPath });
    };
    const opened = await answered(request).catch((error) => { throw absent ? ABSENT : error; }), closed = () => { this.opened = undefined; };
    opened.onversionchange = () => { opened.close(); closed(); };
    opened.onclose = closed;
    return opened;
  }

  /** Does work in a transaction over all shelves; what it returns holds once everything is written.
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(shelf: (name: keyof typeof SHELVES) => IDBObjectStore) => Promise<T>} work
   * @returns {Promise<T>} */
  async within(mode, work) {
    const transaction = await this.begin(mode);
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new DOMException("", "AbortError"));
    });
    try {
      const result = await work((name) => transaction.objectStore(name));
      await ended;
      return result;
    } catch (error) {
      ended.catch(() => {});
      try { transaction.abort(); } catch { /* it has ended by itself */ }
      throw transaction.error ?? error;
    }
  }

  /** @param {IDBTransactionMode} mode @returns {Promise<IDBTransaction>} */
  async begin(mode, again = true) {
    try {
      if (this.later && mode === "readwrite") throw new DOMException("", "VersionError");
      this.opened ??= this.open(mode === "readwrite");
      return (await this.opened).transaction(Object.keys(SHELVES), mode);
    } catch (error) {
      this.opened = undefined;
      this.later ||= reasonOf(error) === "later";
      if (again && !(isAbsent(error) && mode === "readonly")) return this.begin(mode, false); // the connection was closed from outside, or a later version only lets read
      throw this.later ? new DOMException("", "VersionError") : error;
    }
  }
}
