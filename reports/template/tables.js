// Sort and filter for the tables of a page. Without it the tables stand as they are.
"use strict";
(() => {
  const FEW = 2; // rows from which sorting helps
  const MANY = 10; // rows from which a filter helps

  const value = (row, column) => {
    const cell = row.cells[column];
    return cell ? cell.dataset.value ?? cell.textContent.trim() : "";
  };
  const number = (text) => (/^[-+−]?[\d,]*\.?\d+\s?%?$/.test(text) ? Number(text.replace("−", "-").replace(/[,%\s]/g, "")) : NaN);
  const missing = (text) => text === "" || text === "-" || text === "–";

  const compare = (a, b) => {
    const [x, y] = [number(a), number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, "en", { numeric: true }) : x - y;
  };

  // Missing values stay at the end, whichever way it is sorted.
  const sort = (table, column, direction) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].sort((r, s) => {
      const [a, b] = [value(r, column), value(s, column)];
      if (missing(a) || missing(b)) return missing(a) - missing(b);
      return direction * compare(a, b);
    });
    body.append(...rows);
  };

  const makeSortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        sort(table, column, up ? 1 : -1);
      });
    });
  };

  // A list of statements shows those that the address asks for: ?holder=Iran&position=oppose&from=2022-01-01.
  // A name that is given twice means either value; a cell with several lines holds each of them.
  const asks = (table) => {
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent.trim());
    const query = new URLSearchParams(table.classList.contains("sb-statements") ? location.search : "");
    const wanted = [...new Set(query.keys())].map((name) => [name, query.getAll(name)]);
    const meets = (row, [name, values]) => {
      const bound = name === "from" || name === "to" || name === "dated";
      const held = value(row, heads.indexOf(bound ? "date" : name)).split("\n");
      if (bound && held[0] === "undated") return false;
      if (name === "from") return held[0] >= values[0];
      if (name === "to") return held[0] <= values[0];
      return bound || values.some((one) => held.includes(one));
    };
    return { wanted, test: (row) => wanted.every((one) => meets(row, one)) };
  };

  const tellAsked = (wanted, shown, all, table) => {
    const told = document.createElement("p");
    told.className = "asked";
    told.setAttribute("role", "status");
    const said = wanted.map(([name, values]) => `${name} ${values.join(" or ").replaceAll("_", " ")}`).join(", ");
    const back = document.createElement("a");
    back.href = location.href.split(/[?#]/)[0];
    back.textContent = "Show all";
    told.append(`${shown} of ${all} statements: ${said}. `, back);
    (table.closest(".sb-scroll") ?? table).before(told);
    told.scrollIntoView({ block: "center" });
  };

  const makeFilterable = (table) => {
    const every = [...table.tBodies[0].rows];
    const { wanted, test } = asks(table);
    const rows = every.filter(test);
    const kept = new Set(rows);
    for (const row of every) row.hidden = !kept.has(row);
    if (wanted.length) tellAsked(wanted, rows.length, every.length, table);
    const tools = document.createElement("p");
    tools.className = "tools";
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "Filter rows";
    input.setAttribute("aria-label", `Filter the rows of: ${table.caption ? table.caption.textContent.trim() : "this table"}`);
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += !row.hidden;
      }
      count.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
    });
    tools.append(input, count);
    (table.closest(".sb-scroll") ?? table).before(tools);
  };

  for (const table of document.querySelectorAll("table.sb-table:not(.plain)")) {
    const body = table.tBodies[0];
    if (!table.tHead || !body) continue;
    if (body.rows.length >= MANY || table.classList.contains("sb-statements")) makeFilterable(table);
    if (body.rows.length >= FEW) makeSortable(table);
  }

  // What scrolls sideways must be reachable without a mouse, also after it was unfolded.
  const reach = () => {
    for (const box of document.querySelectorAll(".sb-scroll, .html, figure, pre")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    }
  };
  // A style that lays a table out as something else takes its meaning away; this gives it back.
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  const name = () => {
    for (const table of document.querySelectorAll("table.sb-evidence")) {
      for (const part of [table, ...table.querySelectorAll("*")]) {
        const role = part.tagName === "TH" ? (part.scope === "row" ? "rowheader" : "columnheader") : ROLES[part.tagName];
        if (role) part.setAttribute("role", role);
      }
    }
  };

  // When the page stands: to measure is to lay everything out.
  window.addEventListener("load", () => setTimeout(() => { name(); reach(); }));
  document.addEventListener("toggle", reach, true);
  window.addEventListener("resize", reach);
})();
