# Prices, quotes and orders: why a price is what it is, who must agree, and what a person can put right.

## Why a price is what it is
price-reason-list = { $book }: { $price } { $currency } for { $per }
price-reason-list-converted = { $book }: { $price } { $currency } for { $per }, at the rate { $rate }
price-reason-model = By version { $version } of its model: { $price } { $currency } at least
price-reason-contract = Agreed in { $book }: { $price } { $currency } for { $per }
price-reason-contract-converted = Agreed in { $book }: { $price } { $currency } for { $per }, at the rate { $rate }
price-reason-volume = From { $from } on, each costs { $price }
price-reason-graduated = What goes beyond { $from } costs { $price } each, each slice below its own price
price-reason-surcharge = { $attribute }: { $value }
price-reason-parts = The parts of the set
price-reason-bundle = The price of the set
price-reason-rule = { $rule }: { $kind ->
    [percent] { $size } % off
    [unit] { $size } off each
    [line] { $size } off the line
   *[price] { $size } each
}
price-reason-rule-best = { $rule }: { $kind ->
    [percent] { $size } % off
    [unit] { $size } off each
    [line] { $size } off the line
   *[price] { $size } each
}, the best of { $rivals } discounts
price-reason-hand-percent = { $size } % off by hand: { $reason }
price-reason-hand-amount = { $size } off by hand: { $reason }
price-reason-hand-price = { $size } each by hand: { $reason }
price-reason-share = Share of a discount of { $total } on the whole quote: { $reason }

## Approvals
approval-will-need = Will need approval by { $approvers }: { $rule }.
approval-may-need = May need approval by { $approvers }: { $rule }. The server will tell after the next sync.
approval-line-discount = The discount on this line is { $percent } %.
approval-quote-discount = The discount on the whole quote is { $percent } %.
approval-line-margin = The price of “{ $product }” must be held against its cost.
approval-margin = The price of the whole quote must be held against its cost.
approval-total = The total is { $total } { $currency }.
approval-term = The customer is bound for { $months } months.
approval-product = “{ $product }” is sold with approval only.

## What a person can put right
problem-amount-too-large = This amount is too large: amounts must be below { $limit } { $currency }. Check price and quantity.
problem-bundle-cycle = This set contains itself: { $path }. Take one of these parts out.
problem-bundle-empty = The set “{ $bundle }” has no parts. Add at least one.
problem-bundle-too-deep = Sets lie in each other more than { $max } deep. Build this one of fewer levels.
problem-bundle-too-large = This set has more than { $max } parts in all. Split it.
problem-cash-rounding = Amounts cannot be rounded to multiples of { $step }. Choose a whole number of the smallest coin.
problem-choice-number = “{ $value }” must be a number, for { $attribute } is priced by the unit.
problem-choices = What was chosen for this product cannot be read. Choose it anew.
problem-discount-exceeds = A discount of { $discount } does not fit an amount of { $amount }. Lower the discount.
problem-line-twice = Two lines have the same id. Remove one and add it again.
problem-model-currency = The options of “{ $product }” are priced in { $from }, but the quote is in { $to }. Choose that currency, or have the options priced in a price book in { $to }.
problem-not-written = This could not be written down. Please report it.
problem-order-cancelled = Everything on this order is cancelled, so there is nothing to write.
problem-order-currency = The order is in { $currency }. A change must be in the same currency.
problem-order-delivered = { $delivered } of “{ $product }” are delivered already, so that the line must stay with at least that quantity.
problem-order-differs = The order is not what the quote “{ $title }” says. Open the quote and accept it there.
problem-order-empty = There is nothing to order. Take at least one line.
problem-order-extra = “{ $extra }” came with a delivery already and must stay on the order.
problem-order-line = The order has no such line. Open the order again.
problem-order-more-than-open = Only { $open } are still open, not { $quantity }.
problem-order-without-quote = The quote that this order came from is not here, so its amounts cannot be shown. Ask its owner.
problem-percent = { $percent } % is not between 0 and 100.
problem-price-below-zero = “{ $rule }” would bring the price below zero ({ $price }).
problem-price-missing = There is no price for “{ $product }” on { $date }. Ask for one, or choose another price book or currency.
problem-price-negative = A price cannot be negative ({ $price }).
problem-prices-broken = The price list that is pinned to this quote cannot be read. Update the quote to current prices.
problem-quantities-backwards = The least quantity, { $min }, is above the most, { $max }.
problem-quantity-absurd = { $quantity } is more than can be ordered: at most { $max }.
problem-quantity-not-positive = The quantity must be above zero, not { $quantity }.
problem-quantity-too-fine = { $quantity } has too many decimals: at most { $decimals }.
problem-quote-broken = What was sent of “{ $title }” cannot be read, or is not what was sent. Ask an admin to verify the server's data.
problem-quote-differs = The amounts are not what the lines cost, by the prices and taxes that the quote was sent with. Perhaps a tax has changed since. Open the quote, look at it, and send it again.
problem-quote-lines-changed = Somebody else changed the lines just before this was sent, so what was sent is not what stands here. Open the quote, look at it, and send it again.
problem-quote-needs-approval = Somebody must agree to this first, by the rule “{ $rule }”. Open the quote and ask for the approval below the totals.
problem-rate = An exchange rate must be above zero, not { $rate }.
problem-rate-missing = There is no exchange rate from { $from } to { $to }. Add one to the quote.
problem-section-unknown = The line is in a section that the quote does not have. Choose another section.
problem-tax-mixed = What is not subject to tax (category O) cannot be on one document with what is. Split the quote.
problem-tax-rate = A rate of { $rate } % does not fit the tax category { $category }.
problem-tax-reason = Say why this is exempt from tax.
problem-tier-twice = Two tiers begin at { $from }.
problem-too-many-lines = A quote can have at most { $max } lines, not { $count }.
problem-total-negative = The total would be { $total } { $currency }. Lower the allowances.
problem-validity-backwards = “{ $name }” ends before it begins. Check both dates.

## Product models
problem-model-empty = No product of this model goes with these choices. Change one of them.

## Documents
problem-document = The document could not be written: { $detail }.
problem-document-font = A font of the document cannot be read. Choose another font file.
problem-template = The template cannot be read: { $detail }.
problem-template-label = The template has a word for “{ $label }”, which no document uses.
problem-template-locale = The template's language or formats are incomplete: it needs a language such as “en”, a format of amounts with an amount, and twelve months where dates name them.
problem-template-measure = A length of the template is out of range: margins up to 80 mm, heights and widths up to 150 mm, text of 6 to 14 points.
problem-template-placeholder = The template has an unknown placeholder “{ $name }”.
