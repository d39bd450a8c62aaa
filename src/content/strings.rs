//! The interface texts of a language: whole sentences with named values and plural forms.
//!
//! A theme ships one file per language (`strings/LANG.yaml`), and `strings:` in `handbook.yaml` changes single texts.
//! Readers see no interface word that comes from anywhere else. Where the texts are read is `parse::strings`; which
//! files are read, and in which order, is `theme`.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};

use crate::date;

use super::{Kind, Term};

/// The language of the texts that every other language falls back to.
pub const FALLBACK_LANGUAGE: &str = "en";

/// The interface texts of one handbook, by name: `role.next`, `search.no_results`.
#[derive(Debug, Clone)]
pub struct Strings {
    language: String,
    plurals: Arc<PluralRules>,
    numbers: Arc<DecimalFormatter>,
    messages: BTreeMap<String, Message>,
    /// The words for the kinds, by the value that stands for them: `Skill`, `skills`.
    words: BTreeMap<String, String>,
}

/// One interface text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Message {
    /// Its language; differs from the handbook's where no translation exists.
    pub language: String,
    forms: Vec<(PluralForm, Vec<TextPart>)>,
}

/// The plural form of a text, as named by the Unicode CLDR (<https://cldr.unicode.org/index/cldr-spec/plural-rules>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PluralForm {
    /// Arabic: 0.
    Zero,
    /// English: 1.
    One,
    /// Arabic: 2.
    Two,
    /// Polish: 2, 3, 4, 22.
    Few,
    /// Polish: 5 to 21.
    Many,
    /// Everything else, and texts that have no plural forms.
    Other,
}

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TextPart {
    /// Words.
    Text(String),
    /// The name of a value, written as `{name}`.
    Value(String),
}

/// A value that stands in a text.
#[derive(Debug, Clone, Copy)]
pub enum TextValue<'a> {
    /// Words, such as a title.
    Text(&'a str),
    /// A number. The value `count` chooses the plural form.
    Number(usize),
}

impl PluralForm {
    /// All forms, in the order of the Unicode CLDR.
    pub const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// The name of the form in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }

    /// The form with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

impl From<PluralCategory> for PluralForm {
    fn from(category: PluralCategory) -> Self {
        match category {
            PluralCategory::Zero => Self::Zero,
            PluralCategory::One => Self::One,
            PluralCategory::Two => Self::Two,
            PluralCategory::Few => Self::Few,
            PluralCategory::Many => Self::Many,
            PluralCategory::Other => Self::Other,
        }
    }
}

impl Message {
    /// A text in `language` from its plural forms; `Other` must be among them.
    ///
    /// # Errors
    ///
    /// The text of the form whose braces do not enclose a name.
    pub fn new(language: &str, forms: &[(PluralForm, &str)]) -> Result<Self, String> {
        let forms = forms.iter().map(|(form, text)| Ok((*form, parts(text).ok_or_else(|| (*text).to_owned())?)));
        Ok(Self { language: language.into(), forms: forms.collect::<Result<_, String>>()? })
    }

    /// The plural forms that the text has.
    pub fn forms(&self) -> impl Iterator<Item = PluralForm> {
        self.forms.iter().map(|(form, _)| *form)
    }

    /// The names of the values in any of its forms, sorted, each once.
    pub fn values(&self) -> Vec<&str> {
        let parts = self.forms.iter().flat_map(|(_, parts)| parts);
        let names = parts.filter_map(|part| if let TextPart::Value(name) = part { Some(name.as_str()) } else { None });
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The parts of one form, else of `Other`.
    pub fn form(&self, form: PluralForm) -> &[TextPart] {
        let find =
            |wanted: PluralForm| self.forms.iter().find(|(form, _)| *form == wanted).map(|(_, parts)| &parts[..]);
        find(form).or_else(|| find(PluralForm::Other)).unwrap_or_default()
    }

    /// A form of a text that has no values.
    fn words(&self, form: PluralForm) -> String {
        self.form(form).iter().map(|part| if let TextPart::Text(words) = part { words.as_str() } else { "" }).collect()
    }
}

/// Splits `{count} roles` into its parts; `None` if a brace does not enclose a name.
fn parts(text: &str) -> Option<Vec<TextPart>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (name, after) = rest[open..].strip_prefix('{')?.split_once('}')?;
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return None;
        }
        if open > 0 {
            parts.push(TextPart::Text(rest[..open].into()));
        }
        parts.push(TextPart::Value(name.into()));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(TextPart::Text(rest.into()));
    }
    Some(parts)
}

impl PartialEq for Strings {
    fn eq(&self, other: &Self) -> bool {
        // The plural rules and the form of numbers follow from the language.
        (&self.language, &self.messages, &self.words) == (&other.language, &other.messages, &other.words)
    }
}

impl Hash for Strings {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.language, &self.messages, &self.words).hash(state);
    }
}

impl Strings {
    /// No texts yet, for a handbook in `language` (a BCP 47 tag).
    pub fn new(language: &str) -> Self {
        Self {
            language: language.into(),
            plurals: Arc::new(rules(language)),
            numbers: Arc::new(number_format(language)),
            messages: BTreeMap::new(),
            words: BTreeMap::new(),
        }
    }

    /// Adds a text, or replaces the one that has the same name.
    pub fn insert(&mut self, name: &str, message: Message) {
        self.messages.insert(name.into(), message);
    }

    /// The text `name`.
    pub fn get(&self, name: &str) -> Option<&Message> {
        self.messages.get(name)
    }

    /// Whether a text is in another language than the handbook, because no translation exists.
    pub fn is_foreign(&self, message: &Message) -> bool {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
        primary(&message.language) != primary(&self.language)
    }

    /// All texts by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.messages.iter().map(|(name, message)| (name.as_str(), message))
    }

    /// The plural forms of whole numbers in the handbook's language.
    pub fn plural_forms(&self) -> Vec<PluralForm> {
        let mut forms: Vec<PluralForm> = self.plurals.categories().map(PluralForm::from).collect();
        forms.sort_unstable();
        forms
    }

    /// The text `name` with its values. A name that no file knows gives the name itself, so that a page shows where a
    /// text is missing; `tests/it/strings.rs` finds such names before readers do.
    pub fn text(&self, name: &str, values: &[(&str, TextValue)]) -> String {
        let Some(message) = self.messages.get(name) else { return name.to_owned() };
        let find = |wanted: &str| values.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
        let count = match find("count") {
            Some(TextValue::Number(count)) => Some(count),
            _ => None,
        };
        let mut text = String::new();
        for part in self.chosen(message, count) {
            match part {
                TextPart::Text(words) => text.push_str(words),
                TextPart::Value(name) => match find(name) {
                    Some(TextValue::Text(value)) => text.push_str(value),
                    Some(TextValue::Number(number)) => text.push_str(&self.number(number)),
                    None => text.push_str(&format!("{{{name}}}")),
                },
            }
        }
        text
    }

    /// A whole number with the separators of the handbook's language, always in the digits 0 to 9: `1.234`.
    pub fn number(&self, number: usize) -> String {
        match number {
            0..1000 => number.to_string(),
            _ => self.numbers.format(&Decimal::from(number)).to_string(),
        }
    }

    /// A number with at most one decimal, in the same form: `2,5`.
    pub fn decimal(&self, number: f64) -> String {
        let mut tenths = Decimal::from((number * 10.0).round() as i64);
        tenths.multiply_pow10(-1);
        self.numbers.format(&tenths).to_string()
    }

    /// A day such as `2026-11-29` in words; anything else stays as it is.
    pub fn date(&self, day: &str) -> String {
        if !date::is_day(day) {
            return day.to_owned();
        }
        let parts: Vec<usize> = day.split('-').filter_map(|part| part.parse().ok()).collect();
        let [year, month, number] = parts[..] else { return day.to_owned() };
        let month = self.text(&format!("date.month_{month}"), &[]);
        let (year, number) = (year.to_string(), number.to_string());
        let values = [("day", &number), ("month", &month), ("year", &year)];
        self.text("date.long", &values.map(|(name, value)| (name, TextValue::Text(value))))
    }

    /// The name of the language that a BCP 47 tag stands for, else the tag.
    pub fn language_name(&self, tag: &str) -> String {
        let primary = tag.split('-').next().unwrap_or_default().to_lowercase();
        match self.messages.get(&format!("language.{primary}")) {
            Some(message) if primary == tag => message.words(PluralForm::Other),
            Some(message) => format!("{} ({tag})", message.words(PluralForm::Other)),
            None => tag.to_owned(),
        }
    }

    /// The texts in another language than the handbook, as they stand on pages; those with values are left out.
    pub fn foreign(&self) -> BTreeMap<String, String> {
        let foreign = self.messages.values().filter(|message| self.is_foreign(message));
        let forms = foreign.flat_map(|message| message.forms.iter().map(move |(_, parts)| (parts, message)));
        let words = |part: &TextPart| if let TextPart::Text(words) = part { Some(words.clone()) } else { None };
        let plain = forms.filter_map(|(parts, message)| {
            Some((parts.iter().map(words).collect::<Option<String>>()?, message.language.clone()))
        });
        plain.collect()
    }

    /// The parts of a message in the plural form for `count`.
    pub fn chosen<'a>(&self, message: &'a Message, count: Option<usize>) -> &'a [TextPart] {
        let form = count.map_or(PluralForm::Other, |count| self.plurals.category_for(count).into());
        message.form(form)
    }

    /// What readers call a kind, as a heading or in a list: `Role`, `Roles`.
    pub fn term(&self, kind: Kind) -> Term {
        let [one, other] = kind.words().map(capitalised);
        Term { one: self.words(&one), other: self.words(&other), ..Term::default() }
    }

    /// Gives every kind its words, those of `own` where the handbook renames it, and puts them into all texts in place of
    /// `{Skill}`, `{Skills}`, `{skill}` and `{skills}`: with a capital as a heading, without as within a sentence.
    ///
    /// The words of the language are the texts `term.skill` and `term.skill_in_sentence`.
    pub fn resolve_terms(&mut self, own: &[(Kind, Term)]) {
        let mut words: BTreeMap<String, String> = BTreeMap::new();
        for kind in Kind::ALL {
            let names = kind.words();
            let own = own.iter().find(|(renamed, _)| *renamed == kind).map(|(_, term)| term);
            for (name, form) in names.into_iter().zip([PluralForm::One, PluralForm::Other]) {
                let standard = self.plain(&format!("term.{}", kind.name()), form);
                let within = self.plain(&format!("term.{}_in_sentence", kind.name()), form);
                let (heading, within) = match own {
                    None => (standard, within),
                    Some(term) => {
                        let (heading, written) = match form {
                            PluralForm::One => (&term.one, &term.one_in_sentence),
                            _ => (&term.other, &term.other_in_sentence),
                        };
                        let lowers = standard != within;
                        let derived = || if lowers { in_sentence(heading) } else { heading.clone() };
                        (heading.clone(), written.clone().unwrap_or_else(derived))
                    }
                };
                words.insert(capitalised(name), heading);
                words.insert(name.into(), within);
            }
        }
        for message in self.messages.values_mut() {
            for part in message.forms.iter_mut().flat_map(|(_, parts)| parts) {
                if let TextPart::Value(name) = part
                    && let Some(word) = words.get(name)
                {
                    *part = TextPart::Text(word.clone());
                }
            }
        }
        self.words = words;
    }

    /// A word that has a form for one thing and one for several, and no values.
    pub fn named(&self, name: &str) -> Term {
        Term { one: self.plain(name, PluralForm::One), other: self.plain(name, PluralForm::Other), ..Term::default() }
    }

    /// A form of a text that has no values.
    fn plain(&self, name: &str, form: PluralForm) -> String {
        self.messages.get(name).map(|message| message.words(form)).unwrap_or_default()
    }

    fn words(&self, name: &str) -> String {
        self.words.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }
}

/// A heading's word as it stands within a sentence, for languages that write common nouns small there. An abbreviation
/// (`KPIs`) stays as it is.
fn in_sentence(word: &str) -> String {
    let mut characters = word.chars();
    let Some(first) = characters.next() else { return String::new() };
    match characters.clone().next() {
        Some(second) if second.is_uppercase() => word.to_owned(),
        _ => first.to_lowercase().chain(characters).collect(),
    }
}

/// The words with a capital at the start.
pub fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// The locale of a language; that of English for a tag that is not well-formed, which `parse` reports.
pub(super) fn locale(language: &str) -> Locale {
    [language, FALLBACK_LANGUAGE].into_iter().find_map(|tag| tag.parse().ok()).unwrap_or(Locale::UNKNOWN)
}

/// The plural rules of a language.
fn rules(language: &str) -> PluralRules {
    PluralRules::try_new(locale(language).into(), PluralRuleType::Cardinal.into())
        .expect("the data of every language is part of the program")
}

/// The form of numbers in a language, with the digits of the handbook's own numbers and of the interface texts.
fn number_format(language: &str) -> DecimalFormatter {
    let wanted = format!("{language}-u-nu-latn").parse().unwrap_or_else(|_| locale(language));
    DecimalFormatter::try_new(wanted.into(), Default::default())
        .expect("the data of every language is part of the program")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(language: &str, forms: &[(PluralForm, &str)]) -> Strings {
        let mut strings = Strings::new(language);
        strings.insert("n", Message::new(language, forms).unwrap());
        strings
    }

    #[test]
    fn the_count_chooses_the_plural_form_of_the_language() {
        let english = strings("en", &[(PluralForm::One, "{count} role"), (PluralForm::Other, "{count} roles")]);
        let polish = strings(
            "pl",
            &[
                (PluralForm::One, "{count} rola"),
                (PluralForm::Few, "{count} role"),
                (PluralForm::Many, "{count} ról"),
                (PluralForm::Other, "-"),
            ],
        );
        let text = |strings: &Strings, count| strings.text("n", &[("count", TextValue::Number(count))]);
        assert_eq!([0, 1, 2].map(|n| text(&english, n)), ["0 roles", "1 role", "2 roles"]);
        assert_eq!([1, 3, 5, 22].map(|n| text(&polish, n)), ["1 rola", "3 role", "5 ról", "22 role"]);
        assert_eq!(polish.plural_forms(), [PluralForm::One, PluralForm::Few, PluralForm::Many, PluralForm::Other]);
        assert_eq!(Strings::new("ja").plural_forms(), [PluralForm::Other]);
    }

    #[test]
    fn numbers_have_the_separators_of_the_language_and_the_same_digits() {
        let shown = |language| {
            let strings = Strings::new(language);
            [strings.number(999), strings.number(12_345), strings.decimal(2.04), strings.decimal(2.75)]
        };
        assert_eq!(shown("en"), ["999", "12,345", "2.0", "2.8"]);
        assert_eq!(shown("de"), ["999", "12.345", "2,0", "2,8"]);
        assert_eq!(shown("fr")[1..3], ["12\u{202f}345", "2,0"]);
        assert_eq!(shown("ar-EG")[..2], ["999", "12,345"]);
        assert_eq!(shown("not a tag"), shown("en"));
    }

    #[test]
    fn days_are_written_in_words_and_other_words_stay() {
        let mut strings = Strings::new("de");
        for (name, text) in [("date.long", "{day}. {month} {year}"), ("date.month_3", "März")] {
            strings.insert(name, Message::new("de", &[(PluralForm::Other, text)]).unwrap());
        }
        assert_eq!(strings.date("2026-03-09"), "9. März 2026");
        for other in ["soon", "2026-13-01", "2026-00-01", "2026-02-30", "2026-03"] {
            assert_eq!(strings.date(other), other);
        }
    }

    #[test]
    fn braces_enclose_a_name() {
        let values = Message::new("en", &[(PluralForm::Other, "{role} → {next}")]).unwrap();
        assert_eq!(values.values(), ["next", "role"]);
        for broken in ["{", "a } b", "{}", "{a b}", "{a"] {
            assert_eq!(Message::new("en", &[(PluralForm::Other, broken)]), Err(broken.to_owned()));
        }
    }

    #[test]
    fn terms_stand_as_headings_and_within_sentences() {
        let term = |one: &str, other: &str| Term { one: one.into(), other: other.into(), ..Term::default() };
        let text = |own: &[(Kind, Term)], capital: bool| {
            let mut strings = strings("en", &[(PluralForm::Other, "{Skills}: search {skills} and {title}")]);
            let forms = |one, other| Message::new("en", &[(PluralForm::One, one), (PluralForm::Other, other)]).unwrap();
            strings.insert("term.skill", forms("Skill", "Skills"));
            strings.insert(
                "term.skill_in_sentence",
                if capital { forms("Skill", "Skills") } else { forms("skill", "skills") },
            );
            strings.resolve_terms(own);
            strings.text("n", &[("title", TextValue::Text("x"))])
        };
        assert_eq!(text(&[], false), "Skills: search skills and x");
        let kpi = [(Kind::Skill, term("KPI", "KPIs"))];
        assert_eq!(text(&kpi, false), "KPIs: search KPIs and x");
        let competency = [(Kind::Skill, term("Competency", "Competencies"))];
        assert_eq!(text(&competency, false), "Competencies: search competencies and x");
        assert_eq!(text(&competency, true), "Competencies: search Competencies and x", "as German writes nouns");
    }
}
