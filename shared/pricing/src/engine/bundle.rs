//! Bundles: the price of a set.

use super::{Prices, base};
use crate::{
    amount,
    catalog::{Bundle, BundlePrice, check::cycle},
    draft::Draft,
    quote::PartShare,
    rate,
    waterfall::{Cause, Sentence, StepKind, Waterfall},
};
use rust_decimal::Decimal;
use shared::Problem;

/// How deep bundles may lie in each other.
const DEEPEST: usize = 16;

/// How many parts a bundle may have in all. Ten bundles that each hold the next one ten times would have 10¹⁰.
const MOST_PARTS: usize = 2_000;

/// Writes the waterfall of a bundle: the sum of its parts, then its own price. Gives its parts with their list amounts.
pub(super) fn price(
    prices: &Prices<'_>,
    draft: &Draft,
    bundle: &Bundle,
    quantity: Decimal,
    waterfall: &mut Waterfall,
) -> Result<Vec<PartShare>, Problem> {
    let mut walk = Walk { prices, draft, path: Vec::new(), parts: Vec::new() };
    let sum = walk.content(bundle, quantity)?;
    let cause = |kind, key| Cause { kind, rule: &bundle.id, name: &bundle.name, reason: Sentence::new(key) };
    // Without prices for its parts a fixed price stands alone.
    if let Some(sum) = sum {
        waterfall.go_to(sum, cause(StepKind::List, "price-reason-parts"))?;
    }
    let own = own_price(draft, bundle, quantity, sum)?;
    waterfall.go_to(own, cause(StepKind::Bundle, "price-reason-bundle"))?;
    Ok(walk.parts)
}

fn own_price(draft: &Draft, bundle: &Bundle, quantity: Decimal, sum: Option<Decimal>) -> Result<Decimal, Problem> {
    let currency = draft.currency;
    match bundle.price {
        BundlePrice::Fixed(money) => {
            let price = amount::price(money.amount, money.currency)?;
            let factor = rate::factor(&draft.rates, money.currency, currency)?;
            amount::times(amount::exact_times(price, quantity, currency)?, factor, currency)
        }
        BundlePrice::SumLess(percent) => {
            let sum = sum.ok_or_else(|| Problem::of("product", "problem-price-missing").with("date", draft.date))?;
            Ok(sum - amount::percent_of(sum, amount::percent(percent)?, currency)?)
        }
    }
}

struct Walk<'a, 'p> {
    prices: &'p Prices<'a>,
    draft: &'p Draft,
    path: Vec<&'p Bundle>,
    parts: Vec<PartShare>,
}

impl<'p> Walk<'_, 'p> {
    /// The sum of a bundle's parts; nothing where parts of a bundle with a fixed price have none.
    fn content(&mut self, bundle: &'p Bundle, quantity: Decimal) -> Result<Option<Decimal>, Problem> {
        self.enter(bundle)?;
        let fixed = matches!(bundle.price, BundlePrice::Fixed(_));
        let mut sum = Some(Decimal::ZERO);
        for part in &bundle.parts {
            let many = amount::exact_times(part.quantity, quantity, self.draft.currency).and_then(amount::quantity);
            let many = many.map_err(|problem| problem.with("bundle", &bundle.name))?;
            let amount = match self.part(&part.product, many) {
                Err(problem) if fixed && problem.message_key == "problem-price-missing" => {
                    self.keep(&part.product, many, Decimal::ZERO)?;
                    None
                }
                other => Some(other?),
            };
            let both = sum.zip(amount).map(|(sum, amount)| amount::sum([sum, amount], self.draft.currency));
            sum = both.transpose()?;
        }
        self.path.pop();
        Ok(sum)
    }

    /// Refuses what contains itself and what is too large to price.
    fn enter(&mut self, bundle: &'p Bundle) -> Result<(), Problem> {
        if self.path.iter().any(|open| open.product == bundle.product) {
            return Err(cycle(self.path.iter().copied().skip_while(|open| open.product != bundle.product)));
        }
        if self.path.len() >= DEEPEST {
            return Err(Problem::of("parts", "problem-bundle-too-deep").with("max", DEEPEST));
        }
        if bundle.parts.is_empty() {
            return Err(Problem::of("parts", "problem-bundle-empty").with("bundle", &bundle.name));
        }
        self.path.push(bundle);
        Ok(())
    }

    fn part(&mut self, product: &'p str, quantity: Decimal) -> Result<Decimal, Problem> {
        if let Some(bundle) = self.prices.bundles.get(product).copied() {
            let sum = self.content(bundle, quantity)?;
            return own_price(self.draft, bundle, quantity, sum);
        }
        let amount = base::part(self.prices, self.draft, product, quantity)?;
        self.keep(product, quantity, amount)?;
        Ok(amount)
    }

    fn keep(&mut self, product: &str, quantity: Decimal, amount: Decimal) -> Result<(), Problem> {
        if self.parts.len() >= MOST_PARTS {
            return Err(Problem::of("parts", "problem-bundle-too-large").with("max", MOST_PARTS));
        }
        self.parts.push(PartShare { product: product.to_owned(), quantity, net: amount });
        Ok(())
    }
}
