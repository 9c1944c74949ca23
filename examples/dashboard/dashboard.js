// SPDX-License-Identifier: MIT
// Draws what serve.py answers; what is chosen stands in the address: #ACCOUNT/MONTH/CATEGORY.

const part = (id) => document.getElementById(id);
const chosen = () => {
  const [account = "", month = "", category = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
  return { account, month, category };
};
const choose = ({ account, month, category }) => {
  location.hash = [account, month, category].map(encodeURIComponent).join("/");
};

const pictureParts = ["svg", "rect", "line", "text", "title"];

/// An element with text or children: nothing of the data ever becomes markup.
function element(tag, attributes = {}, ...children) {
  const made = document.createElementNS(
    pictureParts.includes(tag) ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml",
    tag,
  );
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const number = (value, digits = 2) =>
  value === null || value === undefined ? "not known" : value.toLocaleString("en", { maximumFractionDigits: digits });
const signed = (value, digits) => (value > 0 ? "+" : "") + number(value, digits);
const minutes = (value) => `${signed(value)} min`;

const isCompared = (cell) => !["pending", "not comparable"].includes(cell.state);
const differs = (cell) => isCompared(cell) && cell.state !== "agrees";

/// What a cell of months and categories says in a word or two.
function verdict(cell) {
  if (!differs(cell)) {
    return cell.state;
  }
  return cell.minutes_difference
    ? minutes(cell.minutes_difference)
    : cell.count_difference
      ? `${signed(cell.count_difference)} ${Math.abs(cell.count_difference) === 1 ? "call" : "calls"}`
      : "price";
}

const larger = (cell) => cell.minutes_difference || cell.count_difference || cell.price_difference || 0;
const tone = (cell) =>
  differs(cell) ? (larger(cell) > 0 ? "plus" : "minus") : cell.state.replace(" ", "-");

/// Of a month that is compared in no category, or not in all.
function whyNot(status, cell) {
  if (!cell || !status || status.comparable) {
    return "";
  }
  const how = isCompared(cell) ? "Of this month, a part is compared"
    : cell.state === "pending" ? "Not compared yet" : "Cannot be compared";
  return `${how}: ${status.reason}.`;
}

function drawTiles(data, cell) {
  const tile = (name, value, below, kind = "") =>
    element("div", {}, element("dt", {}, name),
      element("dd", {}, element("span", { class: kind }, value), element("small", {}, below)));
  part("cell-title").textContent = cell ? `${cell.month}, ${cell.category}` : "No calls and no usage";
  part("tiles").replaceChildren(...(cell ? [
    tile("State", cell.state, cell.as_of ? `usage read up to ${cell.as_of}` : "usage was never read",
      `state ${tone(cell)}`),
    tile("Calls, usage minus log", signed(cell.count_difference),
      `log ${number(cell.billed_calls)}, usage ${number(cell.usage_count)}`),
    tile("Minutes, usage minus log", signed(cell.minutes_difference),
      `log ${number(cell.log_minutes)}, usage ${number(cell.usage_minutes)}`),
    tile(`Price${cell.price_unit ? ` in ${cell.price_unit}` : ""}, usage minus log`, signed(cell.price_difference, 5),
      `log ${number(cell.log_price, 5)}, usage ${number(cell.usage_price, 5)}`),
  ] : []));
  part("why-not").textContent = whyNot(data.status.find((one) => one.month === cell?.month), cell);
}

function drawMonths(data, selected) {
  const months = [...new Set(data.months.map((cell) => cell.month))];
  const categories = [...new Set(data.months.map((cell) => cell.category))];
  const rank = (category) => ["calls", "combined"].indexOf(category) + 1;
  categories.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  const head = element("tr", {}, element("th", { scope: "col" }, "category"),
    ...months.map((month) => element("th", { scope: "col" }, month)));
  const rows = categories.map((category) => element("tr", {}, element("th", { scope: "row" }, category),
    ...months.map((month) => {
      const cell = data.months.find((one) => one.month === month && one.category === category);
      if (!cell) {
        return element("td", { class: "none" }, "");
      }
      const button = element("button", {
        type: "button", class: tone(cell), "aria-pressed": String(cell === selected),
        "aria-label": `${month}, ${category}: ${verdict(cell)}`,
      }, verdict(cell));
      button.addEventListener("click", () => choose({ account: data.account, month, category }));
      return element("td", {}, button);
    })));
  const isFirst = !part("months").rows.length;
  const focused = document.activeElement?.getAttribute("aria-label");
  part("months").replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows));
  if (focused) {
    part("months").querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  }
  if (isFirst) {
    part("months").parentElement.scrollLeft = part("months").scrollWidth; // the newest month
  }
}

/// The newest month that was compared, all categories, or one of those that were; if there is none, the newest.
function toBeginWith(cells) {
  const compared = cells.filter(isCompared);
  const newest = compared.filter((cell) => cell.month === compared.at(-1).month);
  const whole = (one) => one.category === "combined";
  return newest.find(whole) ?? newest.at(0) ?? cells.filter(whole).at(-1);
}

/// Bars and marks, placed in hundredths so that the picture is as wide as the page. A day without calls and usage has
/// none.
function drawDays(days, month) {
  const length = month ? new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate() : 31;
  const top = Math.max(...days.map((day) => Math.max(day.log_minutes ?? 0, day.usage_minutes ?? 0)), 1);
  const step = 100 / length;
  const height = (value) => 130 * ((value ?? 0) / top);
  const differing = days.filter((day) => day.minutes_difference || day.count_difference);
  const svg = element("svg", { role: "img", width: "100%", height: "175", "aria-label":
    `Minutes a day, at most ${number(top)}; ${differing.length} of ${days.length} days differ` },
    element("text", { x: "0", y: "12", class: "axis" }, `${number(top)} min`),
    element("line", { x1: "0", x2: "100%", y1: "150", y2: "150", class: "base" }));
  days.forEach((day) => {
    const left = (Number(day.date.slice(8)) - 1) * step;
    const label = `${day.date}: log ${number(day.log_minutes)}, usage ${number(day.usage_minutes)} min`;
    const kind = larger({ ...day, price_difference: 0 });
    svg.append(element("rect", {
      x: `${left + step * 0.15}%`, width: `${step * 0.7}%`,
      y: 150 - height(day.log_minutes), height: height(day.log_minutes),
      class: `bar ${kind > 0 ? "plus" : kind < 0 ? "minus" : ""}`,
    }, element("title", {}, label)));
    if (kind) { // so that the colour does not say it alone
      const highest = Math.max(height(day.log_minutes), height(day.usage_minutes));
      svg.append(element("text", { x: `${left + step / 2}%`, y: 150 - highest - 5, class: "sign middle" },
        kind > 0 ? "+" : "-"));
    }
    if (day.usage_minutes !== null) {
      svg.append(element("line", { x1: `${left + step * 0.05}%`, x2: `${left + step * 0.95}%`,
        y1: 150 - height(day.usage_minutes), y2: 150 - height(day.usage_minutes), class: "mark" }));
    }
  });
  for (const name of [1, 5, 10, 15, 20, 25, length]) {
    svg.append(element("text", { x: `${(name - 0.5) * step}%`, y: "168", class: "axis middle" }, String(name)));
  }
  part("days").replaceChildren(svg);
}

function drawTable(id, columns, rows, none) {
  const head = element("tr", {}, ...columns.map(([name, , kind]) =>
    element("th", { scope: "col", class: kind ?? "" }, name)));
  const body = rows.map((row) => element("tr", {}, ...columns.map(([, value, kind]) =>
    element("td", { class: kind ?? "" }, value(row) ?? ""))));
  part(id).replaceChildren(element("thead", {}, head), element("tbody", {}, ...(body.length ? body
    : [element("tr", {}, element("td", { colspan: String(columns.length) }, none))])));
}

function drawWhy(data, cell) {
  drawTable("causes", [
    ["cause", (row) => element("span", {}, row.cause.replaceAll("_", " "),
      element("small", {}, `${row.explanation} (${row.certainty})`)), "prose"],
    ["calls", (row) => signed(row.calls), "number"],
    ["minutes", (row) => signed(row.minutes), "number"],
    ["price", (row) => (row.price === null ? "" : signed(row.price, 5)), "number"],
  ], data.causes, cell?.state === "agrees" ? "Nothing differs." : "No cause is known.");
  drawTable("calls", [
    ["cause", (row) => row.cause.replaceAll("_", " ")],
    ["start (UTC)", (row) => row.start_time],
    ["from", (row) => row.from_address],
    ["to", (row) => row.to_address],
    ["seconds", (row) => number(row.duration), "number"],
    ["billed", (row) => number(row.billed_seconds), "number"],
    ["price", (row) => (row.price === null ? "none" : number(row.price, 5)), "number"],
    ["call", (row) => row.sid],
  ], data.calls, "None that the log has.");
  part("calls-part").hidden = data.calls.length === 0;
}

let asked = 0;

async function draw() {
  const mine = ++asked;
  const ask = async (wanted) => (await fetch(`data?${new URLSearchParams(wanted)}`)).json();
  let data = await ask(chosen());
  // Nothing is chosen yet, or it is not there any more.
  const wanted = chosen();
  const cell = data.months.find((one) => one.month === wanted.month && one.category === wanted.category)
    ?? toBeginWith(data.months);
  if (cell && !(cell.month === wanted.month && cell.category === wanted.category)) {
    data = await ask({ account: data.account, month: cell.month, category: cell.category });
  }
  if (mine !== asked) {
    return; // another choice was made meanwhile
  }
  part("account").replaceChildren(...data.accounts.map((one) =>
    element("option", { value: one.sid, ...(one.sid === data.account ? { selected: "" } : {}) }, one.name)));
  drawTiles(data, cell);
  drawMonths(data, cell && data.months.find((one) => one.month === cell.month && one.category === cell.category));
  drawDays(data.days ?? [], cell?.month);
  drawWhy({ causes: [], calls: [], ...data }, cell);
  document.body.dataset.shown = `${data.account}/${cell?.month}/${cell?.category}`;
}

part("account").addEventListener("change", (event) => choose({ account: event.target.value, month: "", category: "" }));
addEventListener("hashchange", draw);

const changes = new EventSource("changes");
changes.addEventListener("message", async () => {
  await draw();
  part("live").textContent = `Live: follows each sync. Drawn ${new Date().toISOString().slice(11, 19)} UTC.`;
});
changes.addEventListener("error", () => {
  part("live").textContent = "Not connected: is serve.py running?";
});
