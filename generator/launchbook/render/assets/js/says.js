/* Words of what is pressed, apart from those of the strip. */

import { say } from "./words.js";

/** @param {string} name @param {Record<string, string | number>} [values] */
export const says = (name, values) => say(`do-${name}`, values);
