//! Text to headers and rows. A bad row is a row with a problem, never a failed file.

use super::{Decoded, formula};
use crate::Problem;
use csv::StringRecord;

/// Most columns of a table; more means that the delimiter is wrong or the file is no table.
pub const MAX_COLUMNS: usize = 1000;

/// One row of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// Number as a spreadsheet shows it when no cell has a line break: the header is row 1.
    pub number: usize,
    /// The cells, as many as there are headers unless `problem` says otherwise.
    cells: StringRecord,
    /// Why the row cannot be read.
    pub problem: Option<Problem>,
}

impl Row {
    /// A cell's text, empty where there is none.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }
}

/// Headers and rows of a file.
#[derive(Debug, Clone)]
pub struct Table {
    /// Names of the columns, each once.
    pub headers: Vec<String>,
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// Every `�` in it stands for what could not be read, and is nothing that anybody wrote.
    pub damaged: bool,
}

impl Decoded {
    /// Reads the text as a table, which knows whether the text is damaged.
    ///
    /// # Errors
    /// As [`table`].
    pub fn table(&self, delimiter: u8, header: bool) -> Result<Table, Problem> {
        Ok(Table { damaged: self.damaged > 0, ..table(&self.text, delimiter, header)? })
    }
}

/// Reads text as a table.
///
/// Marks that [`super::export_csv`] puts before formula-like cells are taken off again.
///
/// # Errors
/// There is no row at all, or there are too many columns.
pub fn table(text: &str, delimiter: u8, header: bool) -> Result<Table, Problem> {
    let text = without_separator_line(text);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Problem::new("import-file-binary"))?;
        if record.len() > MAX_COLUMNS {
            return Err(Problem::new("import-too-many-columns").with("columns", record.len()).with("max", MAX_COLUMNS));
        }
        records.push(record);
    }
    let mut records = records.into_iter();
    let first = records.next().ok_or_else(|| Problem::new("import-file-empty"))?;
    let headers = if header { named(&first) } else { (1..=first.len()).map(|n| format!("Column {n}")).collect() };
    let body = if header { None } else { Some(first) }.into_iter().chain(records);
    let offset = if header { 2 } else { 1 };
    let rows = body.enumerate().map(|(index, cells)| row(index + offset, cells, headers.len()));
    let mut table = Table { rows: rows.collect(), headers, damaged: false };
    mark_unclosed(&mut table, text, delimiter)?;
    Ok(table)
}

/// Excel's first line `sep=;` names the delimiter and is not data.
pub(super) fn without_separator_line(text: &str) -> &str {
    match text.split_once('\n') {
        Some((first, rest)) if separator_line(first).is_some() => rest,
        _ => text,
    }
}

/// The delimiter that a line `sep=;` names.
pub(super) fn separator_line(line: &str) -> Option<u8> {
    match line.trim_end().trim_matches('"').as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => Some(*delimiter),
        _ => None,
    }
}

/// Headers without the star of required columns, each made different from those before.
fn named(record: &StringRecord) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let name = |(index, cell): (usize, &str)| {
        let cell = formula::restore(cell.trim());
        let base = if cell.is_empty() { format!("Column {}", index + 1) } else { cell.into_owned() };
        let numbered = (2..).map(|n| format!("{base} ({n})"));
        std::iter::once(base.clone()).chain(numbered).find(|name| seen.insert(name.clone())).unwrap_or(base)
    };
    record.iter().enumerate().map(name).collect()
}

fn row(number: usize, cells: StringRecord, columns: usize) -> Row {
    let surplus = cells.iter().skip(columns).any(|cell| !cell.is_empty());
    let problem = (cells.len() < columns || surplus)
        .then(|| Problem::new("import-ragged").with("cells", cells.len()).with("columns", columns));
    let marked = cells.iter().any(formula::is_marked);
    let cells = if marked { cells.iter().map(|cell| formula::restore(cell).into_owned()).collect() } else { cells };
    Row { number, cells, problem }
}

/// A quotation mark that is never closed swallows the rest of the file into the last row; where that is the line of the
/// headers, nothing is left to import.
fn mark_unclosed(table: &mut Table, text: &str, delimiter: u8) -> Result<(), Problem> {
    let Some(line) = unclosed_quote(text, delimiter) else { return Ok(()) };
    let problem = Problem::new("import-unclosed-quote").with("line", line);
    let last = table.rows.last_mut().ok_or_else(|| problem.clone())?;
    last.problem = Some(problem);
    Ok(())
}

/// The line of the quotation mark that is open at the end of the text.
fn unclosed_quote(text: &str, delimiter: u8) -> Option<usize> {
    let (mut line, mut opened, mut cell_start) = (1, None, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let starts = std::mem::replace(&mut cell_start, false);
        match byte {
            b'"' if opened.is_some() && bytes.peek() == Some(&b'"') => drop(bytes.next()),
            b'"' if opened.is_some() => opened = None,
            b'"' if starts => opened = Some(line),
            b'\n' | b'\r' if opened.is_none() => cell_start = true,
            _ => cell_start = byte == delimiter && opened.is_none(),
        }
        line += usize::from(byte == b'\n');
    }
    opened
}
