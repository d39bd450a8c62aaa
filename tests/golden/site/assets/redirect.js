(function () {
  "use strict";
  location.replace(document.currentScript.dataset.href + location.hash);
})();
