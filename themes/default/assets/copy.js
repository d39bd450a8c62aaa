// Puts text into the clipboard. Loaded by rungs.js when something is copied.
(function () {
  "use strict";
  // The clipboard takes a promise, so that the copy still counts as the click's. Without one, as on addresses without
  // https, the text is selected and copied.
  window.rungs.copy = function (text) {
    if (navigator.clipboard && window.ClipboardItem) {
      var blob = Promise.resolve(text).then(function (text) { return new Blob([text], { type: "text/plain" }); });
      return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    }
    return Promise.resolve(text).then(function (text) {
      var area = document.createElement("textarea"), focus = document.activeElement;
      area.value = text;
      area.className = "vh";
      document.body.append(area);
      area.select();
      var copied = document.execCommand("copy");
      area.remove();
      if (focus) focus.focus();
      if (!copied) throw new Error("not copied");
    });
  };
  // The Markdown of the page that the link `markdown` leads to; `done` follows when it was copied.
  window.rungs.copyMarkdown = function (markdown, done) {
    window.rungs.copy(fetch(markdown.href).then(function (answer) {
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.text();
    })).then(done, function () { location.assign(markdown.href); });
  };
})();
