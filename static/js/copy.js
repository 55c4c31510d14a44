// Copies the text that a button names; the button appears only where the browser can do it.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      document.getElementById("copied").textContent = "The address is copied.";
      button.querySelector("span").textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(source);
    }
  });
}
