/** A date of the Gregorian calendar, also for the time before it was in use; month and day count from 1. */
export type CivilDate = { readonly year: number; readonly month: number; readonly day: number };

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_FROM_YEAR_1_TO_1970 = 719_162;
const MEAN_DAYS_PER_YEAR = 365.2425;

/** Has the year 366 days? */
function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whole days from 1970-01-01 to a date; negative before. */
export function dayNumber({ year, month, day }: CivilDate): number {
  const leapDay = month > 2 && isLeapYear(year) ? 1 : 0;
  return dayNumberOfYear(year) + (DAYS_BEFORE_MONTH[month - 1] ?? 0) + leapDay + day - 1;
}

/** The date that lies `dayNumber` whole days after 1970-01-01. */
export function civilDate(dayNumber: number): CivilDate {
  let year = 1970 + Math.floor(dayNumber / MEAN_DAYS_PER_YEAR);
  while (dayNumberOfYear(year) > dayNumber) year -= 1;
  while (dayNumberOfYear(year + 1) <= dayNumber) year += 1;
  let month = 1;
  let rest = dayNumber - dayNumberOfYear(year);
  while (rest >= daysInMonth(year, month)) rest -= daysInMonth(year, month++);
  return { year, month, day: rest + 1 };
}

/** Whole days from 1970-01-01 to the first of January of a year. */
function dayNumberOfYear(year: number): number {
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  return past * 365 + leapDays - DAYS_FROM_YEAR_1_TO_1970;
}
