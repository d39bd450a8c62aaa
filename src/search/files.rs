//! The index as scripts that hand themselves over with a call, which browsers load even from `file://`.
//!
//! `index.js` is asked for first and says where to look; the others are asked for when a word or a result needs
//! them. Bytes depend on the index alone. The reader is the theme's `search-engine.js`.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use crate::content::Kind;

use super::index::{Index, IndexWord};
use super::language;
use super::record::{FACETS, RecordKind};
use super::synonyms::Group;
use super::varint;

/// Raised when a reader of the old files would misread the new ones.
const FORMAT: u32 = 3;

/// Every file by its name below `search/`.
pub fn files(index: &Index) -> BTreeMap<String, Arc<[u8]>> {
    let layout = index.layout;
    let cuts = cuts(index);
    let mut jobs: Vec<(&str, usize)> = vec![("facets", 0), ("tools", 0)];
    for (sort, count) in layout.numbered() {
        jobs.extend((0..count).map(|number| (sort, number)));
    }
    let ends = ends(index);
    let written: Vec<(String, IndexFile)> = jobs
        .into_par_iter()
        .map_init(Vec::new, |room, (sort, number)| {
            let name = if matches!(sort, "facets" | "tools") { sort.to_owned() } else { format!("{sort}-{number}") };
            let begin = if layout.single_file { format!("{}:", json!(name)) } else { beginning(&name) };
            room.clear();
            room.extend_from_slice(begin.as_bytes());
            match sort {
                "facets" => put(room, &facets(index)),
                "tools" => put(room, &tools(index)),
                "words" => put(room, &words(index, number, &cuts)),
                "ends" => put(room, &front_coded(share(&ends, number, layout.ends).iter().map(String::as_str))),
                "hits" => {
                    let words = &index.words[cuts[number]..cuts[number + 1]];
                    put(room, &words.iter().map(|word| &*word.postings).collect::<String>());
                }
                _ => put(room, &texts(index, number)),
            }
            let written = match layout.single_file {
                true => IndexFile::Part(room.clone()),
                false => {
                    let script = ended(room);
                    let hash = blake3::hash(&script);
                    IndexFile::Script(script, hash)
                }
            };
            (name, written)
        })
        .collect();
    let mut whole = Vec::new();
    let mut files = BTreeMap::new();
    let mut stamp = blake3::Hasher::new();
    for (name, value) in written {
        match value {
            IndexFile::Part(part) => whole.push(part),
            IndexFile::Script(bytes, hash) => {
                stamp.update(hash.as_bytes());
                files.insert(format!("{name}.js"), bytes);
            }
        }
    }
    let stamp = stamp.finalize().to_hex()[..8].to_owned();
    let mut bytes = beginning("index").into_bytes();
    put(&mut bytes, &root(index, &ends, stamp));
    bytes.pop();
    bytes.extend_from_slice(b",\"whole\":{");
    bytes.extend_from_slice(&whole.join(&b","[..]));
    bytes.extend_from_slice(b"}}");
    files.insert("index.js".into(), ended(&mut bytes));
    files
}

/// A file as it stands and its hash, or what goes into the only one.
enum IndexFile {
    Script(Arc<[u8]>, blake3::Hash),
    Part(Vec<u8>),
}

/// What must be known before anything can be looked up.
fn root(index: &Index, ends: &[String], stamp: String) -> Value {
    let kinds = index.kinds.iter().map(|(kind, term)| {
        let count = index.records.iter().filter(|record| record.kind == *kind).count();
        json!([kind.name(), term.one, term.other, count])
    });
    let synonyms: Vec<String> = index.synonyms.iter().map(Group::written).collect();
    // The intent that asks for a tool, its title and its address.
    let tools = [("compare", index.tools.compare), ("map", index.tools.map)];
    let tools = tools.into_iter().filter_map(|(intent, at)| {
        let record = &index.tools.records[at?];
        Some([intent, &record.title, &record.url])
    });
    let retired = index.records.iter().enumerate().filter(|(_, record)| record.retired);
    let firsts = |starts: &mut dyn Iterator<Item = Option<&str>>| -> Value {
        starts.map(|first| first.unwrap_or("\u{10ffff}")).collect::<Vec<_>>().into()
    };
    json!({
        "format": FORMAT,
        "stamp": stamp,
        "kinds": kinds.collect::<Vec<_>>(),
        "language": index.language,
        "stopWords": index.stop_words,
        "endings": language::endings(&index.language),
        "compounds": language::joins_compounds(&index.language),
        "feedback": index.feedback,
        "intents": language::intents(&index.language),
        "tools": tools.collect::<Vec<_>>(),
        "synonyms": synonyms,
        "parts": varint::write(index.records[..index.indexed()].iter().map(|record| record.parts.len() as u32)),
        "retired": retired.map(|(at, _)| at).collect::<Vec<_>>(),
        "words": firsts(&mut index.chunks.iter().map(|start| index.words.get(*start).map(|word| word.text.as_str()))),
        "ends": firsts(&mut (0..index.layout.ends).map(|number| share(ends, number, index.layout.ends).first().map(String::as_str))),
        "perFile": index.layout.entities_per_file,
    })
}

/// What results can be narrowed to, and which entity belongs to what.
fn facets(index: &Index) -> Value {
    let facets = FACETS.iter().enumerate().map(|(at, kind)| {
        let column = index.records[..index.indexed()].iter().flat_map(|record| {
            let places = &record.belongs[at];
            let steps = places.iter().scan(0, |last, place| Some(place - std::mem::replace(last, *place)));
            std::iter::once(places.len() as u32).chain(steps)
        });
        json!({ "kind": kind.name(), "values": index.facets[at], "of": varint::write(column) })
    });
    Value::Array(facets.collect())
}

/// Differences as pairs of records, and matrices as records. Their titles and addresses follow from those of the records.
fn tools(index: &Index) -> Value {
    let tools = &index.tools;
    let mut last = 0;
    let pairs = tools.differences.iter().flat_map(|(from, to)| [from - std::mem::replace(&mut last, *from), *to]);
    let differences = varint::write(pairs);
    let mut last = 0;
    let matrices = varint::write(tools.matrices.iter().map(|number| number - std::mem::replace(&mut last, *number)));
    json!({ "differences": differences, "matrices": matrices })
}

/// One file of the dictionary.
fn words(index: &Index, number: usize, cuts: &[usize]) -> Value {
    let start = index.chunks[number];
    let end = index.chunks.get(number + 1).copied().unwrap_or(index.words.len());
    let words = &index.words[start..end];
    let shard = cuts.partition_point(|cut| *cut <= start).saturating_sub(1).min(index.layout.hits - 1);
    let offset: usize = index.words[cuts[shard]..start].iter().map(|word| word.postings.len()).sum();
    let later = cuts.iter().enumerate().skip(shard + 1).filter(|(at, cut)| **cut < end && *at < index.layout.hits);
    let names = words.iter().flat_map(|word| {
        let steps =
            word.names.iter().scan(0, |last, (entity, name)| Some([entity - std::mem::replace(last, *entity), *name]));
        std::iter::once(word.names.len() as u32).chain(steps.flatten())
    });
    json!({
        "words": front_coded(words.iter().map(|word| word.text.as_str())),
        "rarity": varint::write(words.iter().map(|word| word.rarity)),
        "forms": varint::write(words.iter().map(|word| word.form)),
        "names": varint::write(names),
        "sizes": varint::write(words.iter().map(|word| word.postings.len() as u32)),
        "hits": [shard, offset],
        "cuts": later.map(|(shard, cut)| json!([cut - start, shard])).collect::<Vec<_>>(),
    })
}

/// Where each file of postings begins, and where the last one ends: shares of about the same length.
fn cuts(index: &Index) -> Vec<usize> {
    let total: usize = index.words.iter().map(|word| word.postings.len()).sum();
    let mut cuts = vec![0];
    let mut before = 0;
    for (at, word) in index.words.iter().enumerate() {
        while cuts.len() < index.layout.hits && before >= total * cuts.len() / index.layout.hits && at > 0 {
            cuts.push(at);
        }
        before += word.postings.len();
    }
    cuts.resize(index.layout.hits + 1, index.words.len());
    cuts
}

/// The words read backwards, sorted: with a typo in its first half, the end of a word still finds it.
fn ends(index: &Index) -> Vec<String> {
    let long = |word: &&IndexWord| word.text.chars().nth(2).is_some() && !word.text.chars().any(super::fold::is_cjk);
    let mut ends: Vec<String> = index.words.iter().filter(long).map(|word| word.text.chars().rev().collect()).collect();
    ends.par_sort_unstable();
    ends
}

fn share(all: &[String], number: usize, count: usize) -> &[String] {
    &all[all.len() * number / count..all.len() * (number + 1) / count]
}

/// What the results of some entities show: title, address, other names, parts of anchor, label, text and more, and the
/// level of a role.
fn texts(index: &Index, number: usize) -> impl Serialize {
    let start = (number * index.layout.entities_per_file).min(index.indexed());
    let end = (start + index.layout.entities_per_file).min(index.indexed());
    let records = index.records[start..end].iter().map(|record| {
        let parts = record.parts.iter().enumerate().map(|(at, part)| {
            // The label of the summary is for matching only.
            let label = if at == 0 { "" } else { &*part.label };
            [&*part.anchor, label, &*part.text, &*part.more]
        });
        let level = record.belongs[2].first().filter(|_| record.kind == RecordKind::Entity(Kind::Role));
        let level = level.map(|place| &*index.facets[2][*place as usize].1);
        let parts = parts.collect::<Vec<_>>();
        (&*record.title, crate::page::urls::encode(&record.url), &record.aliases, parts, level)
    });
    records.collect::<Vec<_>>()
}

/// Sorted words, each as the number of letters that it shares with the one before, and the rest. A digit never
/// begins what follows it, because a space ends each word.
fn front_coded<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    let mut last: Vec<char> = Vec::new();
    for word in words {
        let letters: Vec<char> = word.chars().collect();
        let shared = last.iter().zip(&letters).take_while(|(a, b)| a == b).count().min(31);
        varint::push(&mut out, shared as u32);
        out.extend(&letters[shared..]);
        out.push(' ');
        last = letters;
    }
    out
}

/// The beginning of the call that hands a value over, which is JSON.
fn beginning(name: &str) -> String {
    format!("rungsShard({},", json!(name))
}

/// The end of that call, and all of it.
fn ended(script: &mut Vec<u8>) -> Arc<[u8]> {
    script.extend_from_slice(b")\n");
    // Two characters that JSON has and old scripts did not; most scripts lack even their first byte.
    if script.contains(&0xe2)
        && let Ok(text) = str::from_utf8(script)
        && text.contains(['\u{2028}', '\u{2029}'])
    {
        return text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029").into_bytes().into();
    }
    script.as_slice().into()
}

fn put(out: &mut Vec<u8>, value: &impl Serialize) {
    // Writing to memory cannot fail, and neither can these values, whose keys are all text.
    let _ = serde_json::to_writer(out, value);
}
