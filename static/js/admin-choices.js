// Choices with a face: photo or initials, the name, and what tells it from others; and fields that say their name.
(() => {
  const part = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  const face = ({ photo, initials }) => {
    if (!photo) return part("span", "face", initials || "–");
    const image = part("img", "face");
    Object.assign(image, { src: photo, alt: "", loading: "lazy" });
    image.addEventListener("error", () => image.replaceWith(face({ initials })));
    return image;
  };

  const shown = (choice) => {
    if (!choice.name) return choice.text; // “Searching…”, and what was chosen before
    const made = part("span", "choice");
    if ("photo" in choice) made.append(face(choice));
    const words = part("span", "choice-words");
    words.append(part("span", "choice-name", choice.name));
    if (choice.detail) words.append(part("span", "choice-detail", choice.detail));
    made.append(words);
    return made;
  };

  django.jQuery.fn.select2.defaults.set("templateResult", shown);

  // What stands in for the list says which field it is: select2 names it by what is chosen alone.
  const name = (select) => {
    const words = select.getAttribute("aria-label") ?? select.labels[0]?.textContent.trim().replace(/:$/, "");
    const box = select.nextElementSibling;
    if (!words || !box?.matches(".select2")) return;
    box.querySelectorAll(".select2-selection, .select2-selection__rendered[role=textbox], .select2-search__field").forEach((each) => {
      each.removeAttribute("aria-labelledby");
      each.setAttribute("aria-label", words);
    });
  };
  django.jQuery(() => document.querySelectorAll("select.admin-autocomplete").forEach(name));
  document.addEventListener("formset:added", ({ target }) => target.querySelectorAll("select.admin-autocomplete").forEach(name));
})();
