// @ts-check
/**
 * Minutes east of UTC that a US airport's clocks showed from 2 to 13 April 2001.
 *
 * Written by hand and reviewed state by state rather than computed from today's zone database, because what matters is the
 * rule in force then. US daylight saving time had begun on Sunday 1 April 2001 at 02:00 local time (first Sunday of April,
 * Uniform Time Act as amended in 1986), so every place that observed it was already on it for the whole slice.
 *
 * Places that did not observe it in 2001: Arizona (outside the Navajo Nation, which has no airport here), Hawaii, Puerto Rico,
 * the US Virgin Islands, and most of Indiana (until 2006).
 */

const EASTERN_DAYLIGHT = -240;
const CENTRAL_DAYLIGHT = -300;
const MOUNTAIN_DAYLIGHT = -360;
const PACIFIC_DAYLIGHT = -420;
const ALASKA_DAYLIGHT = -480;
const EASTERN_STANDARD = -300;
const MOUNTAIN_STANDARD = -420;
const HAWAII_STANDARD = -600;
const ATLANTIC_STANDARD = -240;

/** @type {ReadonlyMap<string, number>} The offset of a state where all, or nearly all, of it keeps one time. */
const BY_STATE = new Map([
  ...statesAt(EASTERN_DAYLIGHT, [
    "CT",
    "DC",
    "DE",
    "GA",
    "MA",
    "MD",
    "ME",
    "NC",
    "NH",
    "NJ",
    "NY",
    "OH",
    "PA",
    "RI",
    "SC",
  ]),
  ...statesAt(EASTERN_DAYLIGHT, ["VA", "VT", "WV"]),
  // Split states, each at the time of most of its airports; the others are in BY_AIRPORT.
  // Florida west of the Apalachicola is Central; Kentucky's west (Paducah, Owensboro) is Central, but Louisville, Lexington
  // and Covington are Eastern; of Michigan only four counties on the Wisconsin border are Central, and Marquette is not one.
  ...statesAt(EASTERN_DAYLIGHT, ["FL", "KY", "MI"]),
  ...statesAt(CENTRAL_DAYLIGHT, ["AL", "AR", "IA", "IL", "LA", "MN", "MO", "MS", "OK", "WI"]),
  // Split states: Tennessee's east is Eastern; El Paso is Mountain; the west of both Dakotas, of Nebraska and of Kansas is
  // Mountain (Bismarck, Minot, Lincoln, Omaha and Wichita are Central).
  ...statesAt(CENTRAL_DAYLIGHT, ["KS", "ND", "NE", "SD", "TN", "TX"]),
  ...statesAt(MOUNTAIN_DAYLIGHT, ["CO", "MT", "NM", "UT", "WY"]),
  // Split state: Idaho's south (Boise) is Mountain, its panhandle (Lewiston, Coeur d'Alene) is Pacific.
  ...statesAt(MOUNTAIN_DAYLIGHT, ["ID"]),
  // Of Nevada only West Wendover is Mountain; of Oregon only Malheur County.
  ...statesAt(PACIFIC_DAYLIGHT, ["CA", "NV", "OR", "WA"]),
  // One zone from the Panhandle to Unalaska since 1983; only the Aleutians west of 169.5 degrees W (Adak) keep Hawaii's time.
  ...statesAt(ALASKA_DAYLIGHT, ["AK"]),
  // Most of Indiana stayed on Eastern Standard Time all year until 2006: Indianapolis, Fort Wayne, South Bend.
  ...statesAt(EASTERN_STANDARD, ["IN"]),
  ...statesAt(MOUNTAIN_STANDARD, ["AZ"]),
  ...statesAt(HAWAII_STANDARD, ["HI"]),
  ...statesAt(ATLANTIC_STANDARD, ["PR", "VI"]),
]);

/** @type {ReadonlyMap<string, number>} Airports that do not keep the time of their state's row above. */
const BY_AIRPORT = new Map([
  // Florida's panhandle; Tallahassee (TLH) is east of the line.
  ["PNS", CENTRAL_DAYLIGHT],
  ["VPS", CENTRAL_DAYLIGHT],
  ["PFN", CENTRAL_DAYLIGHT],
  // East Tennessee; Nashville (BNA) and Memphis (MEM) are Central.
  ["CHA", EASTERN_DAYLIGHT],
  ["TRI", EASTERN_DAYLIGHT],
  ["TYS", EASTERN_DAYLIGHT],
  // West Kentucky.
  ["OWB", CENTRAL_DAYLIGHT],
  ["PAH", CENTRAL_DAYLIGHT],
  // The corners of Indiana (Evansville, Gary) kept Central time with daylight saving: by chance the same offset as the rest.
  ["EVV", CENTRAL_DAYLIGHT],
  ["GYY", CENTRAL_DAYLIGHT],
  ["ELP", MOUNTAIN_DAYLIGHT],
  ["RAP", MOUNTAIN_DAYLIGHT],
  ["LWS", PACIFIC_DAYLIGHT],
  ["COE", PACIFIC_DAYLIGHT],
]);

/** @type {ReadonlyMap<string, string>} States that the package's airports.csv leaves out (it writes NA). */
const MISSING_STATE = new Map([["MQT", "MI"]]);

/**
 * @param {number} offset
 * @param {readonly string[]} states
 * @returns {[string, number][]}
 */
function statesAt(offset, states) {
  return states.map((state) => [state, offset]);
}

/**
 * The state of an airport and its clock's offset in minutes; throws when the table has no row for it.
 * @param {string} iata
 * @param {string} statedState
 * @returns {{ state: string, utcOffsetMin: number }}
 */
export function airportClock(iata, statedState) {
  const state = MISSING_STATE.get(iata) ?? statedState;
  const utcOffsetMin = BY_AIRPORT.get(iata) ?? BY_STATE.get(state);
  if (utcOffsetMin === undefined) throw new Error(`no clock is known for airport ${iata} in state ${state}`);
  return { state, utcOffsetMin };
}
