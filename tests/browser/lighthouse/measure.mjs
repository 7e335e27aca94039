// Reads {program, flags, addresses} from its input and writes what Lighthouse measures of each address, as JSON.
import { text } from "node:stream/consumers";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const { program, flags, addresses } = JSON.parse(await text(process.stdin));
const chrome = await launch({ chromePath: program, chromeFlags: ["--headless=new", ...flags], logLevel: "silent" });
const measured = [];
try {
  for (const address of addresses) measured.push(await measure(address));
} finally {
  chrome.kill();
}
process.stdout.write(JSON.stringify(measured));

async function measure(address) {
  const options = { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "silent", throttlingMethod: "simulate" };
  const { lhr } = await lighthouse(address, options);
  if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
  const requests = lhr.audits["network-requests"].details.items;
  return {
    scores: CATEGORIES.map((name) => Math.round(100 * lhr.categories[name].score)),
    faults: CATEGORIES.slice(1).flatMap((name) => faults(lhr, name)),
    contentful: lhr.audits["first-contentful-paint"].numericValue,
    elements: lhr.audits["dom-size"]?.numericValue ?? null,
    requests: requests.length,
    bytes: requests.reduce((sum, one) => sum + (one.transferSize ?? 0), 0),
  };
}

// What keeps a category from 100.
function faults(lhr, category) {
  const audits = lhr.categories[category].auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => lhr.audits[id]);
  return audits.filter(({ score }) => score !== null && score < 1).map(({ title }) => title);
}
