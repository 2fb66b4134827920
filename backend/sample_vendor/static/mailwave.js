// Everything works without this but the copy button.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
}

// A click elsewhere, or Escape, closes the profile menu.
const menu = document.querySelector(".menu");
document.addEventListener("click", (event) => menu && !menu.contains(event.target) && (menu.open = false));
document.addEventListener("keydown", (event) => {
  if (menu?.open && event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
