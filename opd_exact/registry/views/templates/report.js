"use strict";
// The page is whole without this script: it adds the filter, sorting, shorter digits and keys. It writes text, never markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  function showDigits() {
    const slider = byId("digits");
    if (!slider) return;
    const wanted = Number(slider.value);
    const full = slider.value === slider.max;
    byId("digits-said").value = full ? "all" : slider.value;
    for (const place of all(".enclosure")) {
      const { mid, rad } = place.dataset;
      const button = place.parentElement.querySelector(".all-digits");
      const whole = full || button?.getAttribute("aria-pressed") === "true";
      place.textContent = whole ? `${mid} ± ${rad}` : shortened(mid, rad, wanted);
    }
  }

  // -- The filter, whose state stands in the address.

  const form = byId("filter-controls");
  const fields = all("input, select", form ?? document.createElement("form"));
  const nameOf = (field) => field.id.replace("filter-", "");
  const rows = all("#checks tbody tr");
  const sections = new Map(all("article.check").map((section) => [section.dataset.check, section]));
  let words = null;
  let sorted = null;

  function searchable() {
    words ??= new Map(
      rows.map((row) => {
        const section = sections.get(row.dataset.check);
        const said = all(":scope > details > .body > dl, .message", section).map((part) => part.textContent);
        return [row, [row.textContent, ...said].join(" ").toLowerCase()];
      }),
    );
    return words;
  }

  function matches(row) {
    return fields.every((field) => {
      if (field.type === "range") return true;
      if (field.type === "checkbox") return !field.checked || row.dataset.floats === "yes";
      if (field.type !== "search") return !field.value || row.dataset[nameOf(field)] === field.value;
      const text = field.value.trim() ? searchable().get(row) : "";
      return field.value.toLowerCase().split(/\s+/).every((word) => text.includes(word));
    });
  }

  function filter() {
    let shown = 0;
    for (const row of rows) {
      const kept = matches(row);
      shown += kept;
      row.hidden = !kept;
      sections.get(row.dataset.check).hidden = !kept;
    }
    for (const group of all("section.of-group")) group.hidden = !group.querySelector("article.check:not([hidden])");
    byId("filter-said").textContent =
      shown === rows.length ? `All ${shown} checks are shown.` : `${shown} of ${rows.length} checks are shown.`;
  }

  function address() {
    const state = new URLSearchParams();
    for (const field of fields) {
      const value = field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value;
      if (value && value !== field.dataset.usual) state.set(nameOf(field), value);
    }
    if (sorted) state.set("sort", sorted);
    history.replaceState(null, "", `#${state}`);
  }

  function changed() {
    filter();
    showDigits();
    address();
  }

  // -- Sorting by a column.

  function sortBy(name, descending) {
    const head = all("#checks th").find((cell) => cell.classList[0] === name);
    if (!head) return;
    const key = (row) => {
      const cell = row.querySelector(`td.${name}`);
      const text = cell.dataset.key ?? cell.textContent;
      return head.dataset.sort === "number" ? (text === "" ? -Infinity : Number(text)) : text;
    };
    const keyed = rows.map((row, place) => [key(row), place, row]);
    const sign = descending ? -1 : 1;
    keyed.sort(([a, i], [b, j]) => (a < b ? -sign : a > b ? sign : i - j));
    byId("checks").tBodies[0].append(...keyed.map(([, , row]) => row));
    for (const cell of all("#checks th")) cell.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    sorted = descending ? `-${name}` : name;
  }

  function makeSortable() {
    for (const cell of all("#checks th")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = cell.textContent;
      button.addEventListener("click", () => {
        sortBy(cell.classList[0], cell.getAttribute("aria-sort") === "ascending");
        address();
      });
      cell.replaceChildren(button);
    }
  }

  // -- The address: a check to open, or a state of the filter.

  function apply(state) {
    for (const field of fields) {
      const value = state.get(nameOf(field));
      if (field.type === "checkbox") field.checked = value === "yes";
      else field.value = value ?? field.dataset.usual;
      if (field.selectedIndex === -1) field.value = "";
    }
    const order = state.get("sort");
    if (order) sortBy(order.replace(/^-/, ""), order.startsWith("-"));
    filter();
    showDigits();
  }

  function follow() {
    const asked = location.hash.slice(1);
    const section = sections.get(asked);
    if (section) {
      if (section.hidden) apply(new URLSearchParams());
      section.querySelector("details").open = true;
      section.querySelector("summary").focus({ preventScroll: true });
      byId(asked).scrollIntoView();
    } else if (asked.includes("=")) apply(new URLSearchParams(asked));
  }

  // -- Small things: opening all, copying, keys, and tables that scroll sideways.

  const openAll = (open) => {
    for (const section of sections.values()) if (!section.hidden) section.querySelector("details").open = open;
  };

  async function copy(button) {
    const code = button.parentElement.querySelector("code");
    getSelection().selectAllChildren(code);
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Selected"; // where the clipboard is closed to pages, the reader's own copy command works
    }
  }

  // A region that scrolls must be reached by the keyboard; one that does not scroll should be no stop on the way. Only what
  // comes near the window is measured: measuring all would lay out the whole page before its first view.
  function markScrolling() {
    const mark = (region) => {
      if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
      else region.removeAttribute("tabindex");
    };
    const near = new IntersectionObserver(
      (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => mark(entry.target)),
      { rootMargin: "100%" },
    );
    const watch = () => {
      near.disconnect();
      for (const region of all(".scroll")) near.observe(region);
    };
    addEventListener("resize", watch);
    watch();
  }

  function listen() {
    form.addEventListener("input", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
    byId("reset-all").addEventListener("click", () => {
      apply(new URLSearchParams());
      address();
    });
    byId("expand-all").addEventListener("click", () => openAll(true));
    byId("collapse-all").addEventListener("click", () => openAll(false));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
      event.preventDefault();
      byId("filter-text").focus();
    });
    for (const button of all(".all-digits, .copy")) button.hidden = false;
    for (const button of all(".copy")) button.addEventListener("click", () => copy(button));
    for (const button of all(".all-digits"))
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
        showDigits();
      });
    addEventListener("hashchange", follow);
  }

  if (!form) return;
  const USUAL_DIGITS = 12;
  const slider = byId("digits");
  if (slider) slider.value = Math.min(USUAL_DIGITS, Number(slider.max));
  for (const field of fields) field.dataset.usual = field.type === "checkbox" ? "" : field.value;
  form.hidden = false;
  makeSortable();
  listen();
  showDigits();
  filter();
  follow();
  markScrolling();
})();
