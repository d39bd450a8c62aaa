(window.rungs = window.rungs || {}).strings = {"language":"en","texts":{}};
// Interface texts for scripts. The build puts `rungs.strings` in front of this file: the language of the handbook and
// the texts of the group `script`.
(function () {
  "use strict";
  var strings = window.rungs.strings;
  var plurals = new Intl.PluralRules(strings.language);

  // The text `name` with its values; `count` chooses the plural form.
  window.rungs.t = function (name, values) {
    var text = strings.texts[name];
    if (text === undefined) return name;
    if (typeof text === "object") text = text[plurals.select(values.count)] || text.other;
    return text.replace(/\{(\w+)\}/g, function (whole, value) {
      return values && value in values ? String(values[value]) : whole;
    });
  };
})();
