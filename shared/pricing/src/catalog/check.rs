//! What cannot be right in a price list.

use super::{Bundle, BundlePrice, Catalog, DiscountRule, DiscountSize, Entry};
use crate::amount;
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};
use shared::{Problem, value::Currency};

pub(super) fn check(catalog: &Catalog) -> Vec<Problem> {
    let books = catalog.books.iter().flat_map(|book| book.entries.iter().map(|entry| (book.currency, entry)));
    let contracts = catalog.contracts.iter().flat_map(|all| all.entries.iter().map(|entry| (all.currency, entry)));
    let entries = books.chain(contracts).flat_map(|(currency, entry)| check_entry(entry, currency));
    let validities = catalog.books.iter().map(|book| (&book.name, book.validity));
    let validities = validities.chain(catalog.contracts.iter().map(|contract| (&contract.name, contract.validity)));
    let backwards = validities
        .filter(|(_, days)| days.from.zip(days.to).is_some_and(|(from, to)| to < from))
        .map(|(name, _)| Problem::of("to", "problem-validity-backwards").with("name", name));
    entries
        .chain(backwards)
        .chain(catalog.bundles.iter().filter_map(check_bundle))
        .chain(Cycles::find(&catalog.bundles))
        .chain(catalog.discounts.iter().filter_map(check_discount))
        .collect()
}

fn check_entry(entry: &Entry, currency: Currency) -> Vec<Problem> {
    let tiers = entry.tiers.iter().flat_map(|tiers| &tiers.steps);
    let prices = std::iter::once(entry.price).chain(tiers.clone().map(|tier| tier.price));
    let prices = prices.filter_map(|price| amount::price(price, currency).err());
    let mut seen = FxHashSet::default();
    let quantities = tiers.filter_map(|tier| match amount::quantity(tier.from) {
        Ok(from) if !seen.insert(from.normalize()) => {
            Some(Problem::new("problem-tier-twice").with("from", amount::plain(from)))
        }
        other => other.err(),
    });
    let per = amount::quantity(entry.per).err();
    prices.chain(quantities).chain(per).map(|problem| problem.with("entry", &entry.id)).collect()
}

fn check_bundle(bundle: &Bundle) -> Option<Problem> {
    if bundle.parts.is_empty() {
        return Some(Problem::of("parts", "problem-bundle-empty").with("bundle", &bundle.name));
    }
    let price = match bundle.price {
        BundlePrice::Fixed(money) => amount::price(money.amount, money.currency).err(),
        BundlePrice::SumLess(percent) => amount::percent(percent).err(),
    };
    let quantities = bundle.parts.iter().find_map(|part| amount::quantity(part.quantity).err());
    price.or(quantities).map(|problem| problem.with("bundle", &bundle.name))
}

fn check_discount(rule: &DiscountRule) -> Option<Problem> {
    let problem = match rule.size {
        DiscountSize::PercentOff(percent) => amount::percent(percent).err(),
        DiscountSize::UnitOff(money) | DiscountSize::LineOff(money) | DiscountSize::UnitPrice(money) => {
            amount::price(money.amount, money.currency).err()
        }
    };
    let order = rule.when.min_quantity.zip(rule.when.max_quantity).filter(|(least, most)| most < least);
    let order = order.map(|(least, most): (Decimal, Decimal)| {
        Problem::new("problem-quantities-backwards").with("min", least).with("max", most)
    });
    problem.or(order).map(|problem| problem.with("rule", &rule.name))
}

/// Looks for bundles that contain themselves. Each bundle is walked once, however often it is used.
struct Cycles<'a> {
    bundles: FxHashMap<&'a str, &'a Bundle>,
    done: FxHashSet<&'a str>,
    problems: Vec<Problem>,
}

impl<'a> Cycles<'a> {
    fn find(bundles: &'a [Bundle]) -> Vec<Problem> {
        let by_product = bundles.iter().map(|bundle| (bundle.product.as_str(), bundle)).collect();
        let mut cycles = Self { bundles: by_product, done: FxHashSet::default(), problems: Vec::new() };
        for bundle in bundles {
            cycles.walk(bundle);
        }
        cycles.problems
    }

    /// Goes down without recursion: a hostile list of a hundred thousand nested bundles must not exhaust the stack.
    fn walk(&mut self, start: &'a Bundle) {
        let mut path = vec![(start, start.parts.iter())];
        let mut open = FxHashSet::from_iter([start.product.as_str()]);
        while let Some((bundle, parts)) = path.last_mut() {
            let Some(part) = parts.next() else {
                open.remove(bundle.product.as_str());
                self.done.insert(&bundle.product);
                path.pop();
                continue;
            };
            if open.contains(part.product.as_str()) {
                let names = path.iter().map(|(bundle, _)| *bundle).skip_while(|at| at.product != part.product);
                self.problems.push(cycle(names));
            } else if let Some(next) = self.bundles.get(part.product.as_str()).copied()
                && !self.done.contains(next.product.as_str())
            {
                open.insert(&next.product);
                path.push((next, next.parts.iter()));
            }
        }
    }
}

/// Says which bundles contain each other: `Desk set → Cable set → Desk set`.
pub(crate) fn cycle<'a>(bundles: impl Iterator<Item = &'a Bundle>) -> Problem {
    let mut names: Vec<&str> = bundles.map(|bundle| bundle.name.as_str()).collect();
    names.extend(names.first().copied());
    Problem::of("parts", "problem-bundle-cycle").with("path", names.join(" → "))
}
