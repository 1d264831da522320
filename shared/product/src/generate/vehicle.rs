//! A model like a range of vehicles: a few attributes on which everything depends (body, engine, market), and many
//! systems of attributes (seats, lights, axles) whose tables name the combinations that are built for them.

use super::Dice;
use crate::model::{Attribute, Cell, Choice, Expr, Kind, Line, Model, Number, Rule, Says};
use serde_json::Map;
use std::collections::BTreeSet;

/// How many options the attributes have that make a version.
const HUBS: [(&str, u32); 7] =
    [("body", 8), ("engine", 12), ("gearbox", 5), ("trim", 6), ("drive", 3), ("wheelbase", 4), ("weight_class", 6)];
/// How many versions are sold.
const VERSIONS: u32 = 220;
const MARKETS: u32 = 10;
const SYSTEMS: u32 = 32;
const OF_SYSTEM: u32 = 9;
/// Attributes that belong to no system.
const SINGLE: u32 = 4;
/// Percent of the combinations of a system's first attributes that are built for a class of versions.
const BUILT: u64 = 41;

/// About 300 attributes, 1,300 options and 200,000 rows.
pub fn vehicle(seed: u64) -> Model {
    let mut maker = Maker { dice: Dice::new(seed), attributes: Vec::new(), rules: Vec::new(), versions: Vec::new() };
    for (id, options) in HUBS {
        maker.attribute(id, options);
    }
    maker.versions();
    for system in 0..SYSTEMS {
        maker.system(system);
    }
    for single in 0..SINGLE {
        maker.attribute(&format!("extra_{single}"), 3);
    }
    Model {
        id: format!("vehicle-{seed}"),
        name: "Vehicle range".to_owned(),
        currency: "EUR".to_owned(),
        minor_digits: 2,
        attributes: maker.attributes,
        rules: maker.rules,
        ..Model::default()
    }
}

fn option(value: u32) -> String {
    format!("v{value}")
}

struct Maker {
    dice: Dice,
    attributes: Vec<Attribute>,
    rules: Vec<Rule>,
    /// The combinations of the hubs that are sold.
    versions: Vec<Vec<u32>>,
}

/// A column: attribute, number of options.
type Column = (String, u32);

impl Maker {
    fn attribute(&mut self, id: &str, options: u32) {
        let choice = |value: u32, dice: &mut Dice| Choice {
            id: option(value),
            name: format!("{id} {value}"),
            price: Number::from(if value == 0 { 0 } else { i64::from(dice.below(900)) }),
            parts: vec![Line { part: format!("{}-{value}", id.to_uppercase()), quantity: Number::ONE }],
            ..Choice::default()
        };
        let options = (0..options).map(|value| choice(value, &mut self.dice)).collect();
        self.attributes.push(Attribute {
            id: id.to_owned(),
            name: id.replace('_', " "),
            kind: Kind::Choice { options },
            optional: false,
            extra: Map::new(),
        });
    }

    fn rule(&mut self, id: String, sentence: String, says: Says) {
        self.rules.push(Rule { id, sentence, says });
    }

    /// The rows over `columns` for which `built` holds.
    fn table(&mut self, id: String, columns: &[Column], built: impl Fn(&[u32]) -> bool) {
        let mut rows = Vec::new();
        let mut row = vec![0; columns.len()];
        loop {
            if built(&row) {
                rows.push(cells(&row));
            }
            if !advance(&mut row, columns) {
                break;
            }
        }
        self.add_table(id, columns, rows);
    }

    fn add_table(&mut self, id: String, columns: &[Column], rows: Vec<Vec<Cell>>) {
        let names = columns.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        let sentence = format!("Only some combinations of {} are built.", names.join(", "));
        self.rule(id, sentence, Says::Table { columns: names, rows });
    }

    /// The versions that are sold, and in which markets each engine is offered.
    fn versions(&mut self) {
        let versions: Vec<Vec<u32>> = (0..VERSIONS).map(|_| self.version()).collect();
        self.add_table("versions".to_owned(), &hubs(0..HUBS.len()), versions.iter().map(|row| cells(row)).collect());
        self.versions = versions;
        self.attribute("market", MARKETS);
        let seed = self.dice.roll();
        let columns: Vec<Column> = hubs(1..2).into_iter().chain([("market".to_owned(), MARKETS)]).collect();
        self.table("offers".to_owned(), &columns, move |row| sparse(seed, row, 60));
    }

    fn version(&mut self) -> Vec<u32> {
        HUBS.iter().map(|&(_, size)| self.dice.below(size)).collect()
    }

    /// A system: what its first attributes can be depends on three hubs, and the others on their neighbours.
    fn system(&mut self, system: u32) {
        let columns: Vec<Column> = (0..OF_SYSTEM).map(|part| (format!("s{system}_{part}"), self.size(part))).collect();
        for (id, size) in &columns {
            self.attribute(id, *size);
        }
        self.system_table(system, &columns);
        for (part, pair) in columns.windows(2).enumerate() {
            let seed = self.dice.roll();
            self.table(format!("s{system}_next_{part}"), pair, move |row| sparse(seed, row, 65));
        }
        self.requirements(system, &columns);
    }

    fn size(&mut self, part: u32) -> u32 {
        if part < 2 { 6 } else { 2 + self.dice.below(5) }
    }

    /// Combinations go by classes of versions, as real ones do: this is what makes them compact. Only what is sold is
    /// listed.
    fn system_table(&mut self, system: u32, columns: &[Column]) {
        let seed = self.dice.roll();
        let start = self.dice.below(5) as usize;
        let sold: BTreeSet<Vec<u32>> =
            self.versions.iter().map(|version| version.iter().skip(start).take(3).copied().collect()).collect();
        let locals: Vec<Column> = columns.iter().take(3).cloned().collect();
        let mut rows = Vec::new();
        for version in sold {
            let class = hash(seed, &[version.iter().map(|&value| u64::from(value % 3)).sum()]) % 5;
            let mut row = vec![0; locals.len()];
            loop {
                let parts: Vec<u64> = [class].into_iter().chain(row.iter().map(|&value| u64::from(value))).collect();
                if row.iter().all(|&value| value == 0) || hash(seed, &parts) % 100 < BUILT {
                    rows.push(version.iter().chain(&row).map(|&value| Cell::One(option(value))).collect());
                }
                if !advance(&mut row, &locals) {
                    break;
                }
            }
        }
        let table: Vec<Column> = hubs(start..start + 3).into_iter().chain(locals).collect();
        self.add_table(format!("s{system}_built"), &table, rows);
    }

    fn requirements(&mut self, system: u32, columns: &[Column]) {
        for number in 0..3 {
            let (Some((left, size)), Some((right, other))) =
                (self.dice.pick(columns).cloned(), self.dice.pick(columns).cloned())
            else {
                continue;
            };
            if left == right {
                continue;
            }
            let when = Expr::Is(left.clone(), vec![option(self.dice.below(size))]);
            let refused = Expr::Is(right.clone(), vec![option(1 + self.dice.below(other - 1))]);
            let sentence = format!("{when} leaves no room for {refused}.");
            let says = Says::Requires { when, then: Expr::Not(Box::new(refused)) };
            self.rule(format!("s{system}_room_{number}"), sentence, says);
        }
    }
}

fn hubs(range: std::ops::Range<usize>) -> Vec<Column> {
    HUBS.get(range).unwrap_or_default().iter().map(|&(id, size)| (id.to_owned(), size)).collect()
}

fn cells(row: &[u32]) -> Vec<Cell> {
    row.iter().map(|&value| Cell::One(option(value))).collect()
}

/// The next row in counting order.
fn advance(row: &mut [u32], columns: &[Column]) -> bool {
    for (value, (_, size)) in row.iter_mut().zip(columns).rev() {
        *value += 1;
        if *value < *size {
            return true;
        }
        *value = 0;
    }
    false
}

fn hash(seed: u64, parts: &[u64]) -> u64 {
    parts.iter().fold(seed, |sofar, part| Dice::new(sofar ^ part.wrapping_mul(0x2545_F491_4F6C_DD1D)).roll())
}

/// So many percent of the rows, and every row that begins with the basic option or ends with it.
fn sparse(seed: u64, row: &[u32], percent: u64) -> bool {
    let parts: Vec<u64> = row.iter().map(|&value| u64::from(value)).collect();
    row.last() == Some(&0) || row.iter().all(|&value| value == 0) || hash(seed, &parts) % 100 < percent
}
