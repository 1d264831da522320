//! Encodings, delimiters, dates and numbers: what is certain, what is asked.

use proptest::prelude::*;
use shared::{
    transfer::{
        Certainty, DateOrder, Encoding, Fit, NumberFormat, date_orders, decode, decode_as, profile, read_date,
        read_number, sniff, table,
    },
    value::Date,
};

const TEXT: &str = "Name,Stadt\nMüller,Köln – „Süd“\n";

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

/// What Windows-1252 has for these characters; nothing for others.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        '–' => 0x96,
        '„' => 0x84,
        '“' => 0x93,
        '€' => 0x80,
        c => u8::try_from(u32::from(c)).expect("a character of the test"),
    };
    text.chars().map(byte).collect()
}

#[test]
fn encodings_are_told_apart() {
    let with = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let cases = [
        ("UTF-8", TEXT.as_bytes().to_vec(), Encoding::Utf8, Certainty::Certain),
        ("UTF-8 marked", with(b"\xEF\xBB\xBF", TEXT.into()), Encoding::Utf8, Certainty::Certain),
        ("UTF-16 LE marked", with(b"\xFF\xFE", utf16(TEXT, u16::to_le_bytes)), Encoding::Utf16Le, Certainty::Certain),
        ("UTF-16 BE marked", with(b"\xFE\xFF", utf16(TEXT, u16::to_be_bytes)), Encoding::Utf16Be, Certainty::Certain),
        ("UTF-16 LE", utf16(TEXT, u16::to_le_bytes), Encoding::Utf16Le, Certainty::Likely),
        ("UTF-16 BE", utf16(TEXT, u16::to_be_bytes), Encoding::Utf16Be, Certainty::Likely),
        ("Windows-1252", windows_1252(TEXT), Encoding::Windows1252, Certainty::Likely),
    ];
    for (name, bytes, encoding, certainty) in cases {
        let decoded = decode(&bytes).unwrap_or_else(|problem| panic!("{name}: {problem:?}"));
        assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.certainty), (TEXT, encoding, certainty), "{name}");
        assert_eq!(decoded.sample.is_some(), certainty != Certainty::Certain, "{name}");
    }
}

#[test]
fn mixed_and_damaged_text_is_reported() {
    let mixed = [TEXT.as_bytes(), &windows_1252("Größe €")].concat();
    assert_eq!(decode(&mixed).unwrap().certainty, Certainty::Ambiguous);
    let cut = &TEXT.as_bytes()[..=TEXT.find("ö").unwrap()];
    assert_ne!(decode(cut).unwrap().certainty, Certainty::Certain);
    assert!(decode_as(&mixed, Encoding::Utf8).unwrap().damaged > 0);
    let odd = [b"\xFF\xFE".to_vec(), utf16(TEXT, u16::to_le_bytes), vec![0x41]].concat();
    let odd = decode(&odd).unwrap();
    assert_eq!((odd.encoding, odd.certainty, odd.damaged), (Encoding::Utf16Le, Certainty::Likely, 1));
}

#[test]
fn a_bad_byte_in_utf8_is_damage_and_no_other_encoding() {
    let good = "name,city\n".to_owned() + &"Müller GmbH,Köln\n".repeat(300);
    let one = [good.as_bytes(), b"M\xE4rz AG,Ulm\n"].concat();
    let decoded = decode(&one).unwrap();
    assert_eq!((decoded.encoding, decoded.certainty, decoded.damaged), (Encoding::Utf8, Certainty::Likely, 1));
    assert!(decoded.text.contains("Müller GmbH,Köln"));
    assert_eq!(decoded.sample.as_deref(), Some("M�rz AG,Ulm"), "the line in which it shows");
    let marked = decode(&[b"\xEF\xBB\xBF", &*one].concat()).unwrap();
    assert_eq!((marked.encoding, marked.certainty, marked.damaged), (Encoding::Utf8, Certainty::Likely, 1));
    // As many of one as of the other: two files were put into one.
    let half = "é,".repeat(30).into_bytes();
    let halves = [&*half, &b"\xE9,".repeat(20)].concat();
    assert_eq!(decode(&halves).unwrap().certainty, Certainty::Ambiguous);
    assert_eq!(decode(&b"\xE9,\xE8,abc\n".repeat(20)).unwrap().encoding, Encoding::Windows1252);
    // What was written as `�` is text like any other.
    assert_eq!(decode("name,city\n� Works,Düren\n".as_bytes()).unwrap().damaged, 0);
}

#[test]
fn files_that_are_no_text_are_named() {
    let cases: [(&[u8], &str); 6] = [
        (b"", "import-file-empty"),
        (b"PK\x03\x04rest", "import-file-workbook"),
        (b"\x1f\x8b\x08", "import-file-compressed"),
        (b"%PDF-1.7", "import-file-binary"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07", "import-file-binary"),
        (b"\xEF\xBB\xBF", "import-file-empty"),
    ];
    for (bytes, key) in cases {
        assert_eq!(decode(bytes).expect_err("a problem").message_key, key, "{bytes:?}");
    }
}

#[test]
fn delimiters_are_found() {
    let cases = [
        ("a,b,c\n1,2,3\n4,5,6\n", b',', true),
        ("a;b;c\n1,5;2,5;3\n4,1;5,2;6\n", b';', true),
        ("a\tb\n1, 2\t3\n", b'\t', true),
        ("a|b|c\nx|y, z|w\n", b'|', true),
        ("sep=;\na;b\n1;2\n", b';', true),
        ("name,text\n\"x\",\"a;b;c;d\ne;f;g;h\"\n\"y\",\"a;b;c;d\"\n", b',', true),
        ("1,2,3\n4,5,6\n", b',', false),
        ("2026-11-21,ada@example.com\n", b',', false),
        ("name\nonly one column\n", b',', true),
    ];
    for (text, delimiter, header) in cases {
        let found = sniff(text);
        assert_eq!((char::from(found.delimiter), found.header), (char::from(delimiter), header), "{text}");
    }
}

fn fit(values: &[&str]) -> Fit<DateOrder> {
    column(values).dates
}

fn column(values: &[&str]) -> shared::transfer::Profile {
    let cells: String = values.iter().map(|value| format!("\"{value}\"\n")).collect();
    profile(&table(&format!("x\n{cells}"), b',', true).unwrap()).remove(0)
}

fn no<T>(example: &str) -> Fit<T> {
    Fit::None { example: example.to_owned() }
}

#[test]
fn what_is_no_date_and_no_number_is_named() {
    let half = column(&["2026-02-03", "next week", "TBD", "12"]);
    assert_eq!((half.dates, half.numbers), (no("next week"), no("2026-02-03")));
    let whole = column(&["2026-02-03"]);
    assert_eq!(whole.dates, Fit::One { format: DateOrder::Ymd });
}

#[test]
fn date_orders_that_fit_all_values() {
    use DateOrder::{Dmy, Mdy, Ymd};
    let one = |format| Fit::One { format };
    let asked = |candidates: &[DateOrder], example: &str| Fit::Ambiguous {
        candidates: candidates.to_vec(),
        example: example.to_owned(),
    };
    let cases: [(&[&str], Fit<DateOrder>); 14] = [
        (&["2026-11-21", "2026-01-02"], one(Ymd)),
        (&["2026/1/2", "2026.11.21"], one(Ymd)),
        (&["20261121"], one(Ymd)),
        (&["21.11.2026", "01.02.2026"], one(Dmy)),
        (&["11/21/2026", "01/02/2026"], one(Mdy)),
        (&["01/02/2026", "03/04/2026"], asked(&[Dmy, Mdy], "01/02/2026")),
        (&["01/01/2026", "02/02/2026"], one(Dmy)),
        (&["21 Nov 2026", "1. März 2026"], one(Dmy)),
        (&["Nov 21, 2026", "Saturday, November 21st 2026"], one(Mdy)),
        (&["2026-11-21T10:00:00Z", "2026-11-21 10:00"], one(Ymd)),
        (&["11/21/2026 2:05 PM"], one(Mdy)),
        (&["13/02/17"], asked(&[Ymd, Dmy], "13/02/17")),
        (&["31/12/2026", "12/31/2026"], asked(&[Dmy, Mdy], "12/31/2026")),
        (&["hello", "world", "2026-01-01"], no("hello")),
    ];
    for (values, expected) in cases {
        assert_eq!(fit(values), expected, "{values:?}");
    }
}

#[test]
fn number_formats_that_fit_all_values() {
    use NumberFormat::{Comma, Point};
    let one = |format| Fit::One { format };
    let asked = |example: &str| Fit::Ambiguous { candidates: vec![Point, Comma], example: example.to_owned() };
    let cases: [(&[&str], Fit<NumberFormat>); 10] = [
        (&["1,234.56", "7"], one(Point)),
        (&["1.234,56"], one(Comma)),
        (&["1.234", "2.500"], asked("1.234")),
        (&["1.234", "2.50"], one(Point)),
        (&["550", "4821"], one(Point)),
        (&["$1,000", "$2,500"], asked("$1,000")),
        (&["€ 1.234,5", "12 EUR"], one(Comma)),
        (&["12'345.60", "(5.00)"], one(Point)),
        (&["1 234,50"], one(Comma)),
        (&["GTX", "Pro"], no("GTX")),
    ];
    for (values, expected) in cases {
        assert_eq!(column(values).numbers, expected, "{values:?}");
    }
}

#[test]
fn numbers_are_read_exactly() {
    let cases = [
        ("1,234.56", NumberFormat::Point, Some("1234.56")),
        ("1.234,56", NumberFormat::Comma, Some("1234.56")),
        ("-5", NumberFormat::Point, Some("-5")),
        ("5-", NumberFormat::Point, Some("-5")),
        ("(1,000.50)", NumberFormat::Point, Some("-1000.50")),
        ("−5", NumberFormat::Point, Some("-5")),
        ("-$5", NumberFormat::Point, Some("-5")),
        ("$-5", NumberFormat::Point, Some("-5")),
        ("USD 12.30", NumberFormat::Point, Some("12.30")),
        ("12,30 €", NumberFormat::Comma, Some("12.30")),
        ("12,34,567.89", NumberFormat::Point, Some("1234567.89")),
        ("1.5E+3", NumberFormat::Point, Some("1500")),
        (".5", NumberFormat::Point, Some("0.5")),
        ("45 %", NumberFormat::Point, Some("45")),
        ("1,23", NumberFormat::Point, None),
        ("12 boxes", NumberFormat::Point, None),
        ("--5", NumberFormat::Point, None),
        ("", NumberFormat::Point, None),
        ("1e999999999", NumberFormat::Point, None),
        ("99999999999999999999999999999999999", NumberFormat::Point, None),
    ];
    for (text, format, expected) in cases {
        let read = read_number(text, format).map(|amount| amount.number.to_string());
        assert_eq!(read.as_deref(), expected, "{text}");
    }
}

#[test]
fn absurd_dates_are_no_dates() {
    for text in [
        "0000-00-00",
        "2026-02-30",
        "2026-13-01",
        "32.1.2026",
        "-44-03-15",
        "99999-01-01",
        "2026-11-21T25:00",
        "1.2.3.4",
        "12-34",
        "::",
        "21-Foo-2026",
    ] {
        let read = date_orders(text).into_iter().find_map(|order| read_date(text, order, crate::workspace::today()));
        assert_eq!(read, None, "{text}");
    }
}

#[test]
fn short_years_lie_near_today() {
    let year = |text: &str| read_date(text, DateOrder::Dmy, crate::workspace::today()).unwrap().date.year();
    assert_eq!(["1.1.26", "1.1.46", "1.1.47", "1.1.99"].map(year), [2026, 2046, 1947, 1999]);
}

proptest! {
    #[test]
    fn any_text_decodes_in_its_encoding(text in "[a-zà-ÿ0-9,;€\\n]{1,200}") {
        let little = [b"\xFF\xFE".to_vec(), utf16(&text, u16::to_le_bytes)].concat();
        prop_assert_eq!(&decode(&little).expect("text").text, &text);
        prop_assert_eq!(&decode(text.as_bytes()).expect("text").text, &text);
        let ansi = windows_1252(&text);
        prop_assert_eq!(&decode_as(&ansi, Encoding::Windows1252).expect("text").text, &text);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(decoded) = decode(&bytes) {
            let found = sniff(&decoded.text);
            if let Ok(table) = table(&decoded.text, found.delimiter, found.header) {
                prop_assert_eq!(profile(&table).len(), table.headers.len());
            }
        }
    }

    #[test]
    fn every_written_date_is_read_back(year in 1900i16..2100, month in 1i8..=12, day in 1i8..=28, short: bool) {
        let date = Date::new(year, month, day).expect("a date");
        for (order, text) in [
            (DateOrder::Ymd, format!("{year}-{month:02}-{day:02}")),
            (DateOrder::Dmy, if short { format!("{day}.{month}.{year}") } else { format!("{day:02}/{month:02}/{year}") }),
            (DateOrder::Mdy, format!("{month}/{day}/{year} 11:59 PM")),
        ] {
            prop_assert!(date_orders(&text).contains(&order), "{}", text);
            prop_assert_eq!(read_date(&text, order, date).map(|moment| moment.date), Some(date), "{}", text);
        }
    }

    #[test]
    fn a_column_is_never_read_in_an_order_that_a_value_refuses(values in proptest::collection::vec((1i8..=28, 1i8..=12, 1990i16..2040), 1..8)) {
        let texts: Vec<String> = values.iter().map(|(day, month, year)| format!("{day:02}/{month:02}/{year}")).collect();
        let fit = fit(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let certain = values.iter().any(|(day, ..)| *day > 12);
        let harmless = values.iter().all(|(day, month, _)| day == month);
        match fit {
            Fit::One { format } => prop_assert!(format == DateOrder::Dmy && (certain || harmless)),
            Fit::Ambiguous { candidates, .. } => prop_assert!(!certain && candidates.len() == 2),
            Fit::None { .. } => prop_assert!(false),
        }
    }

    #[test]
    fn any_text_is_neutralised_and_restored(text in "\\PC{0,20}|['=+@\\-\t\r\n]{0,6}[a-z]{0,3}") {
        let safe = shared::transfer::neutralise(&text).into_owned();
        prop_assert!(!safe.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
        prop_assert_eq!(shared::transfer::restore(&safe).into_owned(), text);
    }
}
