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

  const makeFilterable = (table) => {
    const rows = [...table.tBodies[0].rows];
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
    if (body.rows.length >= FEW) makeSortable(table);
    if (body.rows.length >= MANY) makeFilterable(table);
  }

  // What scrolls sideways must be reachable without a mouse.
  for (const box of document.querySelectorAll(".sb-scroll, .html, pre")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
})();
