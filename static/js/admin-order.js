// Rows with an order: moved by their handle, by buttons or by keyboard. Without it the numbers are typed.
(() => {
  const ROWS = ".form-row:not(.empty-form)";
  const fieldsOf = (row) => [...row.querySelectorAll("input, select, textarea")].filter((field) => !field.matches("[type=hidden], .field-order input"));
  const rowsOf = (body) => [...body.querySelectorAll(`:scope > ${ROWS}`)];
  const numberIn = (row) => row.querySelector(".field-order input");

  // A row that was only added, and holds nothing yet, is none: a number in it would ask for the rest.
  const isBlank = (row) => !row.matches(".has_original") && fieldsOf(row).every((field) => {
    if (field.matches("[type=checkbox]")) return field.checked === field.defaultChecked;
    if (field.matches("select.admin-autocomplete")) return !field.value;
    if (field.matches("select")) return [...field.options].every((option) => option.selected === option.defaultSelected);
    return field.value === field.defaultValue;
  });

  const nameOf = (row) => {
    const [first] = fieldsOf(row);
    const words = first?.matches("select") ? first.selectedOptions[0]?.textContent : first?.value;
    return words?.trim() || "this row";
  };

  const say = (row, words) => {
    row.closest(".inline-group").querySelector(".order-said").textContent = words;
  };

  const number = (body) => rowsOf(body).filter((row) => !isBlank(row)).forEach((row, index) => {
    numberIn(row).value = index + 1;
  });

  // The errors of a row stand in a row of their own before it.
  const put = (row, before, body) => {
    const errors = row.previousElementSibling;
    body.insertBefore(row, before);
    if (errors?.matches(".row-form-errors")) body.insertBefore(errors, row);
  };
  const startOf = (row) => (row.previousElementSibling?.matches(".row-form-errors") ? row.previousElementSibling : row);

  const move = (row, step) => {
    const body = row.parentElement;
    const rows = rowsOf(body);
    const [from, to] = [rows.indexOf(row), rows.indexOf(row) + step];
    if (to < 0 || to >= rows.length) return say(row, `${nameOf(row)} is ${step < 0 ? "first" : "last"} already.`);
    const target = rows[to];
    put(row, step < 0 ? startOf(target) : target.nextElementSibling, body);
    number(body);
    say(row, `${nameOf(row)}: ${from + 1} became ${to + 1} of ${rows.length}.`);
  };

  const button = (className, text, label) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className, textContent: text, title: label });
    made.setAttribute("aria-label", label);
    return made;
  };

  const equip = (row) => {
    const input = numberIn(row);
    if (!input || row.querySelector(".mover")) return;
    const mover = document.createElement("span");
    mover.className = "mover";
    const grip = Object.assign(document.createElement("span"), { className: "grip", textContent: "⠿", title: "Drag to move" });
    grip.setAttribute("aria-hidden", "true");
    mover.append(grip, button("up", "↑", "Move up"), button("down", "↓", "Move down"));
    input.after(mover);
    input.hidden = true;
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".inline-group:has(.field-order input)").forEach((group) => {
      group.classList.add("has-order");
      const said = Object.assign(document.createElement("p"), { className: "order-said vh" });
      said.setAttribute("role", "status");
      group.append(said);
      group.querySelectorAll(ROWS).forEach(equip);
    });
  });
  document.addEventListener("formset:added", ({ target }) => equip(target));

  document.addEventListener("click", ({ target }) => {
    const pressed = target.closest(".mover button");
    if (!pressed) return;
    move(pressed.closest(".form-row"), pressed.matches(".up") ? -1 : 1);
    pressed.focus(); // a row that moves loses the focus
  });

  // A pointer of any kind: the row goes where the pointer is, and the numbers follow when it is let go.
  let dragged = null;
  document.addEventListener("pointerdown", (event) => {
    if (event.button || !event.target.matches?.(".grip")) return;
    event.preventDefault();
    dragged = event.target.closest(".form-row");
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("pointermove", ({ clientY }) => {
    if (!dragged) return;
    const body = dragged.parentElement;
    const others = rowsOf(body).filter((row) => row !== dragged);
    const below = others.find((row) => {
      const { top, height } = row.getBoundingClientRect();
      return clientY < top + height / 2;
    });
    const before = below ? startOf(below) : others.at(-1)?.nextElementSibling ?? null;
    if (before !== dragged && before !== startOf(dragged)) put(dragged, before, body);
  });
  const drop = () => {
    if (!dragged) return;
    const row = dragged;
    dragged = null;
    row.classList.remove("is-dragged");
    number(row.parentElement);
    say(row, `${nameOf(row)} is ${rowsOf(row.parentElement).indexOf(row) + 1} of ${rowsOf(row.parentElement).length}.`);
  };
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);

  // A new row gets the number of its place once something stands in it.
  document.addEventListener("submit", ({ target }) => {
    target.querySelectorAll?.(".has-order tbody").forEach((body) => {
      const rows = rowsOf(body).filter((row) => !isBlank(row));
      if (rows.some((row) => !row.matches(".has_original"))) number(body);
    });
  });
})();
