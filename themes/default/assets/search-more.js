// What only some questions need of the engine: filters and their numbers, quoted phrases and what is left out,
// differences and tools, and the nearest words when nothing is found. Follows the rules of `rungs search`, as
// search-engine.js does, which asks for this file the first time that it needs it.
(function (global) {
  "use strict";
  var MAX_MATRICES = 4;
  var MAX_POSTINGS = 4096;

  global.rungsSearchEngine.add(function (Engine, shared) {
    var sequence = shared.sequence;
    var words = shared.words;
    var significant = shared.significant;
    var means = shared.means;
    var namesOf = shared.namesOf;

    // ---- Filters

    function initials(named) {
      return named.split(" ").map(function (word) { return Array.from(word)[0] || ""; }).join("");
    }

    // 2 if a filter's value names something completely, 1 if a word of it begins so, 0 if it does not.
    function names(value, id, titles) {
      var all = titles.concat(id).map(sequence);
      if (all.some(function (name) { return name === value || " " + initials(name) + " " === value; })) return 2;
      return all.some(function (name) { return name.includes(value.trimEnd()); }) ? 1 : 0;
    }

    // Families, tracks and levels with their values, and which entity belongs to which.
    Engine.prototype.facets = function () {
      var self = this;
      this.facetsReady = this.facetsReady || this.file("facets").then(function (data) {
        return data.map(function (facet) {
          var column = shared.numbers(facet.of);
          var starts = new Int32Array(self.entities + 1);
          var of = new Int32Array(column.length);
          var at = 0;
          var count = 0;
          for (var entity = 0; entity < self.entities; entity++) {
            var value = 0;
            for (var left = column[at++]; left > 0; left--) of[count++] = value += column[at++];
            starts[entity + 1] = count;
          }
          return { kind: facet.kind, values: facet.values, starts: starts, of: of };
        });
      });
      return this.facetsReady;
    };

    // Which values the filters of one sort chose: null if there are none.
    Engine.prototype.chosen = function (query, which, facets) {
      var things = which === 0 ? this.root.kinds : facets && facets[which - 1].values;
      var values = query.filters.filter(function (one) { return one[0] === which; });
      if (!values.length) return null;
      var chosen = new Set();
      values.forEach(function (value) {
        var how = things.map(function (thing) {
          return names(value[1], thing[0], which === 0 ? thing.slice(1, 3) : thing.slice(1));
        });
        var best = Math.max.apply(null, how.concat(0));
        how.forEach(function (one, at) { if (one && one === best) chosen.add(at); });
      });
      return chosen;
    };

    Engine.prototype.has = function (entity, which, value, facets) {
      if (which === 0) return this.kindOf[entity] === value;
      var facet = facets[which - 1];
      for (var at = facet.starts[entity]; at < facet.starts[entity + 1]; at++) if (facet.of[at] === value) return true;
      return false;
    };

    // The filters that keep an entity out.
    Engine.prototype.missed = function (entity, chosen, facets) {
      var missed = [];
      for (var which = 0; which < chosen.length; which++) {
        if (!chosen[which]) continue;
        var isLetIn = false;
        chosen[which].forEach(function (value) { isLetIn = isLetIn || this.has(entity, which, value, facets); }, this);
        if (!isLetIn) missed.push(which);
      }
      return missed;
    };

    // Counts entities for each facet whose other facets let them in, so that a choice can be changed.
    Engine.prototype.counted = function (entities, chosen, facets) {
      var counts = [this.root.kinds].concat(facets.map(function (facet) { return facet.values; })).map(function (values) {
        return values.map(function () { return 0; });
      });
      entities.forEach(function (entity) {
        var missed = this.missed(entity, chosen, facets);
        if (missed.length > 1) return;
        for (var which = 0; which < counts.length; which++) {
          if (missed.length && missed[0] !== which) continue;
          if (which === 0) {
            counts[0][this.kindOf[entity]]++;
            continue;
          }
          var facet = facets[which - 1];
          for (var at = facet.starts[entity]; at < facet.starts[entity + 1]; at++) counts[which][facet.of[at]]++;
        }
      }, this);
      return counts;
    };

    // ---- Phrases

    // The parts and records that have all words of a phrase: null if one of them is nowhere.
    Engine.prototype.narrowTo = async function (phrase) {
      var parts = null;
      var named = null;
      for (var at = 0; at < phrase.words.length; at++) {
        var text = phrase.words[at];
        // One character of writing without spaces is no word of the dictionary, but may stand within one.
        if (Array.from(text).length === 1 && shared.CJK.test(text)) continue;
        var word = await this.find(text);
        if (!word) return null;
        named = both(named, namesOf(word));
        var postings = await this.postings(word);
        if (postings.length / 2 < MAX_POSTINGS) parts = both(parts, postings);
      }
      return { parts: parts, names: named || new Set() };
    };

    // The first numbers of some pairs, as far as `known`, unless it is null, has them.
    function both(known, pairs) {
      var all = new Set();
      for (var at = 0; at < pairs.length; at += 2) if (!known || known.has(pairs[at])) all.add(pairs[at]);
      return all;
    }

    Engine.prototype.isSaid = async function (entity, phrase, narrowed) {
      if (!narrowed) return false;
      var may = !narrowed.parts || narrowed.names.has(entity);
      for (var part = this.firstPart[entity]; !may && part < this.firstPart[entity + 1]; part++) may = narrowed.parts.has(part);
      if (!may || (phrase.words.length === 1 && narrowed.parts)) return may;
      var text = await this.text(entity);
      var all = [text.title].concat(text.aliases);
      text.parts.forEach(function (part) { all.push(part.label, part.text, part.more); });
      return all.some(function (one) { return sequence(one).includes(phrase.sequence); });
    };

    // Whether each of some entities says any of some phrases, or all of them.
    Engine.prototype.says = async function (entities, phrases, all) {
      var narrowed = await Promise.all(phrases.map(this.narrowTo, this));
      return Promise.all(Array.from(entities, async function (entity) {
        for (var at = 0; at < phrases.length; at++) {
          if ((await this.isSaid(entity, phrases[at], narrowed[at])) !== all) return !all;
        }
        return all;
      }, this));
    };

    // ---- Differences and tools

    Engine.prototype.tools = function () {
      var root = this.root;
      this.toolsReady = this.toolsReady || this.file("tools").then(function (data) {
        var coded = shared.numbers(data.differences);
        var tools = { differences: [], matrices: [], others: root.tools };
        var last = 0;
        for (var at = 0; at < coded.length; at += 2) tools.differences.push([last += coded[at], coded[at + 1]]);
        last = 0;
        shared.numbers(data.matrices).forEach(function (step) { tools.matrices.push(last += step); });
        tools.firstMatrix = tools.differences.length;
        tools.firstOther = tools.firstMatrix + tools.matrices.length;
        return tools;
      });
      return this.toolsReady;
    };

    Engine.prototype.toolText = async function (at) {
      var tools = await this.tools();
      function shown(title, url) {
        return { title: title, url: url, aliases: [], parts: [{ anchor: "", label: "", text: "", more: "" }] };
      }
      function id(text) {
        return text.url.replace(/^[^/]*\//, "").replace(/\.html$/, "");
      }
      if (at < tools.firstMatrix) {
        var pair = await Promise.all(tools.differences[at].map(this.text, this));
        return shown(pair[0].title + " \u2192 " + pair[1].title, "compare/" + id(pair[0]) + "/" + id(pair[1]) + ".html");
      }
      if (at < tools.firstOther) {
        var of = await this.text(tools.matrices[at - tools.firstMatrix]);
        return shown(of.title, of.url.replace(/\.html$/, "/matrix.html"));
      }
      return shown.apply(null, tools.others[at - tools.firstOther].slice(1));
    };

    // The differences and tools that a query asks for, best first.
    Engine.prototype.asked = async function (query) {
      var intents = this.root.intents;
      var tools = await this.tools();
      var found = await this.difference(query.sequence, tools);
      found = found.concat(await this.matrices(query.sequence, tools));
      tools.others.forEach(function (tool, at) {
        var title = words(tool[1]);
        var isAsked = query.words.some(function (word) { return means(word.text, intents[tool[0]]); });
        var place = tools.firstOther + at;
        if (isAsked && !found.includes(place) && query.words.every(function (word) {
          return means(word.text, intents[tool[0]]) || title.includes(word.text);
        })) found.push(place);
      });
      return found.map(function (at) { return this.entities + at; }, this);
    };

    Engine.prototype.difference = async function (typed, tools) {
      var intents = this.root.intents;
      var stopWords = this.root.stopWords;
      var versus = typed.findIndex(function (word) { return intents.versus.includes(word); });
      var pairs = [];
      if (versus >= 0) {
        pairs.push([typed.slice(0, versus), typed.slice(versus + 1)]);
      } else if (typed.some(function (word) { return means(word, intents.difference); })) {
        var rest = typed.filter(function (word) { return !means(word, intents.difference); });
        rest.forEach(function (word, at) {
          if (intents.between.includes(word)) pairs.push([rest.slice(0, at), rest.slice(at + 1)]);
        });
      }
      for (var at = 0; at < pairs.length; at++) {
        var two = pairs[at].map(function (some) {
          return some.filter(function (word) { return !stopWords.includes(word) && word !== "between"; });
        });
        // "senior vs lead developer" leaves a word out that both have.
        var from = await this.role(two[0].concat(two[1].slice(two[0].length)), true);
        if (from === null) from = await this.role(two[0], false);
        var to = await this.role(two[1].concat(two[0].slice(two[1].length)), true);
        if (to === null) to = await this.role(two[1], false);
        if (from === null || to === null) continue;
        var places = [[from, to], [to, from]].map(function (pair) {
          return tools.differences.findIndex(function (one) { return one[0] === pair[0] && one[1] === pair[1]; });
        }).filter(function (place) { return place >= 0; });
        if (places.length) return places;
        var compare = tools.others.findIndex(function (tool) { return tool[0] === "compare"; });
        return compare < 0 ? [] : [tools.firstOther + compare];
      }
      return [];
    };

    Engine.prototype.role = function (typed, exactly) {
      var kinds = this.root.kinds;
      var kindOf = this.kindOf;
      return this.named(typed, function (entity) { return kinds[kindOf[entity]][0] === "role"; }, exactly);
    };

    // The best record of some kind that has all the words in its names; null if there is none.
    Engine.prototype.named = async function (typed, isKind, exactly) {
      typed = significant(typed, this.root.stopWords).slice(0, shared.MAX_QUERY_WORDS);
      if (!typed.length) return null;
      var found = await Promise.all(typed.map(function (word) {
        return this.candidates({ text: word, joined: [], variants: [] }, []);
      }, this));
      var ranked = this.rank(found);
      var all = (1 << typed.length) - 1;
      var best = ranked.best(ranked.entities.filter(function (entity) {
        return isKind(entity) && ranked.nameBits[entity] === all;
      }), 1)[0];
      return !best || (exactly && !ranked.bonus(best.entity)) ? null : best.entity;
    };

    Engine.prototype.matrices = async function (typed, tools) {
      var asking = this.root.intents.matrix;
      var stopWords = this.root.stopWords;
      if (!typed.some(function (word) { return means(word, asking); })) return [];
      var rest = typed.filter(function (word) { return !means(word, asking) && !stopWords.includes(word); });
      if (!rest.length) {
        return tools.matrices.slice(0, MAX_MATRICES).map(function (_, at) { return tools.firstMatrix + at; });
      }
      var found = await this.named(rest, function (entity) { return tools.matrices.includes(entity); }, false);
      return found === null ? [] : [tools.firstMatrix + tools.matrices.indexOf(found)];
    };

    // ---- Nothing found

    // How many letters must change to make one word the other.
    function distance(a, b) {
      var row = b.map(function (_, at) { return at + 1; });
      a.forEach(function (letter, at) {
        var before = at;
        var left = at + 1;
        row.forEach(function (above, column) {
          var best = Math.min(above + 1, left + 1, before + (letter === b[column] ? 0 : 1));
          before = above;
          row[column] = left = best;
        });
      });
      return row.length ? row[row.length - 1] : a.length;
    }

    // Words of the handbook that look like one that it does not have.
    Engine.prototype.nearest = async function (word) {
      var letters = Array.from(word);
      var found = [];
      await this.beginning(letters[0], function (chunk, at) {
        var other = chunk.words[at];
        if (Math.abs(other.length - word.length) > 3 || other.length < 3) return;
        var apart = distance(letters, Array.from(other));
        if (apart <= Math.max(2, letters.length >> 1)) found.push({ word: other, apart: apart, size: chunk.sizes[at] });
      });
      found.sort(function (a, b) { return a.apart - b.apart || b.size - a.size || (a.word < b.word ? -1 : 1); });
      // Of several forms of a word the nearest.
      var chosen = [];
      found.forEach(function (one) {
        var form = chosen.some(function (known) { return shared.areForms(Array.from(known), Array.from(one.word), this.endings); }, this);
        if (!form && chosen.length < 4) chosen.push(one.word);
      }, this);
      return chosen;
    };
  });
})(globalThis);
