(function () {
  "use strict";
  var frame = document.querySelector("[data-sheet]"), levels = document.getElementById("section-density-levels");
  if (!frame || !levels || !window.HTMLDialogElement) return;
  var sheet = document.createElement("dialog"), close = document.createElement("button"), body = document.createElement("div");
  sheet.className = "sheet";
  close.type = "button";
  close.className = "button";
  close.textContent = frame.dataset.sheet;
  close.addEventListener("click", function () { sheet.close(); });
  sheet.addEventListener("click", function (event) { if (event.target === sheet) sheet.close(); });
  sheet.append(close, body);
  document.body.append(sheet);

  function open(cell) {
    var title = document.createElement("h2"), of = document.createElement("p"), text = document.createElement("div");
    title.textContent = cell.parentNode.querySelector("th a").textContent;
    of.textContent = cell.dataset.label;
    of.className = "eyebrow";
    text.append.apply(text, Array.from(cell.cloneNode(true).childNodes));
    title.id = "section-sheet";
    sheet.setAttribute("aria-labelledby", title.id);
    body.replaceChildren(of, title, text);
    sheet.showModal();
  }
  frame.addEventListener("click", function (event) {
    var cell = event.target.closest("td[data-label]");
    if (levels.checked && cell && !event.target.closest("a") && cell.querySelector(".statements")) open(cell);
  });
  frame.addEventListener("keydown", function (event) {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("td[data-label]")) {
      event.preventDefault();
      event.target.click();
    }
  });
  function stops() {
    frame.querySelectorAll("td[data-label]").forEach(function (cell) {
      if (levels.checked && cell.querySelector(".statements")) cell.tabIndex = 0;
      else cell.removeAttribute("tabindex");
    });
  }
  document.querySelectorAll("[name=density]").forEach(function (input) { input.addEventListener("change", stops); });
  stops();
})();
