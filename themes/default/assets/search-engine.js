// Which entities answer a question, and in which order. Follows the rules of `rungs search` over the same files, so
// both come to the same order. Knows nothing of pages: `load(name)` brings the files, and texts are only text.
// A classic script, because modules do not load from file:// addresses.
(function (global) {
  "use strict";

  // ---- Words

  var WORD = /[\p{Alphabetic}\p{N}\p{M}]+(?:['\u2019][\p{Alphabetic}\p{N}\p{M}]+)*/gu;
  var CJK = /[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  var STRETCHES = new RegExp("(?:" + CJK.source + "\\p{M}*)+|(?:(?!" + CJK.source + ")[^])+", "gu");
  var LETTERS = {
    ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", ς: "σ",
    "\u0629": "\u0647", "\u0649": "\u064a", "\u06cc": "\u064a", "\u0671": "\u0627", "\u06a9": "\u0643",
  };
  var SPECIAL = /[ßæœþøđðłıς\u0629\u0649\u06cc\u0671\u06a9]/g;
  var UMLAUTS = { ä: "ae", ö: "oe", ü: "ue", Ä: "Ae", Ö: "Oe", Ü: "Ue" };
  // The Arabic article with the particles before it.
  var ARTICLE = /^(?:[\u0648\u0628\u0643\u0641]?\u0627\u0644|\u0644\u0644)(?=[^]{3})/;
  // What French and Italian put before an apostrophe is a word of its own.
  var ELISION = /^(l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu|un|dell|all|nell|sull|dall)['\u2019]/i;
  var ASCII = /^[\x00-\x7f]*$/;
  var RISES = /\p{Lowercase}\p{Uppercase}/u;
  var MAX_WORD_CHARS = 40;

  function unaccented(text) {
    if (ASCII.test(text)) return text;
    return text.normalize("NFKD").replace(/[\u0300-\u036f\u00ad\u0640\u064b-\u065f\u0670]/g, "").normalize("NFC");
  }

  function withoutUmlauts(text) {
    return text.replace(/[äöüÄÖÜ]/g, function (letter) { return UMLAUTS[letter]; });
  }

  function lower(word) {
    word = word.toLowerCase();
    if (!ASCII.test(word)) word = word.replace(SPECIAL, function (letter) { return LETTERS[letter]; }).replace(ARTICLE, "");
    return word.length > MAX_WORD_CHARS ? Array.from(word).slice(0, MAX_WORD_CHARS).join("") : word;
  }

  function isKatakana(letter) {
    return /[\u30a1-\u30faー]/.test(letter || "");
  }

  // The characters of a stretch written without spaces, folded: katakana as hiragana, without a long vowel mark at the
  // end of a katakana word.
  function unspaced(run) {
    var written = Array.from(run);
    return written.filter(function (letter, at) {
      return !(letter === "ー" && at >= 2 && !isKatakana(written[at + 1]));
    }).map(function (letter) {
      return /[\u30a1-\u30f6]/.test(letter) ? String.fromCharCode(letter.charCodeAt(0) - 0x60) : letter;
    });
  }

  // Calls found(stretch, linked, start, end) with every stretch of letters and digits of one way of writing.
  function runs(text, found) {
    var endOfLast = -1;
    var match;
    WORD.lastIndex = 0;
    while ((match = WORD.exec(text))) {
      var word = match[0];
      var end = match.index + word.length;
      var elided = ELISION.exec(word);
      if (elided) {
        word = elided[1];
        WORD.lastIndex = end = match.index + word.length;
      }
      if (/^[a-z]$/i.test(word)) {
        var sign = text.startsWith("++", end) ? "++" : text[end] === "#" ? "#" : "";
        word += sign;
        end += sign.length;
        WORD.lastIndex = end;
      }
      var linked = endOfLast >= 0 && /^[-\u2010_\/&.]$/.test(text.slice(endOfLast, match.index));
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
    if (!RISES.test(run)) return [run];
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
    var letters = unspaced(run);
    if (letters.length <= 2) return [letters.join("")];
    return letters.slice(1).map(function (letter, at) { return letters[at] + letter; });
  }

  function words(text) {
    var all = [];
    runs(unaccented(text), function (run) {
      (CJK.test(run) ? pairs(run) : camel(run).map(lower)).forEach(function (part) { all.push(part); });
    });
    return all;
  }

  function sequence(text) {
    var all = " ";
    runs(unaccented(text), function (run) {
      (CJK.test(run) ? unspaced(run) : camel(run).map(lower)).forEach(function (part) { all += part + " "; });
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
          var next = letters[number + 1] || "";
          if (next && matched.has(unspaced(unaccented(letter + next)).join(""))) hit(at, at + letter.length + next.length);
          else if (letters.length === 1 && matched.has(unspaced(unaccented(letter)).join(""))) hit(at, at + letter.length);
          at += letter.length;
        });
        return;
      }
      var folded = unaccented(run);
      chain = linked && chain ? { start: chain.start, whole: chain.whole + lower(folded) } : { start: start, whole: lower(folded) };
      if (matched.has(chain.whole)) hit(chain.start, end);
      else if (/[äöü]/i.test(run) && matched.has(lower(unaccented(withoutUmlauts(run))))) hit(start, end);
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

  // ---- Queries

  var FILTERS = ["kind", "family", "track", "level"];
  var MAX_QUERY_WORDS = 16;

  function significant(all, stopWords) {
    var onlyStopWords = all.every(function (word) { return stopWords.includes(word); });
    return all.filter(function (word, at) {
      return all.indexOf(word) === at && (onlyStopWords || !stopWords.includes(word));
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

  function phrase(text) {
    var said = sequence(text);
    return said.length > 1 ? [{ text: text.trim(), sequence: said, words: words(text) }] : [];
  }

  function parse(text, stopWords) {
    var query = { words: [], sequence: [], phrases: [], excluded: [], filters: [] };
    var expanded = [];
    var rest = Array.from(text.slice(0, 4096)).slice(0, 512).join("").replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"').trimStart();
    while (rest) {
      if (/^-["\p{Alphabetic}\p{N}]/u.test(rest)) {
        var without = piece(rest.slice(1));
        query.excluded = query.excluded.concat(phrase(without[0]));
        rest = without[2].trimStart();
        continue;
      }
      var found = piece(rest);
      var narrowed = found[1] ? null : filter(rest);
      if (narrowed) {
        query.filters.push([narrowed[0], narrowed[1]]);
        rest = narrowed[2].trimStart();
        continue;
      }
      if (found[1]) query.phrases = query.phrases.concat(phrase(found[0]));
      query.sequence = query.sequence.concat(words(found[0]));
      expanded = expanded.concat(words(withoutUmlauts(found[0])));
      rest = found[2].trimStart();
    }
    var all = query.sequence;
    query.words = significant(all, stopWords).slice(0, MAX_QUERY_WORDS).map(function (word) {
      var joined = [];
      for (var at = 0; at + 1 < all.length; at++) {
        if (all[at] === word || all[at + 1] === word) joined.push(all[at] + all[at + 1]);
      }
      var other = expanded[all.indexOf(word)];
      return { text: word, joined: joined, variants: variants(word).concat(other && other !== word ? other : []) };
    });
    return query;
  }

  // ---- Spellings

  var PAIRS = [["is", "iz"], ["ys", "yz"], ["our", "or"], ["tre", "ter"], ["ogue", "og"], ["ence", "ense"], ["ll", "l"]];

  // Other spellings that a word may have.
  function variants(word) {
    var all = [];
    if (word.length < 5 || /[^\x00-\x7f]/.test(word)) return all;
    PAIRS.forEach(function (pair) {
      [[pair[0], pair[1]], [pair[1], pair[0]]].forEach(function (change) {
        var at = word.lastIndexOf(change[0]);
        if (at < 2) return;
        var variant = word.slice(0, at) + change[1] + word.slice(at + change[0].length);
        if (variant !== word && !all.includes(variant)) all.push(variant);
      });
    });
    return all;
  }

  // Whether two words are equal but for two endings, each perhaps empty.
  function areForms(word, other, endings) {
    var equal = 0;
    while (equal < word.length && equal < other.length && word[equal] === other[equal]) equal++;
    for (var base = Math.max(3, (word.length + 1) >> 1); base <= equal; base++) {
      if (endings.has(word.slice(base).join("")) && endings.has(other.slice(base).join(""))) return true;
    }
    return false;
  }

  // ---- Typing mistakes

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

  // Whether two words are at most two mistakes apart.
  function twoApart(a, b) {
    if (Math.abs(a.length - b.length) > 2) return false;
    var before = [];
    var row = b.map(function (_, at) { return at; }).concat(b.length);
    for (var i = 0; i < a.length; i++) {
      var next = [i + 1];
      for (var j = 0; j < b.length; j++) {
        var best = Math.min(row[j] + (a[i] === b[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1);
        if (i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j]) best = Math.min(best, before[j - 1] + 1);
        next.push(best);
      }
      before = row;
      row = next;
    }
    return row[b.length] <= 2;
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

  function frontCoded(text) {
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
    this.words = frontCoded(data.words);
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
  var SPELLING = 15;
  var FORM = 13;
  var SPLIT = 12;
  var ENDING = 11;
  var FORM_OF_BEGINNING = 10;
  var SYNONYM = 3;
  var ONLY_SYNONYM = 8;
  var COMPOUND = 9;
  var TYPO = 8;
  var FAR_TYPO = 5;
  var HEAD = 5;
  var IN_NAME = [60, 60, 48, 40, 34, 30, 28, 26];
  var NAMES = 8;
  var PART_CODE = 6;
  var EXACT_NAME = [[6e9, 5e9], [4e9, 3e9]];
  var SYNONYM_NAME = 1e9;
  var ASKED = 2e10;
  var MAX_BEGINNINGS = 12;
  var MAX_BEGINNINGS_SIZE = 12 * 1024;
  var MAX_TYPOS = 8;
  var MAX_COMPOUNDS = 12;
  var MAX_PARTS = 3;
  var MAX_RERANKED = 6;
  var MAX_SYNONYM_WORDS = 3;
  var MAX_SHOWN_SYNONYMS = 4;
  var MAX_KEPT = 64;
  var RARE = 20;
  var MUCH_RARER = 8;
  var LINKS = ["", "s", "es", "n", "en"];

  function Engine(load, loadMore) {
    this.load = load;
    this.loadMore = loadMore;
    this.chunks = new Map();
    this.hits = new Map();
    this.ends = new Map();
    this.texts = new Map();
    this.found = new Map();
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
      self.kindOf = new Uint8Array(root.kinds.reduce(function (sum, kind) { return sum + kind[3]; }, 0));
      for (at = 0; at < counts.length; at++) self.owner.fill(at, self.firstPart[at], self.firstPart[at + 1]);
      var first = 0;
      root.kinds.forEach(function (kind, number) {
        self.kindOf.fill(number, first, first += kind[3]);
      });
      self.retired = new Set(root.retired);
      self.endings = new Set(root.endings.split(" ").concat(""));
      // A phrase has its form behind it if the handbook has it, or nothing if that is the same.
      self.synonyms = root.synonyms.map(function (group) {
        var phrases = group.split("|").map(function (phrase) { return phrase.split("*"); });
        return {
          all: phrases.map(function (phrase) { return phrase[0]; }),
          present: phrases.filter(function (phrase) { return phrase.length > 1; }).map(function (phrase) { return phrase[1] || phrase[0]; }),
        };
      });
      // Room to work in, empty in between.
      self.now = new Int32Array(self.parts);
      self.nameNow = new Int32Array(self.entities);
      return root;
    });
    return this.ready;
  };

  // Brings search-more.js.
  Engine.prototype.more = async function () {
    if (!Engine.prototype.facets) await this.loadMore();
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

  // What a record shows: its title, address, other names, and parts of anchor, label, text and more.
  Engine.prototype.text = function (entity) {
    var self = this;
    if (entity >= this.entities) return this.toolText(entity - this.entities);
    var perFile = this.root.perFile;
    return kept(this.texts, entity, function () {
      return self.file("texts-" + Math.floor(entity / perFile)).then(function (texts) {
        var text = texts[entity % perFile];
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
    });
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

  function byPlace(a, b) {
    return a.chunk.base + a.at - b.chunk.base - b.at;
  }

  function bySize(a, b) {
    return b.chunk.sizes[b.at] - a.chunk.sizes[a.at] || a.chunk.base + a.at - b.chunk.base - b.at;
  }

  // The words that begin so, or end so and fit; an empty beginning or ending is that of no word.
  Engine.prototype.sharing = async function (beginning, ending, fits) {
    var self = this;
    var found = new Map();
    if (beginning) await this.beginning(beginning, function (chunk, at) { found.set(chunk.base + at, { chunk: chunk, at: at, begins: true }); });
    var files = ending ? range(this.root.ends, Array.from(ending).reverse().join("")) : [];
    files = await Promise.all(files.map(function (number) {
      return kept(self.ends, number, function () { return self.file("ends-" + number).then(frontCoded); });
    }));
    var reversed = Array.from(ending).reverse().join("");
    var words = [];
    files.forEach(function (ends) {
      for (var at = lowest(ends, reversed); at < ends.length && ends[at].startsWith(reversed); at++) {
        var word = Array.from(ends[at]).reverse();
        if (fits(word)) words.push(word.join(""));
      }
    });
    (await Promise.all(words.map(function (word) { return self.find(word); }))).forEach(function (word) {
      if (word && !found.has(word.chunk.base + word.at)) found.set(word.chunk.base + word.at, word);
    });
    return Array.from(found.values());
  };

  // What a typed word stands for, how rare it is, and what it brings to names and parts. Weaker guesses join stronger
  // ones and never replace them. Kept, because most words of a question are those of the keystroke before.
  Engine.prototype.candidates = async function (word, synonyms) {
    var self = this;
    var joined = (await Promise.all(word.joined.map(this.find, this))).filter(Boolean);
    var key = JSON.stringify([word.text, word.variants, joined.map(function (one) { return one.chunk.words[one.at]; }), synonyms]);
    if (this.found.size > MAX_KEPT) this.found.clear();
    return kept(this.found, key, async function () {
      var found = await self.candidatesOf(word, joined, synonyms);
      await Promise.all(found.words.map(self.places, self));
      self.tally(found);
      return found;
    });
  };

  Engine.prototype.candidatesOf = async function (word, both, synonyms) {
    var self = this;
    var typed = word.text;
    var letters = Array.from(typed);
    var cjk = CJK.test(letters[0]);
    var all = new Map();
    function key(words) {
      return words.map(function (word) { return word.chunk.base + word.at; }).join();
    }
    function text(word) {
      return word.chunk.words[word.at];
    }
    function put(words, quality, inText, how) {
      var name = key(words);
      if (!all.has(name)) all.set(name, { words: words, quality: quality, text: inText, joined: how === "joined", synonym: how === "synonym" });
    }
    function add(word, quality) {
      put([word], quality, true);
    }
    function improve(word, quality) {
      var known = all.get(key([word]));
      if (!known) return add(word, quality);
      known.quality = Math.max(known.quality, quality);
      known.text = true;
    }
    // The other forms of a word, which are linked in a row.
    function forms(word, quality) {
      formsOf(word).forEach(function (form) { add(form, quality); });
    }
    function formsOf(word) {
      var all = [];
      var at = word.at;
      while (word.chunk.forms[at]) all.push({ chunk: word.chunk, at: at -= word.chunk.forms[at] });
      at = word.at;
      while (word.chunk.next[at]) all.push({ chunk: word.chunk, at: at += word.chunk.next[at] });
      return all;
    }
    function some(words) {
      return Promise.all(words.map(function (word) { return self.find(word); })).then(function (found) { return found.filter(Boolean); });
    }
    async function beginnings() {
      var longer = [];
      await self.beginning(typed, function (chunk, at) {
        if (!all.has(String(chunk.base + at))) longer.push({ chunk: chunk, at: at });
      });
      longer.sort(bySize);
      var number = 0;
      var size = 0;
      longer.forEach(function (word) {
        var long = word.chunk.sizes[word.at];
        var inText = number < MAX_BEGINNINGS && size + long <= MAX_BEGINNINGS_SIZE && (letters.length >= 3 || CJK.test(String.fromCodePoint(text(word).codePointAt(0))));
        if (inText) {
          number++;
          size += long;
        }
        put([word], 6 + Math.floor(6 * letters.length / Array.from(text(word)).length), inText);
      });
    }
    function formsOfEndings() {
      Array.from(all.values()).forEach(function (known) {
        if (known.text && !known.joined && Array.from(text(known.words[0])).length <= letters.length + 2) forms(known.words[0], FORM_OF_BEGINNING);
      });
    }
    async function otherEndings() {
      if (!self.root.endings) return;
      var found = [];
      await self.beginning(letters.slice(0, 3).join(""), function (chunk, at) {
        if (areForms(letters, Array.from(chunk.words[at]), self.endings)) found.push({ chunk: chunk, at: at });
      });
      found.sort(byPlace).forEach(function (word) {
        improve(word, ENDING);
        forms(word, ENDING - 1);
      });
    }
    // The two words that the typed one is made of.
    async function halves() {
      for (var at = 2; at <= letters.length - 2; at++) {
        var first = letters.slice(0, at).join("");
        var known = null;
        for (var link = 0; link < LINKS.length && !known; link++) {
          var bare = first.endsWith(LINKS[link]) ? first.slice(0, first.length - LINKS[link].length) : "";
          if (Array.from(bare).length >= 2) known = await self.find(bare);
        }
        if (!known) continue;
        var second = null;
        await self.beginning(letters.slice(at).join(""), function (chunk, place) {
          if (!second || chunk.base + place < second.chunk.base + second.at) second = { chunk: chunk, at: place };
        });
        if (!second || Array.from(text(second)).length > letters.length - at + 2 || key([second]) === key([known])) continue;
        var inText = letters.length - at >= 4 && Array.from(text(known)).length >= 4;
        put([known, second], SPLIT, inText);
        if (!self.root.compounds || !inText) continue;
        add(second, HEAD);
        await compoundsEndingIn([letters.slice(at).join("")], HEAD);
      }
    }
    // Compounds that end in a word found so far.
    async function compounds() {
      var ends = Array.from(all.values()).filter(function (known) {
        return known.words.length === 1 && !known.joined && known.quality >= ENDING - 1 && Array.from(text(known.words[0])).length >= SHORTEST;
      }).map(function (known) { return text(known.words[0]); });
      ends = Array.from(new Set(ends.concat(typed, word.variants)));
      await compoundsEndingIn(ends, COMPOUND);
      if (all.size) return;
      // Nothing yet: the word without one of its endings, at the beginning of compounds and, with any ending, at the end.
      var bases = Array.from(self.endings).filter(function (ending) {
        return ending && typed.endsWith(ending) && Array.from(typed).length - Array.from(ending).length >= 5;
      }).map(function (ending) { return typed.slice(0, typed.length - ending.length); }).sort();
      for (var at = 0; at < bases.length; at++) {
        var found = [];
        await self.beginning(bases[at], function (chunk, place) { found.push({ chunk: chunk, at: place }); });
        found.sort(byPlace).forEach(function (word) { add(word, COMPOUND - 1); });
        await compoundsEndingIn(Array.from(self.endings).map(function (ending) { return bases[at] + ending; }), COMPOUND - 1);
      }
    }
    async function compoundsEndingIn(ends, quality) {
      var found = new Map();
      (await Promise.all(ends.map(function (end) {
        return self.sharing("", end, function (letters) { return letters.length > Array.from(end).length; });
      }))).forEach(function (words) {
        words.forEach(function (word) { found.set(key([word]), word); });
      });
      Array.from(found.values()).sort(bySize).slice(0, MAX_COMPOUNDS).forEach(function (word) {
        add(word, quality);
        forms(word, quality - 1);
      });
    }
    // Words that are a mistake or two away. With one mistake, half of the word is right; with two, a third.
    async function typos() {
      var half = letters.length >> 1;
      var found = [];
      (await self.sharing(letters.slice(0, half).join(""), letters.slice(half).join(""), function (other) {
        return near(letters, other) === 0;
      })).forEach(function (word) {
        var how = near(letters, Array.from(text(word)));
        if (how === 0) found.push({ quality: TYPO, chunk: word.chunk, at: word.at });
        else if (how === 1 && word.begins) found.push({ quality: FAR_TYPO, chunk: word.chunk, at: word.at });
      });
      if (letters.length >= 8 && !found.some(function (word) { return word.quality === TYPO; })) {
        var third = Math.floor(letters.length / 3);
        (await self.sharing(letters.slice(0, third).join(""), letters.slice(-third).join(""), function (other) {
          return twoApart(letters, other);
        })).forEach(function (word) {
          if (twoApart(letters, Array.from(text(word)))) found.push({ quality: FAR_TYPO, chunk: word.chunk, at: word.at });
        });
      }
      var best = Math.max.apply(null, found.map(function (word) { return word.quality; }));
      found = found.filter(function (word) { return word.quality === best; }).sort(bySize).slice(0, MAX_TYPOS);
      found.forEach(function (word) {
        add(word, word.quality);
        forms(word, word.quality - 1);
      });
    }
    // Words a mistake away in the same file of the dictionary, if the typed one is not there or much rarer; in names also
    // two mistakes away from a word that no name has.
    async function commonNeighbours(known) {
      if (letters.length < 6) return;
      var chunk = await self.chunk(range(self.root.words, typed)[0]);
      var beginning = letters.slice(0, 2).join("");
      var isUnnamed = letters.length >= 8 && !(known && isNamed(known.chunk, known.at));
      var found = [];
      for (var at = lowest(chunk.words, beginning); at < chunk.words.length && chunk.words[at].startsWith(beginning); at++) {
        var other = Array.from(chunk.words[at]);
        if (near(letters, other) === 0) {
          if (!known || chunk.rarity[at] + MUCH_RARER <= known.chunk.rarity[known.at]) found.push({ quality: TYPO, chunk: chunk, at: at });
        } else if (isUnnamed && isNamed(chunk, at) && chunk.words[at] !== typed && twoApart(letters, other)) {
          found.push({ quality: FAR_TYPO, chunk: chunk, at: at });
        }
      }
      found.forEach(function (word) {
        add(word, word.quality);
        forms(word, word.quality - 1);
      });
    }
    function least(list) {
      return list.reduce(function (least, known) { return Math.min(least, known.words[0].chunk.rarity[known.words[0].at]); }, 99) % 99;
    }

    var exact = await this.find(typed);
    var spellings = await some(word.variants);
    if (exact) {
      add(exact, EXACT);
      forms(exact, FORM);
    }
    spellings.forEach(function (other) {
      add(other, SPELLING);
      forms(other, FORM);
    });
    both.forEach(function (word) { put([word], EXACT, true, "joined"); });
    if (letters.length >= 2 || cjk) await beginnings();
    var known = exact || spellings[0];
    var long = letters.length >= SHORTEST && !cjk;
    if (!known && long) {
      formsOfEndings();
      await otherEndings();
      await halves();
    }
    if (this.root.compounds && letters.length >= SHORTEST) await compounds();
    if (long) {
      // A word that has synonyms is no mistake.
      if (known || all.size) await commonNeighbours(known);
      else if (!synonyms.length) await typos();
    }
    var measure = known || both[0];
    var rarity = measure ? measure.chunk.rarity[measure.at] : least(Array.from(all.values()));
    var phrases = await Promise.all(synonyms.map(function (one) { return some(one.phrase.split(" ")); }));
    phrases.forEach(function (words, at) {
      if (words.length !== synonyms[at].phrase.split(" ").length) return;
      var worth = known ? SYNONYM : ONLY_SYNONYM;
      // "data pipeline" is also "data pipelines".
      var last = words.pop();
      [last].concat(formsOf(last)).forEach(function (form) { put(words.concat(form), worth - (form !== last), true, synonyms[at].of > 1 && "synonym"); });
    });
    var list = Array.from(all.values());
    return { words: list, rarity: rarity || least(list) };
  };

  // The synonyms of every stretch of the query.
  Engine.prototype.synonymsOf = async function (query) {
    var found = [];
    // A word that is in a name, or that the handbook says often, needs no synonyms: that spares the browser files.
    // Neither does a phrase that one name holds.
    var known = await Promise.all(query.sequence.map(this.find, this));
    var names = known.map(function (word) {
      var all = new Set();
      if (word) namesOf(word).forEach(function (number, at, pairs) { if (at % 2) all.add(pairs[at - 1] * 64 + number); });
      return all;
    });
    var common = known.map(function (word, at) { return word && (word.chunk.rarity[word.at] < RARE || names[at].size > 0); });
    for (var length = MAX_SYNONYM_WORDS; length > 0; length--) {
      for (var at = 0; at + length <= query.sequence.length; at++) {
        var words = query.sequence.slice(at, at + length);
        if (common.slice(at, at + length).every(Boolean) && (length === 1 || Array.from(names[at]).some(function (name) {
          return names.slice(at, at + length).every(function (all) { return all.has(name); });
        }))) continue;
        var typed = words.join(" ");
        var singular = typed.replace(/s$/, "");
        var phrases = [];
        this.synonyms.forEach(function (group) {
          if (!group.all.includes(typed) && !group.all.includes(singular)) return;
          group.present.forEach(function (other) { if (other !== typed && other !== singular) phrases.push(other); });
        });
        if (phrases.length) found.push({ words: words, typed: typed, phrases: phrases });
      }
    }
    return found;
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

  // Where a candidate is, all its words together: names as pairs of a record and a name, parts as pairs with impacts.
  Engine.prototype.places = async function (candidate) {
    candidate.names = candidate.words.map(namesOf).reduce(function (some, others) {
      var known = new Set();
      for (var at = 0; at < others.length; at += 2) known.add(others[at] * 64 + others[at + 1]);
      return selected(some, function (entity, name) { return known.has(entity * 64 + name) ? name : -1; });
    });
    var lists = candidate.text ? await Promise.all(candidate.words.map(this.postings, this)) : [];
    candidate.postings = lists.length ? lists.reduce(function (some, others) {
      var known = new Map();
      for (var at = 0; at < others.length; at += 2) known.set(others[at], others[at + 1]);
      return selected(some, function (part, impact) { return Math.min(impact, known.get(part) || -1); });
    }) : null;
  };

  // Those of some pairs for whose numbers `second` gives a second one, which is not -1.
  function selected(all, second) {
    var kept = [];
    for (var at = 0; at < all.length; at += 2) {
      var other = second(all[at], all[at + 1]);
      if (other >= 0) kept.push(all[at], other);
    }
    return kept;
  }

  function isNamed(chunk, at) {
    return chunk.names[chunk.nameAt[at]] > 0;
  }

  // The names that a word is in, as pairs of a record and a name.
  function namesOf(word) {
    var names = word.chunk.names;
    var at = word.chunk.nameAt[word.at];
    var all = new Int32Array(2 * names[at++]);
    var entity = 0;
    for (var place = 0; place < all.length; place += 2) {
      all[place] = entity += names[at++];
      all[place + 1] = names[at++];
    }
    return all;
  }

  // Answers a query: results, how many there are, words and phrases that are nowhere, synonyms, the words that matched,
  // and a function that counts what was found by facet.
  Engine.prototype.search = async function (text, options) {
    await this.start();
    var self = this;
    var query = parse(text, this.root.stopWords);
    var limit = options.limit || 10;
    var isNarrowed = query.filters.length + query.phrases.length + query.excluded.length > 0;
    var asks = !isNarrowed && query.sequence.some(function (word) { return self.asks(word, "between"); });
    if (isNarrowed || asks) await this.more();
    var synonyms = await this.synonymsOf(query);
    var found = await Promise.all(query.words.map(function (word) {
      var phrases = synonyms.filter(function (one) { return one.words.includes(word.text); }).map(function (one) {
        return one.phrases.map(function (phrase) { return { phrase: phrase, of: one.words.length }; });
      });
      return self.candidates(word, [].concat.apply([], phrases));
    }));
    var forms = new Map(query.words.map(function (word, at) { return [word.text, formsOfTyped(found[at])]; }));
    var unknown = query.words.filter(function (_, at) { return !found[at].words.length; }).map(function (word) { return word.text; });
    found = found.filter(function (word) { return word.words.length; });
    var asked = asks ? await this.asked(query) : [];
    // A word that asks for what was found need not be anywhere.
    if (asked.length) unknown = unknown.filter(function (word) { return !self.asks(word); });
    var ranked = query.words.length ? this.rank(found) : null;
    var all = ranked ? ranked.entities : query.filters.length ? Int32Array.from({ length: this.entities }, function (_, at) { return at; }) : new Int32Array(0);
    if (query.excluded.length) {
      var outs = await this.says(all, query.excluded, false);
      all = all.filter(function (_, at) { return !outs[at]; });
    }
    var choose = async function (facets) {
      return FILTERS.map(function (_, which) { return self.chosen(query, which, facets); });
    };
    var isLetIn = function () { return true; };
    if (query.filters.length) {
      var narrowing = query.filters.some(function (one) { return one[0] > 0; }) ? await this.facets() : null;
      var chosen = await choose(narrowing);
      isLetIn = function (entity) { return !self.missed(entity, chosen, narrowing).length; };
    }
    var relaxed = [];
    if (query.phrases.length) {
      var ins = await this.says(all, query.phrases, true);
      // With filters too, so that a phrase is relaxed only if nothing that they let in says it.
      var saying = all.filter(function (_, at) { return ins[at]; });
      if (saying.some(isLetIn)) all = saying;
      else relaxed = query.phrases.map(function (one) { return one.text; });
    }
    var letIn = query.filters.length ? all.filter(isLetIn) : all;
    var best;
    if (ranked) {
      best = ranked.best(letIn, Math.max(limit, MAX_RERANKED));
      best.forEach(function (one) { one.parts = self.best(ranked, one.entity); });
      best = await this.rerank(query, stretches(query, forms, synonyms), best);
    } else {
      best = Array.from(letIn.subarray(0, limit), function (entity) { return { entity: entity, score: 0, parts: [] }; });
    }
    var results = asked.map(function (entity) { return { entity: entity, score: ASKED, parts: [] }; }).concat(best).slice(0, limit);
    var matched = new Set();
    found.forEach(function (word) {
      word.words.forEach(function (one) { one.words.forEach(function (part) { matched.add(part.chunk.words[part.at]); }); });
    });
    var also = [];
    synonyms.forEach(function (one) {
      if (also.some(function (known) { return known.typed === one.typed; })) return;
      also.push({ typed: one.typed, synonyms: one.phrases.slice(0, MAX_SHOWN_SYNONYMS) });
    });
    async function count() {
      await self.more();
      var facets = await self.facets();
      return { facets: facets, counts: self.counted(all, await choose(facets), facets) };
    }
    return { query: query, results: results, total: letIn.length + asked.length, unknown: unknown, relaxed: relaxed, also: also, matched: matched, count: count };
  };

  // Other forms and spellings of a typed word.
  function formsOfTyped(found) {
    return found.words.filter(function (one) {
      return one.words.length === 1 && !one.joined && !one.synonym && one.quality >= FORM;
    }).map(function (one) { return one.words[0].chunk.words[one.words[0].at]; });
  }

  // Whether a word is one of a list, perhaps with a mistake in it.
  function means(word, list) {
    var letters = Array.from(word);
    return list.some(function (other) { return other === word || (letters.length >= 6 && near(letters, Array.from(other)) === 0); });
  }

  // Whether a word is one of those that ask for a difference or a tool; of all sorts but one.
  Engine.prototype.asks = function (word, but) {
    var intents = this.root.intents;
    return Object.keys(intents).some(function (name) { return name !== but && means(word, intents[name]); });
  };

  // The stretches of a query that have a significant word, longest first: how many words each has, and the sequences that a
  // text may say for it, with other forms of its last word, or with what means the same.
  function stretches(query, forms, synonyms) {
    var typed = query.sequence;
    var asked = query.words.map(function (word) { return word.text; });
    var all = [];
    for (var length = typed.length; length > 1; length--) {
      for (var at = 0; at + length <= typed.length; at++) {
        var stretch = typed.slice(at, at + length);
        if (!stretch.some(function (word) { return asked.includes(word); })) continue;
        var last = stretch.pop();
        all.push({ length: length, said: [last].concat(forms.get(last) || []).map(function (form) { return " " + stretch.concat(form).join(" ") + " "; }) });
      }
      synonyms.forEach(function (one) {
        if (one.words.length !== length) return;
        var phrases = one.phrases.filter(function (phrase) { return phrase.includes(" "); });
        all.push({ length: length, said: phrases.map(function (phrase) { return " " + phrase + " "; }) });
      });
    }
    return all;
  }

  // Moves results up in whose texts words of the query stand next to each other, as they were typed, and those with a
  // part whose heading is the query.
  Engine.prototype.rerank = async function (query, stretches, results) {
    var typed = query.sequence;
    var stopWords = this.root.stopWords;
    var asked = query.words.map(function (word) { return word.text; }).join(" ");
    var first = await Promise.all(results.slice(0, MAX_RERANKED).map(async function (one) {
      var text = await this.text(one.entity);
      text.said = text.said || [text.title].concat(text.aliases).map(sequence);
      var all = [0].concat(one.parts).reduce(function (all, place) {
        var part = text.parts[place];
        part.said = part.said || [part.label, part.text, part.more].map(sequence);
        return all.concat(part.said);
      }, text.said);
      var held = stretches.find(function (stretch) {
        return stretch.said.some(function (said) { return all.some(function (one) { return one.includes(said); }); });
      });
      var run = held ? held.length : 1;
      var isHeaded = one.parts.some(function (part) {
        return significant(words(text.parts[part].label), stopWords).join(" ") === asked;
      });
      var score = one.score;
      one.score += Math.floor(score * (run - 1) * (run - 1) / (2 * typed.length * typed.length));
      if (isHeaded) one.score += score;
      return one;
    }, this));
    first.sort(function (a, b) { return b.score - a.score; });
    return first.concat(results.slice(MAX_RERANKED));
  };

  // ---- Ranking

  function ones(bits) {
    var count = 0;
    for (; bits; bits &= bits - 1) count++;
    return count;
  }

  // What a word brings: points of records in whose names it is, and of parts, and how it is in which name.
  Engine.prototype.tally = function (word) {
    var now = this.now;
    var nameNow = this.nameNow;
    var rarity = word.rarity;
    var named = [];
    var held = [];
    var asked = new Map();
    var meant = new Map();
    word.words.forEach(function (candidate) {
      var names = candidate.names;
      for (var at = 0; at < names.length; at += 2) {
        var entity = names[at];
        var which = names[at + 1] >> 3;
        var length = names[at + 1] & 7;
        var value = candidate.quality * rarity * IN_NAME[length];
        if (which) value = Math.floor(value * (which === PART_CODE ? 6 : 7) / 8);
        if (!nameNow[entity]) named.push(entity);
        if (value > nameNow[entity]) nameNow[entity] = value;
        var key = entity * NAMES + which;
        if (candidate.synonym && candidate.words.length === length) meant.set(key, length);
        // The word itself counts rather than a compound of it, and rather than another form.
        var asking = (candidate.quality >= FORM ? (candidate.joined ? 1 : candidate.quality) : 0) * 8 + length;
        if (asking > (asked.get(key) || 0)) asked.set(key, asking);
      }
      var postings = candidate.postings;
      if (!postings) return;
      var worth = candidate.quality * rarity;
      for (var hit = 0; hit < postings.length; hit += 2) {
        var part = postings[hit];
        var gained = worth * postings[hit + 1];
        if (!now[part]) held.push(part);
        if (gained > now[part]) now[part] = gained;
      }
    });
    function taken(places, table) {
      var points = new Int32Array(places.length);
      for (var at = 0; at < places.length; at++) {
        points[at] = table[places[at]];
        table[places[at]] = 0;
      }
      return points;
    }
    word.named = Int32Array.from(named);
    word.nameGains = taken(named, nameNow);
    word.parts = Int32Array.from(held);
    word.gains = taken(held, now);
    word.asked = asked;
    word.meant = meant;
  };

  // The points of every part and record that the words found bring: the records that answer, ascending, and functions
  // for their scores.
  Engine.prototype.rank = function (found) {
    var points = new Int32Array(this.parts);
    var bits = new Int32Array(this.parts);
    var owner = this.owner;
    var firstPart = this.firstPart;
    var entities = this.entities;
    var namePoints = new Int32Array(entities);
    var nameBits = new Int32Array(entities);
    var textPoints = new Int32Array(entities);
    var textBits = new Int32Array(entities);
    var textNow = this.nameNow;
    // By record and name: how many words of the query the name has exactly, in some form, as a part of a compound or in
    // synonyms, and how many words it has.
    var exact = new Uint8Array(entities * NAMES);
    var forms = new Uint8Array(entities * NAMES);
    var joined = new Uint8Array(entities * NAMES);
    var synonyms = new Uint8Array(entities * NAMES);
    var lengths = new Uint8Array(entities * NAMES);
    var all = 0;
    found.forEach(function (word, number) {
      var bit = 1 << number;
      all += word.rarity;
      word.asked.forEach(function (asking, key) {
        var quality = asking >> 3;
        lengths[key] = asking & 7;
        if (quality === 1) joined[key]++;
        else if (quality) forms[key]++;
        if (quality === EXACT) exact[key]++;
      });
      word.meant.forEach(function (length, key) { synonyms[key]++; });
      for (var at = 0; at < word.named.length; at++) {
        namePoints[word.named[at]] += word.nameGains[at];
        nameBits[word.named[at]] |= bit;
      }
      var held = [];
      for (at = 0; at < word.parts.length; at++) {
        var part = word.parts[at];
        var gained = word.gains[at];
        var entity = owner[part];
        if (!textNow[entity]) held.push(entity);
        if (gained > textNow[entity]) textNow[entity] = gained;
        points[part] += gained;
        bits[part] |= bit;
      }
      for (at = 0; at < held.length; at++) {
        entity = held[at];
        textPoints[entity] += textNow[entity];
        textBits[entity] |= bit;
        textNow[entity] = 0;
      }
    });
    var covers = new Int32Array(1 << found.length).fill(-1);
    function cover(mask) {
      if (covers[mask] < 0) {
        covers[mask] = found.reduce(function (sum, word, at) { return mask & 1 << at ? sum + word.rarity : sum; }, 0);
      }
      return covers[mask];
    }
    function covered(value, mask) {
      var part = cover(mask);
      return Math.floor(value * part * part / Math.max(all * all, 1));
    }
    var kinds = this.root.kinds;
    var kindOf = this.kindOf;
    var retired = this.retired;
    var ranked = { nameBits: nameBits };
    ranked.part = function (entity, part) {
      return bits[part] ? covered(namePoints[entity] + points[part], nameBits[entity] | bits[part]) : 0;
    };
    // What it adds that all of a name, and nothing else, was asked for.
    ranked.bonus = function (entity) {
      var bonus = 0;
      if (!nameBits[entity]) return bonus;
      for (var number = 0; number < NAMES; number++) {
        if (number === PART_CODE) continue;
        var key = entity * NAMES + number;
        if (synonyms[key] === found.length && kinds[kindOf[entity]][0] !== "list") bonus = Math.max(bonus, SYNONYM_NAME);
        var compounds = joined[key];
        if (compounds ? lengths[key] + (compounds >> 1) !== found.length : lengths[key] !== Math.min(found.length, 7)) continue;
        var other = number > 0 ? 1 : 0;
        if (exact[key] + compounds === found.length) bonus = Math.max(bonus, EXACT_NAME[0][other]);
        else if (forms[key] + compounds === found.length) bonus = Math.max(bonus, EXACT_NAME[1][other]);
      }
      return bonus;
    };
    ranked.score = function (entity, bonus) {
      var score = Math.max(
        Math.floor(covered(namePoints[entity] + textPoints[entity], nameBits[entity] | textBits[entity]) / 2),
        covered(namePoints[entity], nameBits[entity])
      );
      if (textBits[entity]) {
        for (var part = firstPart[entity]; part < firstPart[entity + 1]; part++) score = Math.max(score, ranked.part(entity, part));
      }
      return retired.has(entity) ? Math.floor((score + bonus) / 2) : score + bonus;
    };
    // The best of some ascending records with their scores, best first. No part has more than all parts together, which
    // spares looking at the parts of most.
    ranked.best = function (some, most) {
      var best = [];
      for (var at = 0; at < some.length; at++) {
        var entity = some[at];
        var bonus = ranked.bonus(entity);
        var bound = covered(namePoints[entity] + textPoints[entity], nameBits[entity] | textBits[entity]) + bonus;
        if (best.length === most && bound <= best[most - 1].score) continue;
        var score = ranked.score(entity, bonus);
        var place = best.length;
        while (place > 0 && best[place - 1].score < score) place--;
        best.splice(place, 0, { entity: entity, score: score, parts: [] });
        if (best.length > most) best.pop();
      }
      return best;
    };
    var count = 0;
    var answering = new Int32Array(entities);
    for (var entity = 0; entity < entities; entity++) {
      var mask = nameBits[entity] | textBits[entity];
      if (mask && (2 * cover(mask) >= all || 2 * ones(nameBits[entity]) >= found.length)) answering[count++] = entity;
    }
    ranked.entities = answering.subarray(0, count);
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
      .slice(0, MAX_PARTS)
      .map(function (one) { return one.part; });
  };

  global.rungsSearchEngine = {
    create: function (load, loadMore) { return new Engine(load, loadMore); },
    // search-more.js adds what only some questions need.
    add: function (extend) {
      extend(Engine, { sequence: sequence, words: words, significant: significant, means: means, namesOf: namesOf, areForms: areForms, numbers: numbers, CJK: CJK, MAX_QUERY_WORDS: MAX_QUERY_WORDS });
    },
    mark: mark,
    words: words,
    sequence: sequence,
  };
})(globalThis);
