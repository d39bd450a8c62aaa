// Leads to the page's new address and keeps the fragment, which a meta refresh would lose.
(function () {
  "use strict";
  var to = document.currentScript.dataset.href;
  location.replace(to.includes("#") ? to : to + location.hash);
})();
