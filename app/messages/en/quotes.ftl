# Words of quotes.

empty-why-quote = What you offer to customers, with its prices. Begin one on a deal, or here.
quotes-untitled = New quote
quotes-for = Quote for { $account }
quotes-gone = This quote is not here
quotes-back = Go to quotes
quotes-details = Details
quotes-version = Version { $version }
quotes-version-of = { $number } · version { $version }
quotes-versions = Versions
quotes-late-edits = Lines were changed elsewhere while this was sent. The customer has what you see here; make a new version to look at the changes.

quotes-pdf = PDF
quotes-said-pdf = { $name } is among your downloads
quotes-said-pdf-frames = { $name } is among your downloads, with empty frames for pictures that are not on this device yet
quotes-said-pdf-less = { $name } is among your downloads, without some pictures: all together may have { $max } MiB. Choose smaller ones.

## Lines
quotes-lines = Lines
quotes-no-lines = Nothing is on this quote
quotes-add = Add a product
quotes-each = Price each
quotes-net = Net
quotes-why = How the price comes about
quotes-why-of = How the price of { $product } comes about
quotes-quantity-of = Quantity of { $product }
quotes-discount-of = Discount on { $product }
quotes-actions-of = More actions for { $product }
quotes-off = −{ $percent } %
quotes-move-up = Move up
quotes-move-down = Move down
quotes-configure = Configure
quotes-configure-again = Configure again
quotes-configured-by = By version { $version } of its model
quotes-parts = Bill of materials for one, { $count } parts
quotes-parts-list = Bill of materials
quotes-remove-line = Remove from the quote
quotes-said-added = Added { $product }
quotes-said-configured = { $product } is on the quote as you configured it
quotes-said-removed = Removed { $product }
quotes-said-moved = Moved the line

## How a price comes about
quotes-step-list = List price
quotes-step-contract = Agreed price
quotes-step-tier = Quantity
quotes-step-surcharge = Option
quotes-step-bundle = Set
quotes-step-rule = Discount
quotes-step-hand = By hand
quotes-step-share = Discount on the quote
quotes-step-share-of = { $percent } %

## Sums
quotes-totals = Totals
quotes-list = List prices
quotes-discounts = Discounts ({ $percent } %)
quotes-tax = Tax { $rate } %
quotes-tax-on = { $tax } on { $taxable }

## Approvals
quotes-approvals = Approvals
quotes-approvals-open = { $count ->
    [one] Sending waits for one approval.
   *[other] Sending waits for { $count } approvals.
}
quotes-will-need = Will need approval by { $approvers }: { $rule }
quotes-approval-by = Approval by { $approvers }: { $rule }
quotes-ask = Ask for approval
quotes-approve = Approve
quotes-refuse = Refuse
quotes-said-asked = Asked for approval
quotes-said-granted = Approved
quotes-said-refused = Refused

## What becomes of it
quotes-send = Mark as sent
quotes-sent-on = { $day }
quotes-was-valid-until = was valid until { $day }
quotes-answered-on = { $day }
quotes-accept = Accepted
quotes-accept-title = The customer has accepted
quotes-accept-sums = { $net } without tax, { $gross } with tax. This makes the order.
quotes-accept-late = The quote was valid until { $day }.
quotes-accept-button = Make the order
quotes-decline = Declined
quotes-expire = Mark as expired
quotes-new-version = New version
quotes-open-order = Open the order
quotes-said-made = Made a quote
quotes-said-sent = Marked as sent. The quote stays as it is now, and nothing was e-mailed.
quotes-said-sent-less = Marked as sent, and nothing was e-mailed. Its PDF leaves out some pictures: all together may have { $max } MiB. A new version can have smaller ones.
quotes-said-accepted = Accepted. The order is made.
quotes-said-declined = Declined
quotes-said-expired = Expired
quotes-said-version = Made a new version

## The customer's link, and what comes back
quotes-share = Share a link
quotes-share-title = A link for the customer
quotes-share-why = Whoever has this link sees this quote, and nothing else. They can accept and sign it, decline it, or ask a question.
quotes-share-address = Link for the customer
quotes-share-works = The link works.
quotes-share-waits = The link works as soon as this device has synced.
quotes-share-once = It is shown only now. You can make another one at any time, and withdraw each.
quotes-share-copy = Copy the link
quotes-share-copied = Copied the link
quotes-share-not-copied = The browser does not let Sextant copy. Select the link and copy it by hand.
quotes-share-mail = Write an e-mail
quotes-share-subject = Our offer: { $title }
quotes-share-body =
    Here is our offer “{ $title }”:
    { $address }
quotes-share-no-secret = This browser cannot make a link that nobody can guess. Use another one.
quotes-share-revoked = Withdrew the link
quotes-mail = Send by e-mail
quotes-mail-title = The quote by e-mail
quotes-mail-to-hint = Several addresses with commas between them.
quotes-mail-link-hint = Where { $link } stands, the customer finds a link to the quote, made for this e-mail.
quotes-mail-send = Send
quotes-mail-subject = Our offer { $number }: { $title }
quotes-mail-hello = Dear { $name },
quotes-mail-hello-nobody = Good day,
quotes-mail-until = It is valid until { $day }.
quotes-mail-body =
    { $hello }

    here is our offer “{ $title }”. { $until }

    You can read it, ask questions and accept it here:
    { $link }

    Kind regards
    { $me }
quotes-mail-again = Try again
quotes-mail-cancel = Take back
quotes-mails = E-mails
quotes-said-mail = The e-mail goes out as soon as the server has it.
quotes-said-mail-cancelled = Took the e-mail back
quotes-customer = Customer
quotes-signature = Signature
quotes-signed-intact = Signed as it stands here
quotes-signed-otherwise = Something else was signed
quotes-links = Links
quotes-link-opened = Opened
quotes-link-unopened = Not opened yet
quotes-link-expired = Expired
quotes-link-revoked = Withdrawn
quotes-link-revoke = Withdraw

## Update to current
quotes-behind-prices = This version has the prices of { $day }.
quotes-behind-models = A product on it is configured by an older version of its model.
quotes-behind-both = This version has the prices of { $day }, and a product is configured by an older version of its model.
quotes-update = Update to current…
quotes-update-title = Update to current
quotes-update-working = Working out what would change…
quotes-update-nothing = Nothing would cost anything else.
quotes-update-before = Now
quotes-update-after = Updated
quotes-update-same = Same price
quotes-update-model = Model version { $from } becomes { $to }
quotes-update-lost = No longer there: { $what }
quotes-update-now = Update
quotes-said-updated = Updated to today's prices and models
quotes-still = { $product } as it was configured
