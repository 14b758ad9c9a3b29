// Sorts a table by the column whose heading is pressed; the report is whole without it.
for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const heading = button.closest("th");
    const body = heading.closest("table").tBodies[0];
    const place = heading.cellIndex;
    const down = heading.getAttribute("aria-sort") !== "descending";
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => row.cells[place].dataset.value ?? row.cells[place].textContent;
    const compare = (one, other) => {
      const [a, b] = [key(one), key(other)];
      const numbers = a !== "" && b !== "" && !Number.isNaN(+a) && !Number.isNaN(+b);
      return numbers ? a - b : a.localeCompare(b);
    };
    const rows = [...body.rows].sort((one, other) => (down ? -1 : 1) * compare(one, other));
    body.append(...rows);
  });
}
