// Leads to the page's new address and keeps the fragment, which a meta refresh would lose.
(function () {
  "use strict";
  location.replace(document.currentScript.dataset.href + location.hash);
})();
