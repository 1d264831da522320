//! A model like a range of vehicles: a few attributes on which everything depends (body, engine, market), and many
//! systems of attributes (seats, lights, axles) whose tables name the combinations that are built for them.

use super::Dice;
use crate::model::{Attribute, Cell, Choice, Expr, Kind, Line, Model, Number, Rule, Says};
use serde_json::Map;

/// How many options the attributes have on which everything depends.
const HUBS: [(&str, u32); 8] = [
    ("body", 8),
    ("engine", 12),
    ("gearbox", 5),
    ("trim", 6),
    ("market", 10),
    ("drive", 3),
    ("wheelbase", 4),
    ("weight_class", 6),
];
const SYSTEMS: u32 = 32;
const OF_SYSTEM: u32 = 9;
/// Attributes that belong to no system.
const SINGLE: u32 = 4;

/// About 300 attributes, 1,300 options and 200,000 rows.
pub fn vehicle(seed: u64) -> Model {
    let mut maker = Maker { dice: Dice::new(seed), attributes: Vec::new(), rules: Vec::new() };
    for (id, options) in HUBS {
        maker.attribute(id, options);
    }
    maker.hubs();
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
                rows.push(row.iter().map(|&value| Cell::One(option(value))).collect());
            }
            if !advance(&mut row, columns) {
                break;
            }
        }
        let names = columns.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        let sentence = format!("Only some combinations of {} are built.", names.join(", "));
        self.rule(id, sentence, Says::Table { columns: names, rows });
    }

    /// What the hubs have to do with each other.
    fn hubs(&mut self) {
        let column = |index: usize| HUBS.get(index).map(|&(id, size)| (id.to_owned(), size)).unwrap_or_default();
        let [drive_train, bodies, offers] = [self.dice.next(), self.dice.next(), self.dice.next()];
        let columns: Vec<Column> = [1, 2, 5].map(column).into();
        self.table("drive_train".to_owned(), &columns, move |row| sparse(drive_train, row, 60));
        let columns: Vec<Column> = [0, 6, 7].map(column).into();
        self.table("bodies".to_owned(), &columns, move |row| sparse(bodies, row, 55));
        let columns: Vec<Column> = [0, 1, 3, 4].map(column).into();
        self.table("offers".to_owned(), &columns, move |row| sparse(offers, row, 45));
    }

    /// A system: what its first attributes can be depends on three hubs, and the others on their neighbours.
    fn system(&mut self, system: u32) {
        let columns: Vec<Column> = (0..OF_SYSTEM).map(|part| (format!("s{system}_{part}"), self.size(part))).collect();
        for (id, size) in &columns {
            self.attribute(id, *size);
        }
        self.system_table(system, &columns);
        for (part, pair) in columns.windows(2).enumerate() {
            let seed = self.dice.next();
            self.table(format!("s{system}_next_{part}"), pair, move |row| sparse(seed, row, 65));
        }
        self.requirements(system, &columns);
    }

    fn size(&mut self, part: u32) -> u32 {
        if part < 2 { 6 } else { 2 + self.dice.below(5) }
    }

    /// Combinations go by classes of the hubs, as real ones do: this is what makes them compact.
    fn system_table(&mut self, system: u32, columns: &[Column]) {
        let seed = self.dice.next();
        let start = self.dice.below(8) as usize;
        let hubs = (0..3).filter_map(|step| HUBS.get((start + step * 3) % 8)).map(|&(id, size)| (id.to_owned(), size));
        let table: Vec<Column> = hubs.chain(columns.iter().take(3).cloned()).collect();
        self.table(format!("s{system}_built"), &table, move |row| match row {
            [one, two, three, first, second, third] => {
                let class = hash(seed, &[hash(seed, &[1, u64::from(*one)]) % 3, hash(seed, &[2, u64::from(*two)]) % 3]);
                let second_class = hash(seed, &[3, u64::from(*three)]) % 3;
                (*first == 0 || hash(seed, &[class % 5, u64::from(*first), u64::from(*second)]) % 100 < 60)
                    && (*third == 0 || hash(seed, &[second_class, u64::from(*second), u64::from(*third)]) % 100 < 60)
            }
            _ => true,
        });
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
    parts.iter().fold(seed, |sofar, part| Dice::new(sofar ^ part.wrapping_mul(0x2545_F491_4F6C_DD1D)).next())
}

/// So many percent of the rows, and every row that begins with the basic option or ends with it.
fn sparse(seed: u64, row: &[u32], percent: u64) -> bool {
    let parts: Vec<u64> = row.iter().map(|&value| u64::from(value)).collect();
    row.last() == Some(&0) || row.iter().all(|&value| value == 0) || hash(seed, &parts) % 100 < percent
}
