//! Tables: header cells name their columns, alignment is a class, and the header's words name the table.
//!
//! Knows nothing of the frame that a table scrolls in, see `assemble`.

use pulldown_cmark::Alignment;

use super::stream::Mark;
use super::writer::Writer;

/// Where in a table the writer is. Tables do not nest.
#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_rows: bool,
    /// Where the text of the cell begins, in the HTML and in the plain text.
    cell: (usize, usize),
}

impl Writer<'_> {
    /// Opens a table.
    pub fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.block("");
        self.out.mark(Mark::Table(self.tables.len()));
        self.tables.push(String::new());
        self.table = Table { alignments, ..Table::default() };
    }

    /// Closes a table.
    pub fn end_table(&mut self) {
        self.out.tag(if self.table.has_rows { "</tbody>\n</table>\n</div>\n" } else { "</table>\n</div>\n" });
    }

    /// Opens the header row.
    pub fn start_head(&mut self) {
        self.table.in_head = true;
        self.out.tag("\n<thead>\n<tr>");
    }

    /// Closes the header row.
    pub fn end_head(&mut self) {
        self.table.in_head = false;
        self.close("</tr>\n</thead>\n");
    }

    /// Opens a row.
    pub fn start_row(&mut self) {
        self.out.tag(if self.table.has_rows { "<tr>" } else { "<tbody>\n<tr>" });
        self.table.has_rows = true;
        self.table.column = 0;
    }

    /// Opens a cell.
    pub fn start_cell(&mut self) {
        let align = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            Some(Alignment::None) | None => "",
        };
        self.out.space();
        self.out.tag(if self.table.in_head { "<th scope=\"col\"" } else { "<td" });
        self.out.tag(align);
        self.out.tag(">");
        self.table.cell = (self.out.html.len(), self.out.plain.len());
    }

    /// Closes a cell.
    pub fn end_cell(&mut self) {
        self.table.column += 1;
        if !self.table.in_head {
            return self.out.tag("</td>");
        }
        let (html, plain) = self.table.cell;
        if html == self.out.html.len() && self.out.marks.last().is_none_or(|(at, _)| *at < html) {
            // A header cell without words would name its column with nothing.
            let start = self.out.html.rfind("<th").unwrap_or(html);
            self.out.html.truncate(start);
            return self.out.tag("<td></td>");
        }
        self.out.tag("</th>");
        let words = self.out.plain[plain..].trim();
        if let Some(name) = self.tables.last_mut().filter(|_| !words.is_empty()) {
            name.push_str(if name.is_empty() { "" } else { ", " });
            name.push_str(words);
        }
    }
}
