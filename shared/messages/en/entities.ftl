# Entities, their fields and choices. One block per entity; keys follow the schema's ids.

## account
entity-account = Account
entity-account-plural = Accounts
account-name = Name
account-number = Account number
account-parent = Parent account
account-sector = Sector
account-lifecycle = Lifecycle
account-lifecycle-prospect = Prospect
account-lifecycle-customer = Customer
account-lifecycle-lapsed = Lapsed
account-lifecycle-partner = Partner
account-revenue = Revenue
account-employees = Employees
account-founded = Year founded
account-website = Web site
account-phone = Phone
account-location = Location
account-address = Address
account-source = Source
account-price-group = Price group
account-owner = Owner
account-team = Team
account-description = Description

## contact
entity-contact = Contact
entity-contact-plural = Contacts
contact-name = Name
contact-first-name = First name
contact-last-name = Last name
contact-account = Account
contact-title = Job title
contact-department = Department
contact-email = E-mail
contact-phone = Work phone
contact-mobile = Mobile
contact-address = Address
contact-channels = Channels
contact-channels-email = E-mail
contact-channels-phone = Phone
contact-channels-post = Post
contact-channels-visit = Visit
contact-consent = Consent
contact-consent-unknown = Unknown
contact-consent-given = Given
contact-consent-withdrawn = Withdrawn
contact-consent-proof = Proof of consent
contact-birthday = Birthday
contact-source = Source
contact-owner = Owner
contact-team = Team
contact-description = Description

## lead
entity-lead = Lead
entity-lead-plural = Leads
lead-title = What it is about
lead-status = Status
lead-status-new = New
lead-status-working = Working on it
lead-status-qualified = Qualified
lead-status-unqualified = Not qualified
lead-person = Person
lead-company = Firm
lead-email = E-mail
lead-phone = Phone
lead-country = Country
lead-source = Source
lead-source-configurator = Public configurator
lead-source-web = Web site
lead-source-phone = Phone
lead-source-email = E-mail
lead-source-event = Event
lead-source-referral = Referral
lead-source-other = Other
lead-product = Product
lead-message = Message
lead-shown = Price shown
lead-consent = Consent
lead-account = Account
lead-contact = Contact
lead-opportunity = Deal
lead-quote = Quote
lead-owner = Owner
lead-team = Team

## opportunity
entity-opportunity = Deal
entity-opportunity-plural = Deals
opportunity-name = Name
opportunity-number = Deal number
opportunity-account = Account
opportunity-contacts = Contacts
opportunity-pipeline = Pipeline
opportunity-stage = Stage
opportunity-amount = Amount
opportunity-probability = Probability (%)
opportunity-weighted = Weighted amount
opportunity-close-date = Close date
opportunity-opened-on = Opened on
opportunity-product = Product
opportunity-forecast-category = Forecast category
opportunity-forecast-category-omitted = Omitted
opportunity-forecast-category-pipeline = Pipeline
opportunity-forecast-category-best-case = Best case
opportunity-forecast-category-commit = Commit
opportunity-forecast-category-closed = Closed
opportunity-next-step = Next step
opportunity-reason = Win or loss reason
opportunity-competitors = Competitors
opportunity-source = Source
opportunity-owner = Owner
opportunity-team = Team
opportunity-description = Description

## activity
entity-activity = Activity
entity-activity-plural = Activities
activity-subject = Subject
activity-kind = Kind
activity-kind-call = Call
activity-kind-meeting = Meeting
activity-kind-visit = Visit
activity-kind-email = E-mail
activity-kind-letter = Letter
activity-kind-chat = Chat
activity-kind-event = Event
activity-at = When
activity-minutes = Minutes
activity-direction = Direction
activity-direction-outgoing = Outgoing
activity-direction-incoming = Incoming
activity-outcome = Outcome
activity-outcome-reached = Reached
activity-outcome-no-answer = No answer
activity-outcome-left-message = Left a message
activity-outcome-held = Held
activity-outcome-cancelled = Cancelled
activity-account = Account
activity-contacts = People
activity-opportunity = Deal
activity-quote = Quote
activity-body = Body
activity-owner = Owner
activity-team = Team

## task
entity-task = Task
entity-task-plural = Tasks
task-subject = Subject
task-due = Due
task-priority = Priority
task-priority-low = Low
task-priority-normal = Normal
task-priority-high = High
task-done = Done
task-done-at = Done at
task-account = Account
task-contact = Contact
task-opportunity = Deal
task-description = Description
task-owner = Owner
task-team = Team

## note
entity-note = Note
entity-note-plural = Notes
note-title = Title
note-body = Body
note-account = Account
note-contact = Contact
note-opportunity = Deal
note-pinned = Pinned
note-owner = Owner
note-team = Team

## quote
entity-quote = Quote
entity-quote-plural = Quotes
quote-title = Title
quote-number = Quote number
quote-version = Version
quote-previous = Made from
quote-status = Status
quote-status-draft = Draft
quote-status-sent = Sent
quote-status-accepted = Accepted
quote-status-declined = Declined
quote-status-expired = Expired
quote-status-replaced = Replaced
quote-account = Account
quote-contact = Contact
quote-opportunity = Deal
quote-net = Total without tax
quote-gross = Total with tax
quote-currency = Currency
quote-price-book = Price book
quote-date = Date
quote-valid-until = Valid until
quote-term-months = Term (months)
quote-discount-kind = Kind of discount
quote-discount-kind-percent = Percent off
quote-discount-kind-amount = Amount off
quote-discount-kind-total = Agreed total
quote-discount = Discount on the quote
quote-discount-reason = Reason for the discount
quote-introduction = Introduction
quote-terms = Terms
quote-template = Template
quote-reference = Their reference
quote-sent-on = Sent on
quote-answered-on = Answered on
quote-accepted-by = Accepted by
quote-answer = Reason
quote-priced = Prices as sent
quote-fingerprint = Fingerprint
quote-prices = Price list
quote-parties = Seller and buyer
quote-look = Template as sent
quote-content = Fingerprint of the content
quote-totals-of = Fingerprint of what the totals came of
quote-owner = Owner
quote-team = Team

## quote_line
entity-quote-line = Quote line
entity-quote-line-plural = Quote lines
quote-line-name = Name
quote-line-quote = Quote
quote-line-position = Position
quote-line-product = Product
quote-line-quantity = Quantity
quote-line-description = Description
quote-line-choices = Choices
quote-line-configuration = Product model
quote-line-picture = Picture
quote-line-section = Section
quote-line-optional = Optional
quote-line-optional-taken = Optional, taken
quote-line-optional-open = Optional
quote-line-discount-kind = Kind of discount
quote-line-discount-kind-percent = Percent off
quote-line-discount-kind-amount = Amount off
quote-line-discount-kind-price = Price of a unit
quote-line-discount = Discount
quote-line-discount-reason = Reason for the discount
quote-line-tax-category = Tax
quote-line-tax-category-s = Standard or reduced rate
quote-line-tax-category-z = Zero rated
quote-line-tax-category-e = Exempt
quote-line-tax-category-ae = Reverse charge
quote-line-tax-category-k = Supply within the EEA
quote-line-tax-category-g = Export
quote-line-tax-category-o = Not subject to tax
quote-line-tax-rate = Tax rate (%)
quote-line-tax-reason = Why there is no tax
quote-line-owner = Owner
quote-line-team = Team

## quote_link
entity-email = E-mail
entity-email-plural = E-mails
email-subject = Subject
email-to = To
email-cc = Copy to
email-body = Text
email-status = Status
email-status-queued = Waiting
email-status-sending = On its way
email-status-sent = Sent
email-status-failed = Not sent
email-status-cancelled = Taken back
email-reason = What happened
email-sent-at = Sent
email-account = Account
email-contact = Contact
email-opportunity = Deal
email-quote = Quote
email-with-pdf = With the quote as PDF
email-quote-link = Customer link
email-tries = Tries
email-due-at = Next try
email-owner = Owner
email-team = Team

entity-quote-link = Customer link
entity-quote-link-plural = Customer links
quote-link-name = For
quote-link-quote = Quote
quote-link-hash = Fingerprint of the secret
quote-link-expires-on = Expires on
quote-link-revoked = Withdrawn
quote-link-opened-at = First opened
quote-link-owner = Owner
quote-link-team = Team

## acceptance
entity-acceptance = Acceptance
entity-acceptance-plural = Acceptances
acceptance-name = Signed by
acceptance-quote = Quote
acceptance-kind = Signature
acceptance-kind-drawn = Drawn
acceptance-kind-typed = Typed
acceptance-at = Signed at
acceptance-signature = Drawing
acceptance-shown = Fingerprint of what was shown
acceptance-link = Customer link
acceptance-origin = Fingerprint of the origin
acceptance-agent = Browser
acceptance-owner = Owner
acceptance-team = Team

## order
entity-order = Order
entity-order-plural = Orders
order-title = Title
order-number = Order number
order-quote = Quote
order-status = Status
order-status-open = Open
order-status-partly-delivered = Partly delivered
order-status-delivered = Delivered
order-status-cancelled = Cancelled
order-account = Account
order-contact = Contact
order-opportunity = Deal
order-net = Total without tax
order-gross = Total with tax
order-ordered-on = Ordered on
order-deliver-by = Deliver by
order-reference = Their reference
order-owner = Owner
order-team = Team
order-description = Description

## order_line
entity-order-line = Order line
entity-order-line-plural = Order lines
order-line-name = Name
order-line-order = Order
order-line-line = Quote line
order-line-position = Position
order-line-product = Product
order-line-quantity = Ordered
order-line-choices = Choices
order-line-configuration = Product model
order-line-net = Total without tax
order-line-delivered = Delivered
order-line-cancelled = Cancelled
order-line-owner = Owner
order-line-team = Team

## approval
entity-approval = Approval
entity-approval-plural = Approvals
approval-reason = Reason
approval-quote = Quote
approval-rule = Rule
approval-line = Line
approval-fingerprint = Fingerprint
approval-status = Status
approval-status-asked = Asked for
approval-status-granted = Granted
approval-status-refused = Refused
approval-decided-by = Decided by
approval-decided-at = Decided
approval-note = Note
approval-owner = Owner
approval-team = Team

## product
entity-product = Product
entity-product-plural = Products
product-name = Name
product-code = Code
product-picture = Picture
product-family = Family
product-price = Price
product-unit = Unit
product-unit-c62 = Piece
product-unit-set = Set
product-unit-hur = Hour
product-unit-day = Day
product-unit-mon = Month
product-unit-ann = Year
product-unit-mtr = Metre
product-unit-mtk = Square metre
product-unit-kgm = Kilogram
product-unit-ltr = Litre
product-tax-category = Tax category
product-tax-category-s = Standard or reduced rate
product-tax-category-z = Zero rate
product-tax-category-e = Exempt
product-tax-category-o = Not subject to tax
product-cost = Cost
product-active = Active
product-public = In the public configurator
product-description = Description

## product_family
entity-product-family = Product family
entity-product-family-plural = Product families
product-family-name = Name
product-family-parent = Part of
product-family-position = Position
product-family-symbol = Symbol
product-family-symbol-box = Box
product-family-symbol-bicycle = Bicycle
product-family-symbol-desk = Desk
product-family-symbol-pump = Pump
product-family-symbol-part = Part
product-family-symbol-service = Service
product-family-description = Description

## specification
entity-specification = Specification
entity-specification-plural = Specifications
specification-name = Name
specification-product = Product
specification-group = Group
specification-number = Number
specification-text = Words
specification-unit = Unit
specification-position = Position

## product_relation
entity-product-relation = Related product
entity-product-relation-plural = Related products
product-relation-note = Note
product-relation-from = Product
product-relation-kind = Kind
product-relation-kind-accessory = Accessory
product-relation-kind-bundle-part = Part of the bundle
product-relation-kind-spare-part = Spare part
product-relation-kind-alternative = Alternative
product-relation-kind-successor = Successor
product-relation-to = Related product
product-relation-quantity = Quantity
product-relation-position = Position

## product_model
entity-product-model = Product model
entity-product-model-plural = Product models
product-model-note = What is new
product-model-product = Product
product-model-version = Version
product-model-status = Status
product-model-status-draft = Draft
product-model-status-published = Published
product-model-status-withdrawn = Withdrawn
product-model-source = Source
## price_book
entity-price-book = Price book
entity-price-book-plural = Price books
price-book-name = Name
price-book-currency = Currency
price-book-standard = Default
price-book-public = Prices of the public configurator
price-book-valid-from = Valid from
price-book-valid-to = Valid to
price-book-account = Agreed with
price-book-group = For the price group
price-book-priority = Priority
price-book-tax-category = Tax
price-book-tax-category-s = Standard or reduced rate
price-book-tax-category-z = Zero rated
price-book-tax-category-e = Exempt
price-book-tax-category-ae = Reverse charge
price-book-tax-category-k = Supply within the EEA
price-book-tax-category-g = Export
price-book-tax-category-o = Not subject to tax
price-book-tax-rate = Tax rate (%)
price-book-owner = Owner
price-book-team = Team
price-book-description = Description

## price
entity-price = Price
entity-price-plural = Prices
price-name = Name
price-book = Price book
price-product = Product
price-amount = Price
price-from = From quantity
price-per = Price is for (units)
price-tiers = Tiers
price-tiers-volume = The whole quantity at the price it reaches
price-tiers-graduated = Each slice at its own price
price-owner = Owner
price-team = Team

## surcharge
entity-surcharge = Surcharge
entity-surcharge-plural = Surcharges
surcharge-name = Name
surcharge-price = Price
surcharge-attribute = Choice
surcharge-value = Option
surcharge-amount = Amount
surcharge-percent = Percent
surcharge-owner = Owner
surcharge-team = Team

## bundle
entity-bundle = Bundle
entity-bundle-plural = Bundles
bundle-name = Name
bundle-product = Product
bundle-price = Price of the set
bundle-less = Percent off the parts

## bundle_part
entity-bundle-part = Part of a bundle
entity-bundle-part-plural = Parts of bundles
bundle-part-name = Name
bundle-part-bundle = Bundle
bundle-part-product = Product
bundle-part-quantity = Quantity

## discount_rule
entity-discount-rule = Discount rule
entity-discount-rule-plural = Discount rules
discount-rule-name = Name
discount-rule-active = Active
discount-rule-kind = Kind
discount-rule-kind-percent = Percent off
discount-rule-kind-unit-off = Amount off each
discount-rule-kind-line-off = Amount off the line
discount-rule-kind-unit-price = Price of a unit
discount-rule-percent = Percent
discount-rule-amount = Amount
discount-rule-products = Products
discount-rule-family = Family
discount-rule-accounts = Accounts
discount-rule-group = Price group
discount-rule-min-quantity = From quantity
discount-rule-max-quantity = Up to quantity
discount-rule-min-total = From a total of
discount-rule-valid-from = Valid from
discount-rule-valid-to = Valid to
discount-rule-priority = Priority
discount-rule-best-of = Best of group
discount-rule-on-contracts = Also on agreed prices

## approval_rule
entity-approval-rule = Approval rule
entity-approval-rule-plural = Approval rules
approval-rule-name = Name
approval-rule-active = Active
approval-rule-kind = Needed for
approval-rule-kind-line-discount = Discount on a line
approval-rule-kind-quote-discount = Discount on the quote
approval-rule-kind-total = Total of the quote
approval-rule-kind-term = Term
approval-rule-kind-products = Products
approval-rule-percent = Above percent
approval-rule-amount = Above amount
approval-rule-months = Above months
approval-rule-products = Products
approval-rule-family = Family
approval-rule-approvers = Approvers
approval-rule-roles = Approvers by role
approval-rule-roles-owner = Owner
approval-rule-roles-admin = Admin
approval-rule-roles-manager = Manager

## lead_route
entity-lead-route = Lead route
entity-lead-route-plural = Lead routes
lead-route-name = Name
lead-route-active = Active
lead-route-priority = Priority
lead-route-family = For products of
lead-route-countries = For countries
lead-route-person = Goes to
lead-route-members-of = Goes in turn to members of

## article
entity-article = Article
entity-article-plural = Articles
article-title = Title
article-body = Body
article-category = Category
article-status = Status
article-status-draft = Draft
article-status-published = Published
article-roles = Readers by role
article-roles-owner = Owner
article-roles-admin = Admin
article-roles-manager = Manager
article-roles-rep = Rep
article-roles-read-only = Read only
article-teams = Readers by team
article-products = Products
article-keywords = Keywords
article-review-on = Review on
article-owner = Owner

## article_category
entity-article-category = Category
entity-article-category-plural = Categories
article-category-name = Name
article-category-parent = Parent
article-category-position = Position

## pipeline
entity-pipeline = Pipeline
entity-pipeline-plural = Pipelines
pipeline-name = Name
pipeline-position = Position

## stage
entity-stage = Stage
entity-stage-plural = Stages
stage-name = Name
stage-pipeline = Pipeline
stage-position = Position
stage-probability = Probability (%)
stage-kind = Kind
stage-kind-open = Open
stage-kind-won = Won
stage-kind-lost = Lost
stage-stalls-after = Stalls after (days)

## team
entity-team = Team
entity-team-plural = Teams
team-name = Name
team-parent = Parent
team-manager = Manager

## user
entity-user = Person
entity-user-plural = People
user-name = Name
user-email = E-mail
user-role = Role
user-team = Team
user-active = Active

## role
entity-role = Role
entity-role-plural = Roles
role-name = Name
role-key = Key
role-key-owner = Owner
role-key-admin = Admin
role-key-manager = Manager
role-key-rep = Rep
role-key-read-only = Read only

## saved_view
entity-saved-view = Saved view
entity-saved-view-plural = Saved views
saved-view-name = Name
saved-view-entity = Entity
saved-view-query = Query
saved-view-layout = Layout
saved-view-layout-list = List
saved-view-layout-board = Board
saved-view-shared = Shared
saved-view-owner = Owner

## attention
entity-attention = Needs attention
entity-attention-plural = Needs attention
attention-subject = Subject
attention-kind = Kind
attention-kind-conflict = Conflict
attention-kind-deleted = Deleted
attention-kind-rejected = Rejected
attention-status = Status
attention-status-open = Open
attention-status-kept = Kept
attention-status-replaced = Replaced
attention-status-discarded = Discarded
attention-entity = Entity
attention-record = Record
attention-field = Field
attention-kept-value = Kept value
attention-kept-by = Kept by
attention-kept-at = Kept at
attention-lost-value = Lost value
attention-lost-by = Lost by
attention-lost-at = Lost at
attention-lost-client = Lost client
attention-operations = Operations
attention-problems = Problems
attention-people = People
attention-team = Team

entity-seller = Your firm
entity-seller-plural = Your firm
seller-name = Name
seller-logo = Logo
seller-address = Address
seller-tax-number = VAT number
seller-registration = Register number
seller-email = E-mail
seller-phone = Telephone
seller-sites = Sites that may show the configurator

## quote_template
entity-quote-template = Quote template
entity-quote-template-plural = Quote templates
quote-template-name = Name
quote-template-standard = Standard
quote-template-introduction = Introduction
quote-template-terms = Terms
quote-template-closing = Closing words
quote-template-columns = Further columns
quote-template-columns-position = Number
quote-template-columns-picture = Picture
quote-template-columns-code = Article number
quote-template-columns-quantity = Quantity
quote-template-columns-list-price = List price
quote-template-columns-discount = Discount
quote-template-columns-net-price = Net price
quote-template-columns-tax = Tax
quote-template-paper = Paper
quote-template-paper-a4 = A4
quote-template-paper-letter = US Letter
