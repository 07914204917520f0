// @ts-check
// Intl.cs: dates, numbers and plural categories in the person's language.

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const forms = {
  Time: { timeStyle: "short" },
  Weekday: { weekday: "long" },
  DayOfYear: { day: "numeric", month: "long" },
  Date: { day: "numeric", month: "long", year: "numeric" },
  ShortDate: { dateStyle: "short" },
  Full: { dateStyle: "long", timeStyle: "medium" },
};

/** @type {Record<string, Intl.DateTimeFormat>} */
let dates = {};
/** @type {Intl.PluralRules} */
let plurals;
/** @type {Intl.NumberFormat} */
let numbers;

/** @returns {string[]} the person's languages, most wanted first */
export const wanted = () => [...(navigator.languages ?? [navigator.language])];

/** @param {string} language of the texts @returns {string} the language of dates and numbers */
export function use(language) {
  // "en" becomes the person's own English, so that a Briton reads 24 hours and an American 12. Hindi in Latin letters
  // writes its days and months as Indian English does; a browser that does not know it would take Devanagari.
  const own =
    language === "hi-Latn"
      ? "en-IN"
      : (wanted().find((tag) => tag === language || tag.startsWith(language + "-")) ?? language);
  dates = Object.fromEntries(Object.entries(forms).map(([name, form]) => [name, new Intl.DateTimeFormat(own, form)]));
  plurals = new Intl.PluralRules(language === "hi-Latn" ? "hi" : language);
  numbers = new Intl.NumberFormat(own);
  return own;
}

/** @param {number} milliseconds @param {string} form */
export const moment = (milliseconds, form) => dates[form].format(milliseconds);

/** @param {number} count */
export const plural = (count) => plurals.select(count);

/** @param {number} value */
export const number = (value) => numbers.format(value);

/** @param {string} text */
export const normalize = (text) => text.normalize("NFKC");

/** @param {string} text */
export const decompose = (text) => text.normalize("NFKD");
