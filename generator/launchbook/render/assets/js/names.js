/* People in few letters. */

/** The name by which one calls somebody: `Dana`; a Chinese name whole, and a name that two share too.
 * @param {Plan} plan @param {string} id */
export function called(plan, id) {
  const name = plan.people[id]?.name ?? id, first = firstOf(name);
  return Object.values(plan.people).filter((each) => firstOf(each.name) === first).length > 1 ? name : first;
}

/** @param {string} name */
const firstOf = (name) => name.split(" ").find((part) => !part.endsWith(".")) ?? name;

/** @param {Plan} plan @param {string} id */
const initialsIn = (plan, id) => plan.people[id]?.initials ?? id;

/** Several people in a line, by name and, where there is little room, by their initials: of more than two the first.
 * @param {Plan} plan @param {string[]} ids */
export const calledAll = (plan, ids) => ({
  text: ids.map((id) => called(plan, id)).join(" + "),
  short: ids.length > 2 ? `${initialsIn(plan, ids[0])} + ${ids.length - 1}` : ids.map((id) => initialsIn(plan, id)).join(" + "),
});
