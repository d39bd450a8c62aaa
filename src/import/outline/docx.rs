//! Word documents read as a tree of headings: `word/document.xml` with the styles that name its headings.
//!
//! Reads what ladders use: headings, paragraphs, lists, tables. Size is checked by [`super::super::archive`].

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::{DocumentPart, OutlineBlock, Section, bullet, push_item};

/// The tree of a document and its styles, as XML.
///
/// # Errors
/// When the XML cannot be read, with the reason.
pub fn parse(document: &str, styles: &str) -> Result<Section, String> {
    let (headings, lists) = styles_of(styles)?;
    let mut parts = Vec::new();
    let mut title = String::new();
    for paragraph in paragraphs(document)? {
        match paragraph {
            DocxPiece::Table(rows) => parts.push(DocumentPart::Block(OutlineBlock::Table(rows))),
            DocxPiece::Paragraph { text, .. } if text.trim().is_empty() => {}
            DocxPiece::Paragraph { style, text, .. } if style.eq_ignore_ascii_case("title") && title.is_empty() => {
                title = text
            }
            DocxPiece::Paragraph { style, text, list, is_bold } => {
                match (headings.get(&style), list.or(lists.get(&style).copied())) {
                    (Some(depth), _) => parts.push(DocumentPart::Heading(*depth, text)),
                    (None, Some(depth)) => push_item(&mut parts, depth, text),
                    (None, None) => match bullet(&text) {
                        // Typed signs instead of a list.
                        Some(words) => push_item(&mut parts, 0, words.to_owned()),
                        // A bold line may stand for a heading.
                        None if is_bold => {
                            parts.push(DocumentPart::Block(OutlineBlock::Paragraph(format!("**{text}**"))))
                        }
                        None => parts.push(DocumentPart::Block(OutlineBlock::Paragraph(text))),
                    },
                }
            }
        }
    }
    Ok(Section { title, ..Section::document(parts) })
}

/// The text of every paragraph, wherever it stands. It looks at nothing but text, so that it finds what [`parse`] may
/// overlook.
pub fn texts(xml: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut reader = Reader::from_str(xml);
    let (mut text, mut in_text) = (String::new(), false);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(tag) if tag.local_name().as_ref() == "t" => in_text = true,
            Event::Empty(tag) if matches!(tag.local_name().as_ref(), "tab" | "br" | "cr") => text.push(' '),
            Event::Text(words) if in_text => text.push_str(&words),
            // Which sign it is does not matter here: words are compared.
            Event::GeneralRef(entity) if in_text => {
                text.push(entity.resolve_char_ref().ok().flatten().unwrap_or(' '));
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_text = false,
                "p" if !text.trim().is_empty() => found.push(std::mem::take(&mut text).trim().to_owned()),
                _ => {}
            },
            _ => {}
        }
    }
    found
}

enum DocxPiece {
    Paragraph { style: String, text: String, list: Option<usize>, is_bold: bool },
    Table(Vec<Vec<String>>),
}

/// Depths by the id of a style.
type Depths = BTreeMap<String, usize>;

/// The styles of headings, whose depths are from 1, and those of items of lists, whose depths are from 0.
fn styles_of(styles: &str) -> Result<(Depths, Depths), String> {
    let mut headings: Depths = (1..=6).map(|depth| (format!("Heading{depth}"), depth)).collect();
    let mut lists = Depths::new();
    for kind in ["ListBullet", "ListNumber"] {
        lists.insert(kind.to_owned(), 0);
        lists.extend((2..=5).map(|number| (format!("{kind}{number}"), number - 1)));
    }
    let mut reader = Reader::from_str(styles);
    let mut id = String::new();
    loop {
        match reader.read_event().map_err(|why| why.to_string())? {
            Event::Eof => return Ok((headings, lists)),
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "style" => id = attribute(&tag, "styleId"),
                "name" => {
                    let name = attribute(&tag, "val").to_lowercase();
                    if let Some(depth) = name.strip_prefix("heading ").and_then(|number| number.parse().ok()) {
                        headings.insert(id.clone(), depth);
                    }
                    let bullet = name.strip_prefix("list bullet").or_else(|| name.strip_prefix("list number"));
                    if let Some(number) = bullet {
                        let depth = number.trim().parse::<usize>().map_or(0, |number| number.saturating_sub(1));
                        lists.insert(id.clone(), depth);
                    }
                }
                "outlineLvl" => {
                    if let Ok(depth) = attribute(&tag, "val").parse::<usize>()
                        && depth < 6
                        && !id.is_empty()
                    {
                        headings.entry(id.clone()).or_insert(depth + 1);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// Paragraphs and tables, in order. Tables inside cells are read as text of the cell.
fn paragraphs(document: &str) -> Result<Vec<DocxPiece>, String> {
    let mut pieces = Vec::new();
    let mut reader = Reader::from_str(document);
    let (mut style, mut text, mut list) = (String::new(), String::new(), None);
    let mut tables: Vec<Vec<Vec<String>>> = Vec::new();
    let mut depth = 0_usize;
    let mut in_text = false;
    // Whether the run is bold, and whether any of the paragraph is and is not.
    let (mut in_run, mut run_is_bold, mut some_bold, mut some_plain) = (false, false, false, false);
    loop {
        match reader.read_event().map_err(|why| format!("at byte {}: {why}", reader.error_position()))? {
            Event::Eof if depth > 0 => return Err("the document ends in the middle".into()),
            Event::Eof => return Ok(pieces),
            Event::Start(tag) => {
                depth += 1;
                match tag.local_name().as_ref() {
                    "p" => {
                        (style, text, list) = (String::new(), String::new(), None);
                        (some_bold, some_plain) = (false, false);
                    }
                    "r" => (in_run, run_is_bold) = (true, false),
                    "numPr" => list = list.or(Some(0)),
                    "tbl" => tables.push(Vec::new()),
                    "tr" => tables.last_mut().into_iter().for_each(|rows| rows.push(Vec::new())),
                    "tc" => {
                        let row = tables.last_mut().and_then(|rows| rows.last_mut());
                        row.into_iter().for_each(|row| row.push(String::new()));
                    }
                    "t" => in_text = true,
                    "pStyle" => style = attribute(&tag, "val"),
                    "ilvl" => list = attribute(&tag, "val").parse().ok(),
                    _ => {}
                }
            }
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "pStyle" => style = attribute(&tag, "val"),
                "ilvl" => list = attribute(&tag, "val").parse().ok(),
                "b" if in_run => {
                    run_is_bold = !matches!(attribute(&tag, "val").as_str(), "0" | "false" | "none" | "off")
                }
                "numId" if attribute(&tag, "val") == "0" => list = None,
                "tab" => text.push(' '),
                "br" | "cr" => text.push('\n'),
                _ => {}
            },
            Event::Text(words) if in_text => {
                if !words.trim().is_empty() {
                    some_bold |= run_is_bold;
                    some_plain |= !run_is_bold;
                }
                text.push_str(&words);
            }
            Event::GeneralRef(entity) if in_text => match entity.resolve_char_ref().ok().flatten() {
                Some(sign) => text.push(sign),
                None => text.push_str(resolve_predefined_entity(&entity).unwrap_or_default()),
            },
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                match tag.local_name().as_ref() {
                    "t" => in_text = false,
                    "r" => in_run = false,
                    "p" => {
                        let words = std::mem::take(&mut text).trim().to_owned();
                        match open_cell(&mut tables) {
                            Some(_) if words.is_empty() => {}
                            Some(cell) => {
                                cell.push_str(if cell.is_empty() { "" } else { "\n" });
                                cell.push_str(if list.is_some() { "- " } else { "" });
                                cell.push_str(&words);
                            }
                            None => pieces.push(DocxPiece::Paragraph {
                                style: style.clone(),
                                text: words.replace('\n', " "),
                                list,
                                is_bold: some_bold && !some_plain,
                            }),
                        }
                    }
                    "tbl" => {
                        let rows = tables.pop().unwrap_or_default();
                        match open_cell(&mut tables) {
                            Some(cell) => cell.push_str(&rows.concat().join("\n")),
                            None => pieces.push(DocxPiece::Table(rows)),
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// The cell that is being read, of the innermost table.
fn open_cell(tables: &mut [Vec<Vec<String>>]) -> Option<&mut String> {
    tables.last_mut()?.last_mut()?.last_mut()
}

fn attribute(tag: &BytesStart, name: &str) -> String {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name);
    found.map(|attribute| attribute.value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lists_and_tables_are_read() {
        let document = "<w:document xmlns:w='x'><w:body>\
            <w:p><w:pPr><w:pStyle w:val='Kop1'/></w:pPr><w:r><w:t>Senior</w:t></w:r></w:p>\
            <w:p><w:pPr><w:numPr><w:ilvl w:val='0'/></w:numPr></w:pPr><w:r><w:t>Plans &amp; </w:t></w:r><w:r><w:t>ships</w:t></w:r></w:p>\
            <w:p><w:pPr><w:numPr><w:ilvl w:val='1'/></w:numPr></w:pPr><w:r><w:t>weekly</w:t></w:r></w:p>\
            <w:p><w:r><w:t>• Typed</w:t></w:r></w:p>\
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>\
            </w:body></w:document>";
        let styles = "<w:styles xmlns:w='x'><w:style w:styleId='Kop1'><w:name w:val='heading 1'/></w:style></w:styles>";
        let tree = parse(document, styles).unwrap();
        assert_eq!(tree.sections[0].title, "Senior");
        let statements = tree.sections[0].statements();
        assert_eq!((statements[0].text.as_str(), statements[0].points.len()), ("Plans & ships", 1));
        assert_eq!(statements[1].text, "Typed");
        assert_eq!(tree.tables()[0].1[0][0], "a");
        assert!(parse("<w:document><w:body>", styles).is_err());
    }
}
