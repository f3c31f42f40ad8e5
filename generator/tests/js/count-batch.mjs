/* Counts what is counted of the plans that come in as JSON, by row and chapter, for the comparison with the pages that are built. */

import { readFileSync } from "node:fs";
import { fold } from "../../launchbook/render/assets/js/fold.js";
import { stand } from "../../launchbook/render/assets/js/stand.js";

const countsOf = (plan) => Object.fromEntries([...stand(plan, fold(plan), 0).progress].map(([key, { total }]) => [key, total]));

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(countsOf)));
