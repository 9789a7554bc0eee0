"use strict";
// Sorts, filters and fills in the list. All texts and numbers were made on the server; without this script the page
// shows the people within capacity in their order.
(() => {
  const table = document.getElementById("people");
  const source = document.getElementById("data");
  if (!table || !source) return;

  const PAGE = 50;
  const data = JSON.parse(source.content.textContent);
  const columns = data.columns;
  const everybody = Array.from(columns.rank, (_, at) => at);
  const listed = Number(table.dataset.last);
  const body = table.tBodies[0];
  const form = document.getElementById("filters");
  const field = (name) => document.getElementById(name);
  const value = (name) => (field(name) ? field(name).value : "");
  const blank = document.getElementById("row").content.querySelector("tr");
  const line = document.getElementById("line").content.querySelector("tr");
  const staticLine = document.querySelector(".capacity-line");
  const lingo = document.documentElement.lang;
  const collator = new Intl.Collator(lingo, { numeric: true });
  const written = new Intl.NumberFormat(lingo);
  const basePath = location.pathname + "/people/";
  let found = everybody;
  let shown = 0;

  const text = (name, at) => data.words[columns[name][at]];

  const addOptions = (name) => {
    if (!field(name)) return;
    const there = Array.from(new Set(columns[name]), (place) => data.words[place]).filter(Boolean);
    for (const one of there.sort(collator.compare)) field(name).add(new Option(one, one));
  };

  const placeOrder = () => {
    const places = Array.from(new Set(columns.place)).sort((one, other) =>
      collator.compare(data.words[one], data.words[other]));
    return new Map(places.map((place, order) => [place, order]));
  };
  const order = columns.place ? placeOrder() : null;
  // A tenure that is not known comes last, whichever way it is sorted.
  const late = (days, way) => (days < 0 ? Infinity : way * days);
  const CHANGE_ORDER = { 0: 1, 1: 0, 3: 2, 2: 3, "-1": 4 };
  const KEYS = {
    rank: (at) => columns.rank[at],
    "-rank": (at) => -columns.rank[at],
    tenure: (at) => late(columns.tenure[at], 1),
    "-tenure": (at) => late(columns.tenure[at], -1),
    place: (at) => order.get(columns.place[at]),
    change: (at) => CHANGE_ORDER[columns.change[at]],
  };

  const adds = (at, driver) => {
    for (let bar = at * data.top; bar < (at + 1) * data.top; bar += 1) {
      if (data.bars.driver[bar] === driver && data.bars.value[bar] > 0) return true;
    }
    return false;
  };

  const wordPlace = (name, wanted) => {
    const place = data.words.indexOf(wanted);
    return (at) => columns[name][at] === place;
  };

  const conditions = () => {
    const wanted = [];
    // Who is sought by name is found below the line, too.
    const sought = value("find").trim().toLocaleLowerCase(lingo);
    if (sought) wanted.push((at) => text("person", at).toLocaleLowerCase(lingo).includes(sought));
    else if (value("who") !== "all") wanted.push((at) => columns.rank[at] <= listed);
    for (const name of ["site", "team"]) if (value(name)) wanted.push(wordPlace(name, value(name)));
    if (value("tenure")) {
      const { low, high } = field("tenure").selectedOptions[0].dataset;
      wanted.push((at) => columns.tenure[at] >= Number(low) && columns.tenure[at] < Number(high));
    }
    if (value("driver")) wanted.push((at) => adds(at, Number(value("driver"))));
    return wanted;
  };

  const fillBars = (row, at) => {
    row.querySelectorAll(".bars li").forEach((item, place) => {
      const bar = at * data.top + place;
      const driver = data.bars.driver[bar];
      item.hidden = driver === undefined || driver < 0;
      if (item.hidden) return;
      const size = data.bars.value[bar];
      const width = Math.min((50 * Math.abs(size)) / data.largest, 50);
      const rect = item.querySelector("rect");
      rect.setAttribute("x", (size >= 0 ? 50 : 50 - width).toFixed(4));
      rect.setAttribute("width", width.toFixed(4));
      rect.setAttribute("class", size >= 0 ? "adds" : "takes");
      item.querySelector("[data-bar=name]").textContent = data.drivers[driver];
      item.querySelector("[data-bar=points]").textContent = data.words[data.bars.points[bar]];
    });
  };

  const fill = (at) => {
    const row = blank.cloneNode(true);
    row.classList.toggle("below", columns.rank[at] > listed);
    row.querySelectorAll("[data-text]").forEach((cell) => {
      const name = cell.dataset.text;
      cell.textContent = name === "rank" ? columns.rank[at] : text(name, at);
    });
    row.querySelector(".band").classList.add(columns.band[at]);
    const link = row.querySelector("a");
    if (link) link.href = basePath + columns.rank[at];
    const mark = (name) => ((100 * Math.min(columns[name][at] / data.end, 1)).toFixed(4));
    const range = row.querySelector("[data-mark=interval]");
    range.setAttribute("x1", mark("low"));
    range.setAttribute("x2", mark("high"));
    for (const end of ["x1", "x2"]) row.querySelector("[data-mark=risk]").setAttribute(end, mark("risk"));
    fillBars(row, at);
    return row;
  };

  const showMore = () => {
    const rows = document.createDocumentFragment();
    const end = Math.min(shown + PAGE, found.length);
    for (; shown < end; shown += 1) {
      const at = found[shown];
      if (value("order") === "rank" && shown > 0 && columns.rank[at] > listed &&
          columns.rank[found[shown - 1]] <= listed) rows.append(line.cloneNode(true));
      rows.append(fill(at));
    }
    body.append(rows);
    field("more").hidden = shown >= found.length;
  };

  const sayCount = () => {
    const said = field("count");
    const count = found.length;
    said.textContent = count === 0 ? said.dataset.none
      : count === 1 ? said.dataset.one : said.dataset.other.replace("{count}", written.format(count));
  };

  const sayOrder = () => {
    const now = value("order");
    table.querySelectorAll("thead th").forEach((head) => head.removeAttribute("aria-sort"));
    const head = table.querySelector(`th[data-order="${now.replace("-", "")}"]`);
    if (head) head.setAttribute("aria-sort", now.startsWith("-") ? "descending" : "ascending");
  };

  const remember = () => {
    const kept = new URLSearchParams();
    for (const one of form.querySelectorAll("select")) if (one.selectedIndex > 0) kept.set(one.id, one.value);
    history.replaceState(null, "", kept.size ? `#${kept}` : location.pathname);
  };

  const update = () => {
    const wanted = conditions();
    const key = KEYS[value("order")];
    found = everybody.filter((at) => wanted.every((holds) => holds(at)));
    if (value("order") !== "rank") found.sort((one, other) => key(one) - key(other) || one - other);
    shown = 0;
    body.replaceChildren();
    staticLine.hidden = value("who") === "all";
    showMore();
    sayCount();
    sayOrder();
    remember();
  };

  const addOrderButtons = () => {
    table.querySelectorAll("th[data-order]").forEach((head) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "order";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const name = head.dataset.order;
        const turned = `-${name}`;
        field("order").value = value("order") === name && KEYS[turned] && field("order").querySelector(`[value="${turned}"]`)
          ? turned : name;
        update();
      });
    });
  };

  addOptions("site");
  addOptions("team");
  addOrderButtons();
  for (const [name, wanted] of new URLSearchParams(location.hash.slice(1))) if (field(name)) field(name).value = wanted;
  form.hidden = false;
  for (const kind of ["change", "input"]) form.addEventListener(kind, update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  field("more").addEventListener("click", () => {
    const first = shown;
    showMore();
    const row = body.querySelectorAll("tr:not(.line)")[first];
    if (row) (row.querySelector("a") || row).focus();
  });
  new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting) && shown < found.length) showMore();
  }, { rootMargin: "600px" }).observe(field("more"));
  if (location.hash.length > 1) update();
  else { shown = Math.min(listed, everybody.length); found = everybody.filter((at) => columns.rank[at] <= listed); sayCount(); sayOrder(); }
  document.documentElement.dataset.ready = "list";
})();
