//! What changed inside a statement, word by word, cut up for readers rather than for the shortest edit.
//!
//! Deliberately knows nothing of whether the two texts are one expectation (see `pairing`), and nothing of
//! how the pieces are shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use super::likeness::is_function_word;
use super::pairing::number;

/// A stretch of text and what happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What happened to it.
    pub kind: PieceKind,
    /// The words, with the white space and punctuation between them.
    pub text: String,
}

/// What happened to a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PieceKind {
    /// It is in both texts.
    Kept,
    /// It is in the old text only.
    Deleted,
    /// It is in the new text only.
    Inserted,
}

/// Compares two texts by words.
///
/// What is kept and deleted makes the old text exactly, what is kept and inserted the new one. No two pieces
/// in a row are of one kind, and a deletion stands before the insertion that replaces it. A phrase that was
/// replaced is one deletion and one insertion, even where the two have an "of the" in common.
pub fn word_changes(old: &str, new: &str) -> Vec<Piece> {
    let old_tokens: Vec<_> = old.split_word_bounds().collect();
    let new_tokens: Vec<_> = new.split_word_bounds().collect();
    // The longest common subsequence is seldom unique. Looking for it from one and the same side makes the
    // comparison of new with old the mirror image of that of old with new.
    let runs = if old <= new {
        kept_runs(&old_tokens, &new_tokens)
    } else {
        kept_runs(&new_tokens, &old_tokens).into_iter().map(Run::mirrored).collect()
    };
    let mut runs = without_islands(runs, &old_tokens, new_tokens.len());
    begin_changes_with_words(&mut runs, &old_tokens, &new_tokens);
    pieces(&old_tokens, &new_tokens, &runs)
}

/// Tokens that stand in a row on both sides, from the positions `old` and `new`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    old: usize,
    new: usize,
    length: usize,
}

impl Run {
    fn old_end(self) -> usize {
        self.old + self.length
    }

    fn new_end(self) -> usize {
        self.new + self.length
    }

    fn mirrored(self) -> Self {
        Self { old: self.new, new: self.old, length: self.length }
    }
}

/// Above this many pairs of words to compare, only the common start and end of two texts are kept. It
/// bounds the table to a few megabytes; two statements of five hundred words each are still compared.
const MAX_COMPARED: usize = 1_000_000;

/// The longest common subsequence, weighed by what words say, as rising runs that do not touch.
fn kept_runs(old: &[&str], new: &[&str]) -> Vec<Run> {
    let (start, end) = common_ends(old, new);
    let middle = (&old[start..old.len() - end], &new[start..new.len() - end]);

    let mut runs = Vec::new();
    push_run(&mut runs, Run { old: 0, new: 0, length: start });
    if middle.0.len().saturating_mul(middle.1.len()) <= MAX_COMPARED {
        for (i, j) in common_subsequence(middle.0, middle.1) {
            push_run(&mut runs, Run { old: start + i, new: start + j, length: 1 });
        }
    }
    push_run(&mut runs, Run { old: old.len() - end, new: new.len() - end, length: end });
    runs
}

/// How many elements two lists have in common at the start, and at the end of the rest.
pub(super) fn common_ends<T: PartialEq>(a: &[T], b: &[T]) -> (usize, usize) {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let backwards = a[start..].iter().rev().zip(b[start..].iter().rev());
    (start, backwards.take_while(|(a, b)| a == b).count())
}

/// Adds a run, or lets the last one grow if nothing is between them.
fn push_run(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        _ if run.length == 0 => {}
        Some(last) if last.old_end() == run.old && last.new_end() == run.new => last.length += run.length,
        _ => runs.push(run),
    }
}

/// The heaviest common subsequence, as pairs of positions. Of several, the one that matches earliest.
fn common_subsequence(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let (old_numbers, new_numbers) = numbered(old, new);
    let weights: Vec<u32> = old.iter().map(|token| weight(token)).collect();
    let width = new.len() + 1;
    // best[i * width + j]: the weight of what old[i..] and new[j..] have in common.
    let mut best = vec![0; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            best[i * width + j] = if old_numbers[i] == new_numbers[j] {
                best[(i + 1) * width + j + 1] + weights[i]
            } else {
                best[(i + 1) * width + j].max(best[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        if old_numbers[i] == new_numbers[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[(i + 1) * width + j] >= best[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// The tokens as numbers, equal where the tokens are: comparing numbers is what makes the table cheap.
fn numbered<'a>(old: &[&'a str], new: &[&'a str]) -> (Vec<usize>, Vec<usize>) {
    let mut numbers = BTreeMap::new();
    let mut number = |token: &&'a str| number(&mut numbers, *token);
    (old.iter().map(&mut number).collect(), new.iter().map(&mut number).collect())
}

/// How much it matters to find a token on both sides: a word with content outweighs a row of "of" and spaces.
fn weight(token: &str) -> u32 {
    match content(token) {
        0 if token.contains(char::is_alphanumeric) => 4,
        0 => 1,
        _ => 16,
    }
}

/// How much a token says, in halves of a word. An ideograph is half a word, as most words have two.
pub(super) fn content(token: &str) -> usize {
    if !token.contains(char::is_alphanumeric) || is_function_word(&token.to_lowercase()) {
        return 0;
    }
    let mut chars = token.chars();
    match (chars.next(), chars.next()) {
        (Some('\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'), None) => 1,
        _ => 2,
    }
}

/// The runs without those between two changes that only confuse: less than one word of content. A run at the
/// start or the end of a text stays, and so does one between two mere insertions or two mere deletions, as
/// merging those would strike out words that are still there.
fn without_islands(runs: Vec<Run>, old: &[&str], new_length: usize) -> Vec<Run> {
    let mut kept: Vec<Run> = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        let (old_end, new_end) = (run.old_end(), run.new_end());
        let at_an_edge = (run.old == 0 && run.new == 0) || (old_end == old.len() && new_end == new_length);
        // The gap before starts where the last run that was kept ends.
        let (from_old, from_new) = kept.last().map_or((0, 0), |last| (last.old_end(), last.new_end()));
        let (to_old, to_new) = runs.get(at + 1).map_or((old.len(), new_length), |next| (next.old, next.new));
        let tokens = &old[run.old..old_end];
        let inserted_around = from_old == run.old && to_old == old_end;
        let deleted_around = from_new == run.new && to_new == new_end;
        let says_something = tokens.iter().map(|token| content(token)).sum::<usize>() >= 2;
        let has_a_word = tokens.iter().any(|token| token.contains(char::is_alphanumeric));
        if at_an_edge || says_something || (has_a_word && (inserted_around || deleted_around)) {
            kept.push(*run);
        }
    }
    kept
}

/// Where the white space before a mere insertion or deletion might as well be the one after it, takes the
/// latter: " new" in "a new word" becomes "new ".
fn begin_changes_with_words(runs: &mut [Run], old: &[&str], new: &[&str]) {
    for at in 1..runs.len() {
        let (before, after) = (runs[at - 1], runs[at]);
        let first = match (before.old_end() == after.old, before.new_end() == after.new) {
            (true, false) => new[before.new_end()],
            (false, true) => old[before.old_end()],
            _ => continue,
        };
        if after.length > 1 && first == old[after.old] && first.chars().all(char::is_whitespace) {
            runs[at - 1].length += 1;
            runs[at] = Run { old: after.old + 1, new: after.new + 1, length: after.length - 1 };
        }
    }
}

/// The texts cut at the runs.
fn pieces(old: &[&str], new: &[&str], runs: &[Run]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |kind: PieceKind, tokens: &[&str]| push_piece(&mut pieces, kind, tokens);
    let (mut old_at, mut new_at) = (0, 0);
    let end = Run { old: old.len(), new: new.len(), length: 0 };
    for run in runs.iter().chain([&end]) {
        let (gone, come) = (&old[old_at..run.old], &new[new_at..run.new]);
        // A change that swallowed an island may begin or end like its replacement.
        let (start, end) = common_ends(gone, come);
        push(PieceKind::Kept, &gone[..start]);
        push(PieceKind::Deleted, &gone[start..gone.len() - end]);
        push(PieceKind::Inserted, &come[start..come.len() - end]);
        push(PieceKind::Kept, &gone[gone.len() - end..]);
        (old_at, new_at) = (run.old_end(), run.new_end());
        push(PieceKind::Kept, &old[run.old..old_at]);
    }
    pieces
}

/// Adds a piece, or lets the last one grow if it is of the same kind.
fn push_piece(pieces: &mut Vec<Piece>, kind: PieceKind, tokens: &[&str]) {
    match pieces.last_mut() {
        _ if tokens.is_empty() => {}
        Some(last) if last.kind == kind => last.text.extend(tokens.iter().copied()),
        _ => pieces.push(Piece { kind, text: tokens.concat() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares and writes the pieces as `[-deleted-]` and `{+inserted+}`; the other direction must mirror it.
    fn check(old: &str, new: &str, expect: &str) {
        let pieces = word_changes(old, new);
        let piece = |Piece { kind, text }: &Piece| match kind {
            PieceKind::Kept => text.clone(),
            PieceKind::Deleted => format!("[-{text}-]"),
            PieceKind::Inserted => format!("{{+{text}+}}"),
        };
        assert_eq!(pieces.iter().map(piece).collect::<String>(), expect);

        let back = word_changes(new, old);
        let of = |pieces: &[Piece], kind| pieces.iter().filter(|p| p.kind == kind).cloned().collect::<Vec<_>>();
        assert_eq!(of(&back, PieceKind::Kept), of(&pieces, PieceKind::Kept), "the way back from {expect}");
    }

    #[test]
    fn a_replaced_word_is_a_deletion_and_an_insertion() {
        check("Leads the billing project", "Leads the search project", "Leads the [-billing-]{+search+} project");
    }

    #[test]
    fn an_inserted_word_takes_the_space_after_it() {
        check("Fixes bugs", "Fixes hard bugs", "Fixes {+hard +}bugs");
        check("Fixes hard bugs", "Fixes bugs", "Fixes [-hard -]bugs");
        check("Writes code", "Writes code and reads it.", "Writes code{+ and reads it.+}");
    }

    #[test]
    fn a_replaced_phrase_is_not_confetti() {
        check(
            "Explains the design of a service to the team",
            "Explains the trade-offs of a platform to the team",
            "Explains the [-design of a service-]{+trade-offs of a platform+} to the team",
        );
        check("Guides a team well", "Guides several teams well", "Guides [-a team-]{+several teams+} well");
    }

    #[test]
    fn a_word_with_content_stays_between_changes() {
        check(
            "Designs small services alone",
            "Designs large services together",
            "Designs [-small-]{+large+} services [-alone-]{+together+}",
        );
    }

    #[test]
    fn nothing_is_struck_out_where_words_were_only_added() {
        check(
            "Shares plans with the team",
            "Shares plans early with all of the team",
            "Shares plans {+early +}with {+all of +}the team",
        );
    }

    #[test]
    fn edges_and_emptiness() {
        check("", "", "");
        check("", "Everything", "{+Everything+}");
        check("Everything", "", "[-Everything-]");
        check("Same", "Same", "Same");
        check("The plan", "The budget", "The [-plan-]{+budget+}");
        check("plan.", "budget.", "[-plan-]{+budget+}.");
    }

    #[test]
    fn text_without_spaces_is_compared_by_ideograph() {
        check("负责团队的架构设计", "负责部门的技术设计", "负责[-团队的架构-]{+部门的技术+}设计");
        check("設計を確認する", "実装を確認する", "[-設計-]{+実装+}を確認する");
    }

    #[test]
    fn no_text_is_too_long() {
        let long = |word: &str| format!("Begin {} end", format!("{word} other ").repeat(10_000));
        let pieces = word_changes(&long("one"), &long("two"));
        let kinds: Vec<_> = pieces.iter().map(|piece| piece.kind).collect();
        assert_eq!(kinds, [PieceKind::Kept, PieceKind::Deleted, PieceKind::Inserted, PieceKind::Kept]);
        assert_eq!(pieces[0].text, "Begin ");
        assert_eq!(pieces[3].text, " other  end");
    }
}
