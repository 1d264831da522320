//! What comes in files, and what people write.

use product::{Ask, Choices, Configurator, GraphLimits, Limits, Model, demo, from_uvl, model::Sizes};
use shared::query::{Query, Viewer};
use shared::rules::Access;
use shared::text::{Highlighter, natural_key, plain, tokens, weave};
use shared::transfer::{Hint, Settings, decode, operations, plan, profile, sniff, suggest, table};
use shared::value::Date;
use shared::{Id, Schema, markdown};

/// Small enough that building ends in an instant.
const LIMITS: Limits = Limits {
    sizes: Sizes { attributes: 100, options: 400, options_of_one: 50, rules: 200, rows: 400 },
    graph: GraphLimits { nodes: 3_000, steps: 300_000, memory: 100_000 },
};

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn today() -> Date {
    "2026-11-22".parse().expect("a date")
}

/// A table, as an import goes through it to the last question.
pub(crate) fn read_table(bytes: &[u8]) {
    let Ok(decoded) = decode(bytes) else { return };
    let sniffed = sniff(&decoded.text);
    let Ok(table) = table(&decoded.text, sniffed.delimiter, sniffed.header) else { return };
    let (schema, access) = (Schema::built_in(), Access::system());
    let suggestion = suggest(&schema, &Hint::default(), &profile(&table));
    let settings = Settings { schema: &schema, access: &access, today: today() };
    let nothing = std::collections::HashMap::new();
    let mut number = 0_u64;
    let mut ids = || {
        number += 1;
        Id::named(&number.to_string())
    };
    if let Ok(planned) = plan(settings, &suggestion.mapping, &table, &nothing, &mut ids) {
        operations(&schema, &planned);
    }
}

pub(crate) fn tables() -> Vec<Vec<u8>> {
    let mut seeds = texts(&[
        "Name,Website,Employees,Created\r\nAcme,https://acme.example,12,03/04/2025\r\n\"B, Inc.\",,1.234,4/3/25\r\n",
        "First Name;Last Name;E-mail;Phone;Owner\nAda;Lovelace;ada@example.com;+44 20 7946 0000;ada@example.com\n",
        "Deal Name\tAmount\tClose Date\tStage\nBig\t€ 1.234,50\t2026-12-24\tWon\n",
        "Id|Street|City|Zip|Country\n1|\"a \"\"b\"\" c\"|Bonn|53111|DE\n",
    ]);
    let wide = "Name;Ort\nMüller;Köln\n".encode_utf16().flat_map(u16::to_le_bytes);
    seeds.push([0xff, 0xfe].into_iter().chain(wide).collect());
    seeds.push(b"Name;Ort\nM\xfcller;K\xf6ln\n".to_vec());
    seeds
}

/// A product model: JSON when it begins with a brace, otherwise UVL. What loads is built, asked, and loaded from its own
/// graph.
pub(crate) fn read_model(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let model = if text.starts_with('{') { Model::from_json(text) } else { from_uvl(text) };
    let Ok(model) = model else { return };
    let Ok(mut built) = Configurator::build(&model, &LIMITS) else { return };
    let _ = built.answer(&Choices::new(), Ask { prices: true, count: true, reasons: true });
    if let Some(graph) = built.graph_bytes() {
        assert!(Configurator::load(&model, &LIMITS, &graph).is_ok(), "a graph that it wrote itself");
        let damaged: Vec<_> = graph.iter().zip(bytes.iter().cycle()).map(|(own, other)| own ^ (other & 1)).collect();
        let _ = Configurator::load(&model, &LIMITS, &damaged);
    }
}

pub(crate) fn models() -> Vec<Vec<u8>> {
    let mut seeds: Vec<_> = demo::SOURCES.iter().map(|(_, text)| text.as_bytes().to_vec()).collect();
    seeds.extend(texts(&[
        "features\n\tCar {abstract}\n\t\tmandatory\n\t\t\tEngine {price 3}\n\t\t\t\talternative\n\t\t\t\t\tGas\n\t\t\t\t\tElectric\n\
         \t\toptional\n\t\t\tRadio\n\t\tor\n\t\t\t\"Roof rack\"\n\t\t\tHook\n\t\t[1..2]\n\t\t\tA\n\t\t\tB\nconstraints\n\
         \tRadio => Electric & !Hook\n\tA | B <=> Gas\n\tsum(price) < 5\n",
        r#"{"id":"m","name":"M","attributes":[{"id":"a","name":"A","kind":{"choice":{"options":[{"id":"x","name":"X"},{"id":"y","name":"Y"}]}}},{"id":"n","name":"N","kind":{"number":{"min":1,"max":5,"step":"0.5"}}}],"rules":[{"id":"R1","sentence":"Because.","says":{"condition":{"holds":"a = x or n > 2"}}}]}"#,
    ]));
    seeds
}

/// What is written in articles and notes: nothing that a browser would run may come out, and two versions of it weave.
pub(crate) fn read_markdown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let html = markdown::render(&text).into_string();
    for forbidden in ["<script", "<iframe", "<style", "<object", " onerror=\"", "=\"javascript:"] {
        assert!(!html.contains(forbidden), "{forbidden} in {html}");
    }
    let short = plain(&text);
    let most = text.char_indices().nth(12).map_or(text.len(), |(at, _)| at);
    let _ = Highlighter::new(text.get(..most).unwrap_or_default()).snippet(&short, 80);
    natural_key(&text);
    tokens(&text).for_each(drop);
    let mut parts = text.splitn(3, '\u{1}');
    if let (Some(base), Some(first), Some(second)) = (parts.next(), parts.next(), parts.next()) {
        weave(base, first, second);
    }
}

pub(crate) fn articles() -> Vec<Vec<u8>> {
    texts(&[
        "# One\n\n- [x] *a* **b** ~~c~~ `d`\n\n> said <b onclick=x>\n\n[link](javascript:alert(1)) ![i](data:image/png;base64,AA)\n",
        "| a | b |\n|---|:-:|\n| 1 | <script>x</script> |\n\n```rust\nfn main() {}\n```\n[^1]: note\n<https://example.com>",
        "one two three\n\u{1}one 2 three\n\u{1}one two three four\n",
    ])
}

/// An address of a list: entity, then what stands behind the question mark.
pub(crate) fn read_query(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (entity, question) = text.split_once('?').unwrap_or(("account", text));
    let Ok(query) = Query::from_query_string(entity, question) else { return };
    let again = Query::from_query_string(entity, &query.to_query_string());
    assert_eq!(again.as_ref(), Ok(&query), "what is put into an address is read from it");
    let _ = query.prepare(&Schema::built_in(), &Viewer::on(today()));
}

pub(crate) fn queries() -> Vec<Vec<u8>> {
    texts(&[
        "account?q=acme&filter=name:is:Acme&sort=-name,website&limit=20",
        "opportunity?filter=and(amount:above:10,close_date:within:this_month)&group=stage&sum=amount",
        "task?filter=due:before:today,owner:is:me&sort=due&offset=10",
    ])
}

/// The server's configuration file.
pub(crate) fn read_config(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(config) = toml::from_str::<server::config::Config>(text) {
        let shown = format!("{config:?}");
        assert!(!shown.contains("open sesame"), "a password in {shown}");
    }
}

pub(crate) fn configs() -> Vec<Vec<u8>> {
    let default = toml::to_string(&server::config::Config::default()).unwrap_or_default();
    let mail = "[mail]\nhost = \"mail.example.com\"\nsecurity = \"tls\"\nport = 465\npassword = \"open sesame\"\n";
    texts(&[
        &default,
        mail,
        "proxies = [\"10.0.0.0/8\"]\norigins = [\"https://example.com\"]\n[sessions]\nidle_days = 7\n",
    ])
}
