// Which entities answer a question, and in which order. Follows the rules of `rungs search` over the same files, so
// both come to the same order. Knows nothing of pages: `load(name)` brings the files, and texts are only text.
// A classic script, because modules do not load from file:// addresses.
(function (global) {
  "use strict";

  // ---- Words

  var WORD = /[\p{Alphabetic}\p{N}\p{M}]+(?:['\u2019][\p{Alphabetic}\p{N}\p{M}]+)*/gu;
  var CJK = /[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  var STRETCHES = new RegExp("(?:" + CJK.source + "\\p{M}*)+|(?:(?!" + CJK.source + ")[^])+", "gu");
  var LETTERS = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", ς: "σ" };
  var LONGEST = 40;

  function unaccented(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f\u00ad]/g, "").normalize("NFC");
  }

  function lower(word) {
    word = word.toLowerCase().replace(/[ßæœþøđðłıς]/g, function (letter) { return LETTERS[letter]; });
    return word.length > LONGEST ? Array.from(word).slice(0, LONGEST).join("") : word;
  }

  // Calls found(stretch, linked, start, end) with every stretch of letters and digits of one way of writing.
  function runs(text, found) {
    var endOfLast = -1;
    var match;
    WORD.lastIndex = 0;
    while ((match = WORD.exec(text))) {
      var word = match[0];
      var end = match.index + word.length;
      if (/^[a-z]$/i.test(word)) {
        var sign = text.startsWith("++", end) ? "++" : text[end] === "#" ? "#" : "";
        word += sign;
        end += sign.length;
        WORD.lastIndex = end;
      }
      var linked = endOfLast >= 0 && /^[-\u2010_]$/.test(text.slice(endOfLast, match.index));
      var clean = word.replace(/['\u2019]s$/i, "").replace(/['\u2019]/g, "");
      var stretches = CJK.test(clean) ? clean.match(STRETCHES) : [clean];
      var start = match.index;
      for (var i = 0; i < stretches.length; i++) {
        var stop = i + 1 < stretches.length ? start + stretches[i].length : end;
        found(stretches[i], linked && i === 0, start, stop);
        start = stop;
      }
      endOfLast = end;
    }
  }

  function camel(run) {
    var letters = Array.from(run);
    var parts = [];
    var start = 0;
    for (var at = 2; at + 1 < letters.length; at++) {
      if (/\p{Uppercase}/u.test(letters[at]) && /\p{Lowercase}/u.test(letters[at - 1]) && at - start >= 2) {
        parts.push(letters.slice(start, at).join(""));
        start = at;
      }
    }
    parts.push(letters.slice(start).join(""));
    return parts;
  }

  function pairs(run) {
    var letters = Array.from(run);
    if (letters.length <= 2) return [run];
    return letters.slice(1).map(function (letter, at) { return letters[at] + letter; });
  }

  function words(text) {
    var all = [];
    runs(unaccented(text), function (run) {
      (CJK.test(run) ? pairs(run) : camel(run)).forEach(function (part) { all.push(lower(part)); });
    });
    return all;
  }

  function sequence(text) {
    var all = " ";
    runs(unaccented(text), function (run) {
      (CJK.test(run) ? Array.from(run) : camel(run)).forEach(function (part) { all += lower(part) + " "; });
    });
    return all;
  }

  // Cuts a text into what matched and what did not: [[text, whether], ...].
  function mark(text, matched) {
    var hits = [];
    var chain = null;
    function hit(start, end) {
      var last = hits[hits.length - 1];
      if (last && start <= last[1]) last[1] = Math.max(end, last[1]);
      else hits.push([start, end]);
    }
    runs(text, function (run, linked, start, end) {
      if (CJK.test(run)) {
        var at = start;
        var letters = Array.from(run);
        letters.forEach(function (letter, number) {
          var pair = lower(unaccented(letter + (letters[number + 1] || "")));
          if (matched.has(pair)) hit(at, at + pair.length);
          at += letter.length;
        });
        return;
      }
      var folded = unaccented(run);
      chain = linked && chain ? { start: chain.start, whole: chain.whole + lower(folded) } : { start: start, whole: lower(folded) };
      if (matched.has(chain.whole)) hit(chain.start, end);
      else if (camel(folded).some(function (part) { return matched.has(lower(part)); })) hit(start, end);
    });
    var cut = [];
    var done = 0;
    hits.forEach(function (span) {
      if (span[0] > done) cut.push([text.slice(done, span[0]), false]);
      cut.push([text.slice(span[0], span[1]), true]);
      done = span[1];
    });
    if (done < text.length) cut.push([text.slice(done), false]);
    return cut;
  }

  // ---- Questions

  var FILTERS = ["kind", "family", "track", "level"];
  var MOST_WORDS = 16;

  function telling(all, ignored) {
    var onlyIgnored = all.every(function (word) { return ignored.includes(word); });
    return all.filter(function (word, at) {
      return all.indexOf(word) === at && (onlyIgnored || !ignored.includes(word));
    });
  }

  function piece(text) {
    if (text[0] === '"') {
      var close = text.indexOf('"', 1);
      return close < 0 ? [text.slice(1), false, ""] : [text.slice(1, close), true, text.slice(close + 1)];
    }
    var end = text.search(/[\p{White_Space}"]/u);
    return end < 0 ? [text, false, ""] : [text.slice(0, end), false, text.slice(end)];
  }

  function filter(text) {
    var colon = text.indexOf(":");
    var which = colon < 0 ? -1 : FILTERS.indexOf(text.slice(0, colon).toLowerCase());
    if (which < 0) return null;
    var value = piece(text.slice(colon + 1));
    var named = sequence(value[0]);
    return named.length > 1 ? [which, named, value[2]] : null;
  }

  function parse(text, ignored) {
    var query = { words: [], joined: [], phrases: [], filters: [] };
    var all = [];
    var rest = Array.from(text.slice(0, 4096)).slice(0, 512).join("").replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"').trimStart();
    while (rest) {
      var found = piece(rest);
      var narrowed = found[1] ? null : filter(rest);
      if (narrowed) {
        query.filters.push([narrowed[0], narrowed[1]]);
        rest = narrowed[2].trimStart();
        continue;
      }
      var phrase = found[1] ? sequence(found[0]) : "";
      if (phrase.length > 1) query.phrases.push(phrase);
      all = all.concat(words(found[0]));
      rest = found[2].trimStart();
    }
    query.words = telling(all, ignored).slice(0, MOST_WORDS);
    query.joined = query.words.map(function (word) {
      var both = [];
      for (var at = 0; at + 1 < all.length; at++) {
        if (all[at] === word || all[at + 1] === word) both.push(all[at] + all[at + 1]);
      }
      return both;
    });
    return query;
  }

  function initials(named) {
    return named.split(" ").map(function (word) { return Array.from(word)[0] || ""; }).join("");
  }

  // 2 if a filter's value names something completely, 1 if a word of it begins so, 0 if it does not.
  function names(value, id, titles) {
    var all = titles.concat(id).map(sequence);
    if (all.some(function (name) { return name === value || " " + initials(name) + " " === value; })) return 2;
    return all.some(function (name) { return name.includes(value.trimEnd()); }) ? 1 : 0;
  }

  // ---- Typos

  var SHORTEST = 4;

  function oneApart(a, b) {
    if (a.length > b.length) return oneApart(b, a);
    if (b.length - a.length > 1) return false;
    var same = 0;
    while (same < a.length && a[same] === b[same]) same++;
    if (a.length < b.length) return tail(a, same, b, same + 1);
    if (same >= a.length) return false;
    var swapped = same + 1 < a.length && a[same] === b[same + 1] && a[same + 1] === b[same];
    return (swapped && tail(a, same + 2, b, same + 2)) || tail(a, same + 1, b, same + 1);
  }

  function tail(a, from, b, start) {
    if (a.length - from !== b.length - start) return false;
    while (from < a.length) if (a[from++] !== b[start++]) return false;
    return true;
  }

  // 0 if one typo apart, 1 if the beginning of the word is, -1 if neither.
  function near(typed, word) {
    var n = typed.length;
    var m = word.length;
    if (n < SHORTEST || m + 1 < n) return -1;
    if (m <= n + 1 && oneApart(typed, word)) return 0;
    if (n < 5) return -1;
    if (n === m && tail(typed, 0, word, 0)) return -1;
    return [n, n + 1, n - 1].some(function (length) {
      return length < m && oneApart(typed, word.slice(0, length));
    }) ? 1 : -1;
  }

  // How many letters must change to make one word the other; for the nearest words when nothing is found.
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

  // ---- The files

  var DIGITS = new Int8Array(128);
  Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_").forEach(function (digit, value) {
    DIGITS[digit.charCodeAt(0)] = value;
  });

  function numbers(text) {
    var all = new Int32Array(text.length);
    var count = 0;
    var number = 0;
    var shift = 0;
    for (var at = 0; at < text.length; at++) {
      var digit = DIGITS[text.charCodeAt(at)];
      number |= (digit & 31) << shift;
      shift += 5;
      if (digit < 32) {
        all[count++] = number;
        number = shift = 0;
      }
    }
    return all.subarray(0, count);
  }

  function fronts(text) {
    var all = [];
    var last = "";
    var at = 0;
    while (at < text.length) {
      var shared = DIGITS[text.charCodeAt(at)];
      var end = text.indexOf(" ", at + 1);
      var kept = /[\ud800-\udfff]/.test(last) ? Array.from(last).slice(0, shared).join("") : last.slice(0, shared);
      last = kept + text.slice(at + 1, end);
      all.push(last);
      at = end + 1;
    }
    return all;
  }

  // The first place in sorted words that is not below `word`.
  function lowest(all, word) {
    var low = 0;
    var high = all.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (all[middle] < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function Chunk(number, data) {
    this.base = number * 1048576;
    this.words = fronts(data.words);
    this.rarity = numbers(data.rarity);
    this.forms = numbers(data.forms);
    this.next = new Int32Array(this.words.length);
    for (var word = 0; word < this.forms.length; word++) {
      if (this.forms[word]) this.next[word - this.forms[word]] = this.forms[word];
    }
    this.sizes = numbers(data.sizes);
    this.names = numbers(data.names);
    this.nameAt = new Int32Array(this.words.length);
    this.shard = new Int32Array(this.words.length);
    this.offset = new Int32Array(this.words.length);
    var name = 0;
    var shard = data.hits[0];
    var offset = data.hits[1];
    var cut = 0;
    for (word = 0; word < this.words.length; word++) {
      while (cut < data.cuts.length && data.cuts[cut][0] <= word) {
        shard = data.cuts[cut++][1];
        offset = 0;
      }
      this.nameAt[word] = name;
      name += 1 + 2 * this.names[name];
      this.shard[word] = shard;
      this.offset[word] = offset;
      offset += this.sizes[word];
    }
  }

  // ---- The engine

  var EXACT = 16;
  var FORM = 14;
  var FORM_OF_BEGINNING = 10;
  var TYPO = 8;
  var SHORTENED = 6;
  var TYPO_AT_START = 5;
  var IN_NAME = [60, 60, 48, 40, 34, 30, 28, 26];
  var EXACT_NAME = [[6e9, 5e9], [4e9, 3e9]];
  var MOST_BEGINNINGS = 12;
  var MOST_BEGINNINGS_SIZE = 12 * 1024;
  var MOST_TYPOS = 8;
  var MOST_READ = 64;
  var MOST_PARTS = 3;

  function Engine(load) {
    this.load = load;
    this.chunks = new Map();
    this.hits = new Map();
    this.ends = new Map();
    this.ready = null;
  }

  // Brings what must be known before anything can be looked up.
  Engine.prototype.start = function () {
    var self = this;
    this.ready = this.ready || this.load("index").then(function (root) {
      self.root = root;
      var counts = numbers(root.parts);
      self.entities = counts.length;
      self.firstPart = new Int32Array(counts.length + 1);
      for (var at = 0; at < counts.length; at++) self.firstPart[at + 1] = self.firstPart[at] + counts[at];
      self.parts = self.firstPart[counts.length];
      self.owner = new Int32Array(self.parts);
      self.kindOf = new Uint8Array(counts.length);
      for (at = 0; at < counts.length; at++) self.owner.fill(at, self.firstPart[at], self.firstPart[at + 1]);
      var first = 0;
      root.kinds.forEach(function (kind, number) {
        self.kindOf.fill(number, first, first += kind[3]);
      });
      self.retired = new Set(root.retired);
      self.points = new Int32Array(self.parts);
      self.bits = new Int32Array(self.parts);
      self.now = new Int32Array(self.parts);
      return root;
    });
    return this.ready;
  };

  Engine.prototype.file = function (name) {
    var whole = this.root.whole[name];
    return whole === undefined ? this.load(name) : Promise.resolve(whole);
  };

  function kept(map, key, make) {
    if (!map.has(key)) {
      var made = make();
      made.catch(function () { map.delete(key); });
      map.set(key, made);
    }
    return map.get(key);
  }

  Engine.prototype.chunk = function (number) {
    var self = this;
    return kept(this.chunks, number, function () {
      return self.file("words-" + number).then(function (data) { return new Chunk(number, data); });
    });
  };

  // What an entity shows: its title, address, other names, and parts of anchor, label, text and more.
  Engine.prototype.text = function (entity) {
    var together = this.root.together;
    return this.file("texts-" + Math.floor(entity / together)).then(function (texts) {
      var text = texts[entity % together];
      return {
        title: text[0],
        url: text[1],
        aliases: text[2],
        level: text[4],
        parts: text[3].map(function (part) {
          return { anchor: part[0], label: part[1], text: part[2], more: part[3] };
        }),
      };
    });
  };

  // Families, tracks and levels with their values, and which entity belongs to which.
  Engine.prototype.facets = function () {
    var self = this;
    this.facetsReady = this.facetsReady || this.start().then(function () { return self.file("facets"); }).then(function (data) {
      return data.map(function (facet) {
        var column = numbers(facet.of);
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

  // The files of a sorted list that may hold words with a beginning.
  function range(firsts, beginning) {
    var start = 0;
    var end = 0;
    while (start + 1 < firsts.length && firsts[start + 1] <= beginning) start++;
    end = start;
    while (end + 1 < firsts.length && firsts[end + 1] <= beginning + "\uffff") end++;
    var all = [];
    for (; start <= end; start++) all.push(start);
    return all;
  }

  // Calls found(chunk, at) for every word with a beginning.
  Engine.prototype.beginning = function (beginning, found) {
    var self = this;
    return Promise.all(range(this.root.words, beginning).map(function (number) { return self.chunk(number); })).then(function (chunks) {
      chunks.forEach(function (chunk) {
        for (var at = lowest(chunk.words, beginning); at < chunk.words.length && chunk.words[at].startsWith(beginning); at++) {
          found(chunk, at);
        }
      });
    });
  };

  Engine.prototype.find = function (word) {
    var inside = range(this.root.words, word);
    var first = inside[0];
    return this.chunk(first).then(function (chunk) {
      var at = lowest(chunk.words, word);
      return chunk.words[at] === word ? { chunk: chunk, at: at } : null;
    });
  };

  function bySize(a, b) {
    return b.chunk.sizes[b.at] - a.chunk.sizes[a.at] || a.chunk.base + a.at - b.chunk.base - b.at;
  }

  // What a typed word stands for, and how rare it is.
  Engine.prototype.candidates = async function (typed, joined) {
    var self = this;
    var letters = Array.from(typed);
    var all = new Map();
    function add(word, quality, text, joined) {
      var key = word.chunk.base + word.at;
      if (!all.has(key)) all.set(key, { chunk: word.chunk, at: word.at, quality: quality, text: text, joined: Boolean(joined) });
    }
    // The other forms of a word, which are linked in a row.
    function forms(word, quality) {
      var at = word.at;
      while (word.chunk.forms[at]) add({ chunk: word.chunk, at: at -= word.chunk.forms[at] }, quality, true);
      at = word.at;
      while (word.chunk.next[at]) add({ chunk: word.chunk, at: at += word.chunk.next[at] }, quality, true);
    }
    async function beginnings(beginning, length, fixed) {
      var longer = [];
      await self.beginning(beginning, function (chunk, at) {
        if (!all.has(chunk.base + at)) longer.push({ chunk: chunk, at: at });
      });
      longer.sort(bySize);
      var number = 0;
      var size = 0;
      longer.forEach(function (word) {
        var text = word.chunk.words[word.at];
        var long = word.chunk.sizes[word.at];
        var inText = number < MOST_BEGINNINGS && size + long <= MOST_BEGINNINGS_SIZE && (length >= 3 || CJK.test(String.fromCodePoint(text.codePointAt(0))));
        if (inText) {
          number++;
          size += long;
        }
        add(word, fixed || 6 + Math.floor(6 * length / Array.from(text).length), inText);
      });
    }
    async function typos() {
      var half = letters.length >> 1;
      var beginning = letters.slice(0, half).join("");
      var ending = letters.slice(half).reverse().join("");
      var found = [];
      await self.beginning(beginning, function (chunk, at) {
        var how = near(letters, Array.from(chunk.words[at]));
        if (how >= 0) found.push({ near: how, chunk: chunk, at: at });
      });
      var files = await Promise.all(range(self.root.ends, ending).map(function (number) {
        return kept(self.ends, number, function () { return self.file("ends-" + number).then(fronts); });
      }));
      var words = [];
      files.forEach(function (ends) {
        for (var at = lowest(ends, ending); at < ends.length && ends[at].startsWith(ending); at++) {
          var word = Array.from(ends[at]).reverse();
          if (!word.join("").startsWith(beginning) && near(letters, word) === 0) words.push(word.join(""));
        }
      });
      (await Promise.all(words.map(function (word) { return self.find(word); }))).forEach(function (word) {
        if (word) found.push({ near: 0, chunk: word.chunk, at: word.at });
      });
      var best = Math.min.apply(null, found.map(function (word) { return word.near; }));
      found = found.filter(function (word) { return word.near === best; }).sort(bySize);
      found.slice(0, MOST_TYPOS).forEach(function (word) { add(word, best === 0 ? TYPO : TYPO_AT_START, true); });
    }

    var exact = await this.find(typed);
    if (exact) {
      add(exact, EXACT, true);
      forms(exact, FORM);
    }
    var both = (await Promise.all(joined.map(function (word) { return self.find(word); }))).filter(Boolean);
    both.forEach(function (word) { add(word, EXACT, true, true); });
    if (letters.length >= 2 || CJK.test(letters[0])) await beginnings(typed, letters.length, 0);
    // The forms of words that are the typed one with an ending, when the handbook does not have the word itself.
    if (!exact && letters.length >= SHORTEST) {
      Array.from(all.values()).forEach(function (word) {
        if (word.text && !word.joined && Array.from(word.chunk.words[word.at]).length <= letters.length + 2) forms(word, FORM_OF_BEGINNING);
      });
    }
    if (!all.size && letters.length >= SHORTEST) await typos();
    for (var cut = 1; !all.size && cut <= 3 && letters.length >= SHORTEST + cut; cut++) {
      await beginnings(letters.slice(0, -cut).join(""), letters.length - cut, SHORTENED);
    }
    var list = Array.from(all.values());
    var measure = exact || both[0];
    var rarity = measure ? measure.chunk.rarity[measure.at] : 0;
    if (!measure) {
      rarity = list.reduce(function (least, word) { return Math.min(least, word.chunk.rarity[word.at]); }, 99) % 99;
    }
    return { words: list, rarity: rarity };
  };

  // The parts that hold a word, as pairs of a part and its impact.
  Engine.prototype.postings = function (word) {
    var chunk = word.chunk;
    var key = chunk.base + word.at;
    var self = this;
    return kept(this.hits, key, function () {
      return self.file("hits-" + chunk.shard[word.at]).then(function (text) {
        var coded = numbers(text.substr(chunk.offset[word.at], chunk.sizes[word.at]));
        var all = [];
        for (var at = 0; at < coded.length;) {
          var impact = coded[at++];
          var part = 0;
          for (var left = coded[at++]; left > 0; left--) all.push(part += coded[at++], impact);
        }
        return Int32Array.from(all);
      });
    });
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

  // Answers a question: results, how many there are, words that nothing holds, the words that matched, and counts
  // by facet if they were asked for.
  Engine.prototype.search = async function (text, options) {
    await this.start();
    var self = this;
    var query = parse(text, this.root.ignored);
    var limit = options.limit || 10;
    var narrowed = query.filters.some(function (one) { return one[0] > 0; });
    var facets = narrowed || options.counts ? await this.facets() : null;
    var chosen = FILTERS.map(function (_, which) { return self.chosen(query, which, facets); });
    var found = await Promise.all(query.words.map(function (word, at) { return self.candidates(word, query.joined[at]); }));
    var unknown = query.words.filter(function (_, at) { return !found[at].words.length; });
    found = found.filter(function (word) { return word.words.length; });
    await Promise.all(found.map(async function (word) {
      word.postings = await Promise.all(word.words.map(function (one) { return one.text ? self.postings(one) : null; }));
    }));
    // From here on nothing waits, so the tables are not shared with another search.
    var ranked = query.words.length ? this.rank(found) : { entities: query.filters.length ? Array.from(this.kindOf.keys()) : [], scores: null };
    var counts = options.counts ? [this.root.kinds.map(zero)].concat(facets.map(function (facet) { return facet.values.map(zero); })) : null;
    var want = query.phrases.length ? MOST_READ : limit;
    var top = [];
    var total = 0;
    ranked.entities.forEach(function (entity, place) {
      var missed = self.missed(entity, chosen, facets);
      if (counts && !query.phrases.length) self.count(counts, entity, missed, facets);
      if (missed.length) return;
      total++;
      insert(top, { entity: entity, score: ranked.scores ? ranked.scores[place] : 0, parts: [] }, want);
    });
    if (query.words.length) top.forEach(function (one) { one.parts = self.best(ranked, one.entity); });
    if (query.phrases.length) {
      var says = await Promise.all(top.map(function (one) { return self.says(one.entity, query.phrases); }));
      top = top.filter(function (_, at) { return says[at]; });
      total = top.length;
      if (counts) top.forEach(function (one) { self.count(counts, one.entity, [], facets); });
    }
    var matched = new Set();
    found.forEach(function (word) { word.words.forEach(function (one) { matched.add(one.chunk.words[one.at]); }); });
    return { query: query, results: top.slice(0, limit), total: total, unknown: unknown, matched: matched, counts: counts, chosen: chosen, facets: facets };
  };

  function zero() {
    return 0;
  }

  // Keeps the best, in order; what comes later does not displace its equal.
  function insert(top, one, most) {
    if (top.length === most && one.score <= top[most - 1].score) return;
    var at = top.length;
    while (at > 0 && top[at - 1].score < one.score) at--;
    top.splice(at, 0, one);
    if (top.length > most) top.pop();
  }

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
      var let_in = false;
      chosen[which].forEach(function (value) { let_in = let_in || this.has(entity, which, value, facets); }, this);
      if (!let_in) missed.push(which);
    }
    return missed;
  };

  // Counts an entity for each facet whose other facets let it in, so that a choice can be changed.
  Engine.prototype.count = function (counts, entity, missed, facets) {
    for (var which = 0; which < counts.length; which++) {
      if (missed.length > 1 || (missed.length === 1 && missed[0] !== which)) continue;
      if (which === 0) {
        counts[0][this.kindOf[entity]]++;
        continue;
      }
      var facet = facets[which - 1];
      for (var at = facet.starts[entity]; at < facet.starts[entity + 1]; at++) counts[which][facet.of[at]]++;
    }
  };

  // The points of every part and entity.
  Engine.prototype.rank = function (found) {
    var points = this.points.fill(0);
    var bits = this.bits.fill(0);
    var now = this.now.fill(0);
    var owner = this.owner;
    var entities = this.entities;
    var namePoints = new Int32Array(entities);
    var nameBits = new Int32Array(entities);
    var nameNow = new Int32Array(entities);
    var textPoints = new Int32Array(entities);
    var textBits = new Int32Array(entities);
    var textNow = new Int32Array(entities);
    var exact = new Uint8Array(entities * 4);
    var forms = new Uint8Array(entities * 4);
    var joined = new Uint8Array(entities * 4);
    var lengths = new Uint8Array(entities * 4);
    var all = 0;
    found.forEach(function (word, number) {
      var bit = 1 << number;
      var rarity = word.rarity;
      var touched = [];
      var named = [];
      var asked = new Map();
      all += rarity;
      word.words.forEach(function (candidate, at) {
        var chunk = candidate.chunk;
        var name = chunk.nameAt[candidate.at];
        var entity = 0;
        for (var left = chunk.names[name++]; left > 0; left--) {
          entity += chunk.names[name++];
          var which = chunk.names[name++];
          var length = which & 7;
          var value = candidate.quality * rarity * IN_NAME[length];
          if (which >= 8) value = Math.floor(value * 7 / 8);
          if (!nameNow[entity]) named.push(entity);
          if (value > nameNow[entity]) nameNow[entity] = value;
          var key = entity * 4 + (which >> 3);
          lengths[key] = length;
          // The word itself counts rather than a compound of it, and rather than another form.
          if (candidate.quality >= FORM) asked.set(key, Math.max(candidate.joined ? 1 : candidate.quality, asked.get(key) || 0));
        }
        var postings = word.postings[at];
        if (!postings) return;
        var worth = candidate.quality * rarity;
        for (var hit = 0; hit < postings.length; hit += 2) {
          var part = postings[hit];
          var gained = worth * postings[hit + 1];
          if (!now[part]) touched.push(part);
          if (gained > now[part]) now[part] = gained;
        }
      });
      asked.forEach(function (quality, key) {
        if (quality === 1) joined[key]++;
        else forms[key]++;
        if (quality === EXACT) exact[key]++;
      });
      named.forEach(function (entity) {
        namePoints[entity] += nameNow[entity];
        nameBits[entity] |= bit;
        nameNow[entity] = 0;
      });
      var held = [];
      for (var at = 0; at < touched.length; at++) {
        var part = touched[at];
        var entity = owner[part];
        if (!textNow[entity]) held.push(entity);
        if (now[part] > textNow[entity]) textNow[entity] = now[part];
        points[part] += now[part];
        bits[part] |= bit;
        now[part] = 0;
      }
      held.forEach(function (entity) {
        textPoints[entity] += textNow[entity];
        textBits[entity] |= bit;
        textNow[entity] = 0;
      });
    });
    var covers = new Map();
    function cover(mask) {
      if (!covers.has(mask)) {
        covers.set(mask, found.reduce(function (sum, word, at) { return mask & 1 << at ? sum + word.rarity : sum; }, 0));
      }
      return covers.get(mask);
    }
    function covered(value, mask) {
      var part = cover(mask);
      return Math.floor(value * part * part / Math.max(all * all, 1));
    }
    var ranked = { entities: [], scores: [] };
    ranked.part = function (entity, part) {
      return bits[part] ? covered(namePoints[entity] + points[part], nameBits[entity] | bits[part]) : 0;
    };
    for (var entity = 0; entity < entities; entity++) {
      var mask = nameBits[entity] | textBits[entity];
      if (!mask || 2 * cover(mask) < all) continue;
      var score = Math.max(
        Math.floor(covered(namePoints[entity] + textPoints[entity], mask) / 2),
        covered(namePoints[entity], nameBits[entity])
      );
      if (textBits[entity]) {
        for (var part = this.firstPart[entity]; part < this.firstPart[entity + 1]; part++) {
          score = Math.max(score, ranked.part(entity, part));
        }
      }
      var bonus = 0;
      for (var number = 0; number < 4; number++) {
        var key = entity * 4 + number;
        var compounds = joined[key];
        if (compounds ? lengths[key] + (compounds >> 1) !== found.length : lengths[key] !== Math.min(found.length, 7)) continue;
        var other = number > 0 ? 1 : 0;
        if (exact[key] + compounds === found.length) bonus = Math.max(bonus, EXACT_NAME[0][other]);
        else if (forms[key] + compounds === found.length) bonus = Math.max(bonus, EXACT_NAME[1][other]);
      }
      score += bonus;
      ranked.entities.push(entity);
      ranked.scores.push(this.retired.has(entity) ? Math.floor(score / 2) : score);
    }
    return ranked;
  };

  // The parts of an entity that answer nearly as well as its best, without the summary, which is shown anyway.
  Engine.prototype.best = function (ranked, entity) {
    var first = this.firstPart[entity];
    var scored = [];
    for (var part = first; part < this.firstPart[entity + 1]; part++) {
      scored.push({ part: part - first, score: ranked.part(entity, part) });
    }
    var best = Math.max.apply(null, scored.map(function (one) { return one.score; }).concat(0));
    return scored
      .filter(function (one) { return one.score > 0 && one.score * 2 >= best && one.part > 0; })
      .sort(function (a, b) { return b.score - a.score || a.part - b.part; })
      .slice(0, MOST_PARTS)
      .map(function (one) { return one.part; });
  };

  Engine.prototype.says = function (entity, phrases) {
    return this.text(entity).then(function (text) {
      var all = [text.title].concat(text.aliases);
      text.parts.forEach(function (part) { all.push(part.label, part.text, part.more); });
      all = all.map(sequence);
      return phrases.every(function (phrase) { return all.some(function (one) { return one.includes(phrase); }); });
    });
  };

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
    return found.slice(0, 4).map(function (one) { return one.word; });
  };

  global.rungsSearchEngine = {
    create: function (load) { return new Engine(load); },
    mark: mark,
    words: words,
    sequence: sequence,
  };
})(globalThis);
