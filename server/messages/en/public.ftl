# Words of the pages that customers see.

offer-title = Offer { $number }
offer-version = { $number }, version { $version }
offer-by = Offer from { $seller }
offer-for = For
offer-contact = Your contact
offer-reference = Your reference
offer-date = Date
offer-valid-until = Valid until
offer-term = Term
offer-term-months = { $months } months

offer-pdf = Save as PDF

## Lines
offer-lines = What is offered
offer-item = Item
offer-quantity = Quantity
offer-each = Price each
offer-net = Net
offer-each-of = { $quantity } × { $each }
offer-choice = { $name }: { $words }
offer-choice-of = { $name }: { $words } × { $count }
offer-optional = Optional, not included
offer-optional-taken = Optional, included
offer-section = { $section }: { $net }

## Sums
offer-totals = Totals
offer-list = List prices
offer-discount = Discount
offer-total-net = Total without tax
offer-tax = Tax { $rate } % on { $taxable }
offer-untaxed = No tax on { $taxable }
offer-total-gross = Total with tax
offer-paid = Paid
offer-rounding = Rounding
offer-due = To be paid
offer-terms = Terms

## How it stands
offer-accepted = { $name } accepted this offer on { $day }.
offer-accepted-otherwise = This offer was accepted on { $day }.
offer-declined = This offer was declined on { $day }. If you have changed your mind, ask your contact.
offer-asked = Thank you. Your question has been passed on; you will hear from { $contact }.
offer-asked-us = Thank you. Your question has been passed on; you will hear from us.
offer-signature-of = Signature of { $name }

## The answer
offer-accept = Accept this offer
offer-name = Your name
offer-signature = Signature
offer-signature-why = Draw with finger, pen or mouse, or leave it empty: your name counts as your signature.
offer-signature-clear = Clear
offer-agree = I accept this offer of { $gross } with its terms, and may do so for { $buyer }.
offer-agree-alone = I accept this offer of { $gross } with its terms.
offer-accept-button = Accept and sign
offer-accept-record = Your name, the time and a fingerprint of this page and of your network address are kept as proof.
offer-ask = Ask a question
offer-question = Your question
offer-ask-button = Send the question
offer-decline = Decline
offer-reason = What would have to be different?
offer-decline-button = Decline this offer
offer-problem-name = Please enter your name.
offer-problem-agree = Please tick that you accept the offer with its terms.
offer-problem-signature = The signature could not be read. Draw it again, or leave it empty.
offer-problem-question = Please write your question.
offer-problem-long = This is too long. Please shorten it.
offer-problem-changed = This page has changed since you opened it. Please read it again before you accept.
offer-problem-open = This offer cannot be answered any more.

## Where there is nothing to see
offer-gone-title = This link leads nowhere
offer-gone = Perhaps a part of the address was lost. Please open the link again as you received it.
offer-revoked-title = This link was withdrawn
offer-revoked = Please ask { $contact } for a new one.
offer-expired-title = This offer has expired
offer-expired = It was valid until { $day }. Please ask { $contact } for a new one.
offer-replaced-title = There is a newer version of this offer
offer-replaced = Please ask { $contact } for the link to it.
offer-contact-seller = { $seller }
offer-often-title = Too many attempts
offer-often = Please try again in { $seconds } seconds.
offer-trouble-title = This did not work
offer-trouble = Something went wrong on our side. Please try again in a moment; nothing is done twice.

## What the people who sell read
offer-said-accepted = { $name } accepted { $number }
offer-said-declined = { $name } declined { $number }
offer-said-declined-nobody = The customer declined { $number }
offer-said-question = Question about { $number } from { $name }
offer-said-answer = Answer the question about { $number }
offer-said-look = Look at the order of { $number }
offer-said-follow = Follow up on { $number }

## The configurator
shop-title = Configure { $what }
shop-script = This page needs JavaScript to work out what goes together and what it costs.
shop-opening = Opening…
shop-see = See it in 3D
shop-scene = 3D model
shop-keys = Arrow keys turn it, plus and minus change its size, 0 brings the first view back.
shop-nearer = Nearer
shop-farther = Farther
shop-first-view = First view
shop-begin = Begin with
shop-compare = Compare
shop-comparison = Configurations side by side
shop-compare-back = Back to choosing
shop-aside = Put this one aside to compare
shop-copy = Copy link
shop-choices = Choices
shop-options = Options
shop-absent = With your choices, this is not part of the product.
shop-yes = Yes
shop-no = No
shop-undecided = Not decided
shop-ask = Ask for a quote
shop-over = Start over
shop-details = What it consists of
shop-request = Ask for a quote
shop-request-why = You ask, and oblige yourself to nothing. Somebody from our sales team answers with an offer for exactly this product.
shop-request-why-us = You ask, and oblige yourself to nothing. We answer with an offer for exactly this product.
shop-name = Your name
shop-firm = Firm
shop-email = E-mail
shop-phone = Phone
shop-country = Country
shop-quantity = How many
shop-note = What else should we know?
shop-optional = (optional)
shop-trap = Leave this empty
shop-consent = You may keep what I entered here to answer my request.
shop-send = Send the request
shop-gone-title = This product cannot be configured here
shop-gone = Perhaps it is not offered any more, or a part of the address was lost.

shop-js-always = In every product
shop-js-anyway = Choose { $option } anyway
shop-js-change = { $what } changes from { $from } to { $to }
shop-js-clear = Clear { $what }
shop-js-close = Close
shop-js-compare-aside = Put aside { $what }
shop-js-compare-changed = Changed where it does not go together any more.
shop-js-compare-drop = Take { $what } out
shop-js-compare-now = As it is now
shop-js-compare-same = They do not differ.
shop-js-compare-use = Go on with this
shop-js-conflict = These choices cannot be built together
shop-js-copied = Link copied. It opens the product with these choices.
shop-js-failed = The configurator could not be opened. Check your connection and load the page again.
shop-js-follows = Follows from your choices
shop-js-forced = { $what }: { $option } follows from your choices.
shop-js-from = From
shop-js-gross = { $amount } with tax
shop-js-keep = You are offline. Your request is kept on this device, and sent as soon as this page is open with a connection.
shop-js-mend = Change it like this
shop-js-never = { $what }: { $option } is in no product.
shop-js-not-copied = Copy this link to hand it on: { $what }
shop-js-preset-from = from { $amount }
shop-js-problem = This could not be worked out. Try another choice, or start over.
shop-js-refused = { $what }: { $option } does not go with your choices.
shop-js-same = Same price
shop-js-sending = Sending…
shop-js-sent = Thank you. Your request has arrived, and you will hear from us.
shop-js-show-less = Hide the 3D model
shop-js-shown = See it in 3D
shop-js-take-back = Clear { $what }: { $option }
shop-js-total = Total without tax
shop-js-unpriced = Price on request
shop-js-waits = A request waits to be sent.
shop-js-why = Why not?

## What a request says to the people who sell
shop-lead-title = { $product } for { $whom }
shop-lead-next = Answer the request
shop-lead-source = Public configurator
shop-lead-task = Answer the request: { $title }
shop-lead-consent = Ticked “{ $words }” in the public configurator
shop-lead-lost = Chosen, but not in the model any more: { $attribute } = { $option }
shop-lead-changed = Changed, because it does not go together any more: { $attribute } from { $from } to { $to }
shop-lead-price = The page showed { $shown } without tax; now it is { $now }.
